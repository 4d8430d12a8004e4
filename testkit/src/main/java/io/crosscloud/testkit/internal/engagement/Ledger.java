package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.cloud.BusinessUnit;
import io.crosscloud.testkit.EngagementUser;
import io.crosscloud.testkit.InstalledPackage;
import io.crosscloud.testkit.TokenTally;

/** Numbers and deeds about tokens for tests to ask and do, past the protocol. */
public final class Ledger {
    private final Vault vault;

    Ledger(Vault vault) {
        this.vault = vault;
    }

    public TokenTally tally() {
        return vault.tally();
    }

    /** A refresh token with all scopes of the package, as if the user had just logged in. */
    public String issueRefreshToken(InstalledPackage client, EngagementUser user, BusinessUnit unit) {
        return vault.issuePair(new Rights(client, user, unit, client.scopes().values()))
                .refreshToken();
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
