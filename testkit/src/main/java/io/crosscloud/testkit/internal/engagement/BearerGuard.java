package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.testkit.EngagementSwitch;
import io.crosscloud.testkit.internal.engagement.Vault.Access;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What stands before every REST resource: the token, the limits, the state of the stack. */
final class BearerGuard {
    private final Tenant tenant;

    BearerGuard(Tenant tenant) {
        this.tenant = tenant;
    }

    /** The token that the request carries in its {@code Authorization} header, if it is good here and now. */
    Access require(FakeRequest request) {
        if (request.query().has("access_token")) {
            throw RestErrors.tokenInUrl();
        }
        if (tenant.has(EngagementSwitch.IN_MAINTENANCE)) {
            throw maintenance();
        }
        String text = bearer(request).orElseThrow(() -> RestErrors.notAuthorized(false));
        Optional<Access> token = tenant.vault().find(text, TokenUse.BEARER);
        if (token.isEmpty()) {
            throw tenant.texts().isOfAnotherTenant(text) ? RestErrors.wrongEndpoint() : RestErrors.notAuthorized(true);
        }
        if (tenant.has(EngagementSwitch.ADDRESS_NOT_ALLOWED)) {
            throw RestErrors.addressNotAllowed();
        }
        limit(token.get());
        return token.get();
    }

    /** The same, and the token has this scope. */
    Access require(FakeRequest request, String scope) {
        Access token = require(request);
        if (!token.rights().mayDo(scope)) {
            throw RestErrors.insufficientPrivileges();
        }
        return token;
    }

    private void limit(Access token) {
        Duration delay =
                tenant.restThrottle().delay(token.rights().client().clientId().value());
        if (!delay.isZero()) {
            long seconds = Math.max(1, delay.plusMillis(999).toSeconds());
            FakeResponse answer = FakeResponse.json(429, RestErrors.rateLimitBody(seconds))
                    .withHeader("Retry-After", Long.toString(seconds))
                    .withError("50100");
            throw new Refusal(answer);
        }
    }

    private static Refusal maintenance() {
        FakeResponse answer = RestErrors.error(503, 50300, "Service Unavailable", RestErrors.DOCUMENTATION);
        return new Refusal(answer.withHeader("Retry-After", "120"));
    }

    private static Optional<String> bearer(FakeRequest request) {
        return request.header("Authorization")
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith("bearer "))
                .map(header -> header.substring("bearer ".length()).strip())
                .filter(token -> !token.isEmpty());
    }
}
