package io.crosscloud.auth.upgrade;

import io.crosscloud.session.Identity;
import org.jspecify.annotations.Nullable;

/**
 * What a login by the old way has shown.
 *
 * @param username whom it speaks for; null for a package, which speaks for nobody
 * @param identity the same as Salesforce identifies it; null for Engagement
 * @param soap Engagement's SOAP API by the old credential; null for Salesforce
 */
record OldAccess(
        @Nullable String username,
        @Nullable Identity identity,
        @Nullable EngagementSoap soap) {
    @Override
    public String toString() {
        return "OldAccess";
    }
}
