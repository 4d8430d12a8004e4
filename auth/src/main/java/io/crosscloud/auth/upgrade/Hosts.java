package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.internal.oauth.SalesforceIds;
import io.crosscloud.auth.session.Session;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.session.Identity;
import java.net.URI;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks that the new login reaches the tenant or org of the old one, over the tenant's own hosts. */
final class Hosts {
    private Hosts() {}

    /**
     * Refuses a host that many tenants share. Such hosts predate tenant-specific endpoints (developer page
     * "Tenant-Specific Endpoints").
     */
    static void requireOwn(URI... hosts) {
        Stream.of(hosts)
                .map(host -> host.getHost().toLowerCase(Locale.ROOT))
                .filter(host -> host.endsWith(".exacttarget.com") || host.endsWith(".exacttargetapis.com"))
                .findFirst()
                .ifPresent(host -> {
                    throw AuthFailure.of(UpgradeProblem.UPGRADE_ENDPOINT_SHARED)
                            .detail(host + " (expected: <subdomain>….marketingcloudapis.com)")
                            .toException();
                });
    }

    /** Requires that the session is in the org of the old login, as far as both orgs are known. */
    static void requireSameOrg(@Nullable LegacyAccess before, Session session) {
        Identity then = before == null ? null : before.identity();
        Identity now = session.status().identity().orElse(null);
        if (then != null && now != null && !SalesforceIds.same(then.organizationId(), now.organizationId())) {
            throw otherTenant("org " + now.organizationId(), then.organizationId());
        }
    }

    static AuthException otherTenant(String seen, String expected) {
        return AuthFailure.of(UpgradeProblem.UPGRADE_TENANT_OTHER)
                .detail(seen + " (expected: " + expected + ", like the old login)")
                .toException();
    }
}
