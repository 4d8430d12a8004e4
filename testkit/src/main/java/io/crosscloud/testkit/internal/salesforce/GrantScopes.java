package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.token.Scopes;
import java.util.HashSet;
import java.util.Set;

/** What Salesforce makes of scopes. */
final class GrantScopes {
    static final String OPENID = "openid";
    private static final Set<String> REFRESH = Set.of("refresh_token", "offline_access");

    private GrantScopes() {}

    /** Whether a login with these gets a refresh token. */
    static boolean refreshes(Scopes scopes) {
        return scopes.values().stream().anyMatch(REFRESH::contains);
    }

    /** What JWT bearer gets of an app's scopes. */
    static Scopes withoutRefresh(Scopes scopes) {
        return without(scopes, REFRESH);
    }

    /** What client credentials get: never {@code full}, {@code web} or a refresh token. */
    static Scopes ofIntegration(Scopes scopes) {
        Set<String> never = new HashSet<>(REFRESH);
        never.add("full");
        never.add("web");
        return without(scopes, never);
    }

    /** Whether an app with these scopes may ask for those; the two names of the refresh scope are one. */
    static boolean allow(Scopes granted, Scopes asked) {
        Set<String> allowed = new HashSet<>(granted.values());
        if (refreshes(granted)) {
            allowed.addAll(REFRESH);
        }
        if (allowed.contains("full")) {
            return REFRESH.stream().noneMatch(asked.values()::contains) || refreshes(granted);
        }
        return allowed.containsAll(asked.values());
    }

    /** Whether a token with these may use the REST, SOAP and Bulk APIs; {@code web} is for browsers. */
    static boolean reachApi(Scopes scopes) {
        return scopes.values().contains("api") || scopes.values().contains("full");
    }

    private static Scopes without(Scopes scopes, Set<String> unwanted) {
        Set<String> rest = new HashSet<>(scopes.values());
        rest.removeAll(unwanted);
        return Scopes.of(rest);
    }
}
