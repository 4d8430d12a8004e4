package io.crosscloud.auth.diagnosis;

import io.crosscloud.Cloud;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.Scopes;
import java.util.Set;
import java.util.TreeSet;

/** Whether the token has the scopes that were asked for, and those that the host says it needs. */
final class ScopesCheck {
    private static final Set<String> LASTING = Set.of("refresh_token", "offline_access");

    private ScopesCheck() {}

    static Answer of(Examination examination) {
        AccessToken token = examination.token().orElse(null);
        if (token == null) {
            return Answer.notCheckable("there is no token");
        }
        Patient patient = examination.patient();
        Set<String> wanted = new TreeSet<>(patient.scopes().values());
        wanted.addAll(examination.meant().scopes().values());
        if (token.scopes().isUnspecified()) {
            String expected = wanted.isEmpty() ? "" : " (expected: " + String.join(" ", wanted) + ")";
            return patient.scopes().isUnspecified()
                    ? Answer.notCheckable("the server did not say what it granted" + expected)
                    : Answer.fail(DiagnosisProblem.SCOPE_MISSING, "none granted" + expected);
        }
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeIf(scope -> covers(token.scopes(), scope, patient));
        return missing.isEmpty()
                ? Answer.pass("granted: " + token.scopes())
                : Answer.fail(
                        DiagnosisProblem.SCOPE_MISSING,
                        "missing: " + String.join(" ", missing) + "; granted: " + token.scopes());
    }

    /** Salesforce's {@code full} stands for all but the refresh token, which has two names (help page "OAuth Tokens and Scopes"). */
    private static boolean covers(Scopes granted, String scope, Patient patient) {
        Set<String> names = granted.values();
        if (names.contains(scope) || !patient.in(Cloud.SALESFORCE)) {
            return names.contains(scope);
        }
        return LASTING.contains(scope) ? LASTING.stream().anyMatch(names::contains) : names.contains("full");
    }
}
