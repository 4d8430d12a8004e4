package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.SalesforceSwitch;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * Whether the assertion of a JWT bearer request (RFC 7523, section 3) is good: signature, {@code exp}, {@code aud}. As
 * lenient as production was seen to be, unless switches say otherwise: any {@code exp} that is not three minutes past,
 * as a number or a string, in seconds or milliseconds; any name of this org or a login host as {@code aud}.
 */
final class AssertionCheck {
    private static final int SKEW_SECONDS = 180;
    private static final int STRICT_SECONDS = 180;

    private final OrgSettings settings;
    private final Hosts hosts;
    private final Switches switches;
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    AssertionCheck(OrgSettings settings, Hosts hosts, Switches switches) {
        this.settings = settings;
        this.hosts = hosts;
        this.switches = switches;
    }

    void check(Jws jws, ConnectedApp app, TokenCall call) {
        if (!jws.isSignedBy(app.keys())) {
            throw invalid();
        }
        checkExpiry(jws.claims().path("exp"));
        if (!isMeantForUs(jws.claims().path("aud"), call)) {
            throw OAuthError.invalidGrant("audience is invalid");
        }
        if (switches.has(SalesforceSwitch.SINGLE_USE_ASSERTIONS) && !used.add(jws.signed())) {
            throw invalid();
        }
    }

    static OAuthError invalid() {
        return OAuthError.invalidGrant("invalid assertion");
    }

    private void checkExpiry(JsonNode exp) {
        boolean strict = switches.has(SalesforceSwitch.STRICT_ASSERTION_EXPIRY);
        long seconds = seconds(exp).orElseThrow(AssertionCheck::invalid);
        Instant now = settings.clocks().assertions().instant();
        if (seconds < now.getEpochSecond() - SKEW_SECONDS) {
            throw OAuthError.invalidGrant("expired authorization code");
        }
        if (strict && (!exp.isNumber() || seconds > now.getEpochSecond() + STRICT_SECONDS)) {
            throw invalid();
        }
    }

    private static Optional<Long> seconds(JsonNode exp) {
        if (exp.isNumber()) {
            return Optional.of((long) exp.asDouble());
        }
        try {
            return exp.isString() ? Optional.of(Long.parseLong(exp.asString())) : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private boolean isMeantForUs(JsonNode audience, TokenCall call) {
        JsonNode single = audience.isArray() && audience.size() == 1 ? audience.get(0) : audience;
        if (!single.isString()) {
            return false;
        }
        if (switches.has(SalesforceSwitch.STRICT_AUDIENCE)) {
            return single.asString()
                    .equals(settings.sandbox() ? "https://test.salesforce.com" : "https://login.salesforce.com");
        }
        return hosts.isAudience(single.asString(), call.request());
    }
}
