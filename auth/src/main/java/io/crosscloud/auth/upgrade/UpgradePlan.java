package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.auth.internal.session.manage.ManagedConnection;
import io.crosscloud.auth.session.Connection;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.ProviderInfo;
import java.time.Instant;
import java.util.Optional;

/** The old login, the connection that replaces it, and the host's settings. Immutable. */
record UpgradePlan(
        SessionManager sessions, SessionKey key, LegacyLogin legacy, UpgradeOptions options, HttpSettings http) {
    Connection connection() {
        return sessions.connection(key.connection());
    }

    Session session() {
        return sessions.session(key);
    }

    ProviderInfo newLogin() {
        return connection().provider().info();
    }

    /** The tenant that the new login is for; empty for Salesforce. */
    Optional<EngagementTenant> tenant() {
        return newLogin().server().filter(EngagementTenant.class::isInstance).map(EngagementTenant.class::cast);
    }

    Instant now() {
        return ManagedConnection.behind(connection()).clock().instant();
    }
}
