package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.SalesforceUser.Trait;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Handler;
import io.crosscloud.testkit.internal.salesforce.ApiSession.Kind;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What every REST request passes: session, scopes, password, allowances, version. */
final class RestGate {
    private final Hosts hosts;
    private final Switches switches;
    private final Directory directory;
    private final Tokens tokens;
    private final ApiUsage usage;

    RestGate(Hosts hosts, Switches switches, Directory directory, Tokens tokens, ApiUsage usage) {
        this.hosts = hosts;
        this.switches = switches;
        this.directory = directory;
        this.tokens = tokens;
        this.usage = usage;
    }

    /** A handler for requests with a live session only, which is told who calls. */
    Handler guard(BiFunction<FakeRequest, Directory.Member, FakeResponse> answer) {
        return request -> {
            Optional<String> token = AccessTokenHeader.read(request);
            ApiSession session = token.filter(unused -> !hosts.abandoned(request))
                    .flatMap(tokens::use)
                    .orElse(null);
            Directory.Member member = session == null
                    ? null
                    : directory
                            .member(session.holder().username())
                            .filter(known -> !known.has(Trait.INACTIVE))
                            .orElse(null);
            if (session == null || member == null) {
                return AccessTokenHeader.isForeign(request) ? RestErrors.headerInvalid() : RestErrors.sessionExpired();
            }
            FakeResponse refusal = refusal(request, session);
            return refusal != null
                    ? refusal
                    : answer.apply(request, member).withHeader("Sforce-Limit-Info", usage.header());
        };
    }

    private @Nullable FakeResponse refusal(FakeRequest request, ApiSession session) {
        if (session.is(Kind.PASSWORD_EXPIRED)) {
            return RestErrors.passwordExpired();
        }
        if (switches.has(SalesforceSwitch.HIGH_ASSURANCE_REQUIRED) || !GrantScopes.reachApi(session.scopes())) {
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
