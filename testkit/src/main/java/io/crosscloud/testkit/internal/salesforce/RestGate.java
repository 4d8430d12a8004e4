package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Handler;
import io.crosscloud.testkit.internal.salesforce.ApiCallers.ApiCaller;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What every REST request passes: session, scopes, password, allowances, version. */
final class RestGate {
    private final ApiCallers callers;
    private final Switches switches;
    private final ApiUsage usage;

    RestGate(ApiCallers callers, Switches switches, ApiUsage usage) {
        this.callers = callers;
        this.switches = switches;
        this.usage = usage;
    }

    /** A handler for requests with a live session only, which is told who calls. */
    Handler guard(BiFunction<FakeRequest, Directory.Member, FakeResponse> answer) {
        return request -> {
            ApiCaller caller = AccessTokenHeader.read(request)
                    .flatMap(token -> callers.use(token, request))
                    .orElse(null);
            if (caller == null) {
                return AccessTokenHeader.isForeign(request) ? RestErrors.headerInvalid() : RestErrors.sessionExpired();
            }
            FakeResponse refusal = refusal(request, caller);
            return refusal != null
                    ? refusal
                    : answer.apply(request, caller.member()).withHeader("Sforce-Limit-Info", usage.header());
        };
    }

    private @Nullable FakeResponse refusal(FakeRequest request, ApiCaller caller) {
        if (caller.mustSetPassword()) {
            return RestErrors.passwordExpired();
        }
        if (switches.has(SalesforceSwitch.HIGH_ASSURANCE_REQUIRED) || !caller.reachesApis()) {
            return RestErrors.sessionNotValidForRest();
        }
        if (switches.has(SalesforceSwitch.API_DISABLED)) {
            return RestErrors.apiDisabled();
        }
        if (!usage.use() || switches.has(SalesforceSwitch.REQUEST_LIMIT_EXCEEDED)) {
            return RestErrors.limitExceeded();
        }
        Optional<ApiVersion> version = version(request);
        if (version.filter(ApiVersion::isRetired).isPresent()) {
            return RestErrors.of(410, "UNSUPPORTED_API_VERSION", "GONE: this API version is retired");
        }
        return version.filter(ApiVersion::isKnown).isEmpty() ? RestErrors.notFound() : null;
    }

    /** The version in {@code /services/data/vNN.0/…}. */
    static Optional<ApiVersion> version(FakeRequest request) {
        String[] segments = request.path().split("/", -1);
        for (int i = 0; i + 1 < segments.length; i++) {
            if (segments[i].equals("data")) {
                return ApiVersion.parse(segments[i + 1]);
            }
        }
        return Optional.empty();
    }
}
