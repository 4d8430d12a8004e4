package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.testkit.EngagementUser;
import io.crosscloud.testkit.InstalledPackage;
import io.crosscloud.testkit.TokenTally;
import io.crosscloud.testkit.internal.http.Parameters;

/** Numbers and deeds about tokens for tests to ask and do, past the protocol. */
public final class Ledger {
    private final Tenant tenant;
    private final Vault vault;

    Ledger(Tenant tenant) {
        this.tenant = tenant;
        this.vault = tenant.vault();
    }

    public TokenTally tally() {
        return vault.tally();
    }

    /** A refresh token as if the user had just logged in, without asking for fewer scopes or another business unit. */
    public String issueRefreshToken(InstalledPackage client, EngagementUser user) {
        PackageState state = tenant.packages().find(client.clientId().value()).orElseThrow();
        Rights rights = new Grants(tenant).rights(state, user, new TokenForm(Parameters.NONE));
        return vault.issuePair(rights).refreshToken();
    }

    /** Runs this once, while the next refresh is in flight and nothing is committed yet. */
    public void duringNextRefresh(Runnable code) {
        vault.duringNextRefresh(code);
    }

    public void expireAccessTokens() {
        vault.expireAccessTokens();
    }

    public boolean revoke(String token) {
        return vault.revoke(token);
    }

    /** A person logs out of Engagement: what was granted without {@code offline} ends. */
    public void logOut(String username) {
        vault.revokeAll(rights ->
                rights.user() != null && rights.user().username().equals(username) && !rights.mayDo("offline"));
    }
}
