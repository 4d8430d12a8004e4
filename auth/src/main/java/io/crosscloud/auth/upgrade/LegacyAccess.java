package io.crosscloud.auth.upgrade;

import io.crosscloud.session.Identity;
import org.jspecify.annotations.Nullable;

/**
 * The result of an old login.
 *
 * @param username the user that logged in; null for a package, which has no user
 * @param identity the user as Salesforce identifies it; null for Engagement
 * @param soap Engagement's SOAP API with the old credential; null for Salesforce
 */
record LegacyAccess(
        @Nullable String username,
        @Nullable Identity identity,
        @Nullable EngagementSoap soap) {
    @Override
    public String toString() {
        return "LegacyAccess";
    }
}
