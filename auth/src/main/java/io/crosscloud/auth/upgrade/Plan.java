package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.auth.internal.session.manage.ManagedConnection;
import io.crosscloud.auth.session.Connection;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.ProviderInfo;
import java.time.Instant;
import java.util.Optional;

/** What is to be upgraded, from where to where. */
record Plan(SessionManager sessions, SessionKey key, LegacyWay legacy, Terms terms, HttpSettings wiring) {
    Connection connection() {
        return sessions.connection(key.connection());
    }

    ProviderInfo newWay() {
        return connection().provider().info();
    }

    Optional<EngagementTenant> tenant() {
        return newWay().server().filter(EngagementTenant.class::isInstance).map(EngagementTenant.class::cast);
    }

    Instant now() {
        return ManagedConnection.behind(connection()).clock().instant();
    }
}
