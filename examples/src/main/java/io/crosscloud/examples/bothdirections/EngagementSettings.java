package io.crosscloud.examples.bothdirections;

import static io.crosscloud.examples.bothdirections.Variable.ENGAGEMENT_AUTH_BASE;
import static io.crosscloud.examples.bothdirections.Variable.ENGAGEMENT_BUSINESS_UNIT;
import static io.crosscloud.examples.bothdirections.Variable.ENGAGEMENT_CLIENT_ID;
import static io.crosscloud.examples.bothdirections.Variable.ENGAGEMENT_CLIENT_SECRET;
import static io.crosscloud.examples.bothdirections.Variable.ENGAGEMENT_GRANT;
import static io.crosscloud.examples.bothdirections.Variable.ENGAGEMENT_KEY;
import static io.crosscloud.examples.bothdirections.Variable.ENGAGEMENT_SUBDOMAIN;
import static io.crosscloud.examples.bothdirections.Variable.ENGAGEMENT_USER;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.User;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The way into Engagement that the environment describes. */
final class EngagementSettings {
    private EngagementSettings() {}

    static Crossing crossing(Settings settings) {
        settings.require(required(settings));
        return grant(settings).equals("jwt_bearer") ? jwtBearer(settings) : clientCredentials(settings);
    }

    /** What the grant needs. */
    static List<Variable> required(Settings settings) {
        String grant = grant(settings);
        return switch (grant) {
            case "client_credentials" -> List.of(ENGAGEMENT_SUBDOMAIN, ENGAGEMENT_CLIENT_ID, ENGAGEMENT_CLIENT_SECRET);
            case "jwt_bearer" -> List.of(ENGAGEMENT_SUBDOMAIN, ENGAGEMENT_CLIENT_ID, ENGAGEMENT_KEY, ENGAGEMENT_USER);
            default ->
                throw new IllegalArgumentException(
                        ENGAGEMENT_GRANT + ": \"" + grant + "\" (expected: " + ENGAGEMENT_GRANT.meaning() + ")");
        };
    }

    private static String grant(Settings settings) {
        return settings.optional(ENGAGEMENT_GRANT).orElse("client_credentials");
    }

    private static Crossing clientCredentials(Settings settings) {
        var builder = ClientCredentialsTokenProvider.builder(
                tenant(settings),
                clientId(settings),
                ClientAuthentication.secret(settings.secret(ENGAGEMENT_CLIENT_SECRET)));
        businessUnit(settings).ifPresent(builder::businessUnit);
        return new Crossing(builder.build(), User.integration(), "client credentials");
    }

    private static Crossing jwtBearer(Settings settings) {
        var builder = JwtBearerTokenProvider.builder(
                tenant(settings), clientId(settings), SigningKey.fromPem(Path.of(settings.get(ENGAGEMENT_KEY))));
        businessUnit(settings).ifPresent(builder::businessUnit);
        return new Crossing(builder.build(), User.of(settings.get(ENGAGEMENT_USER)), "JWT bearer");
    }

    private static EngagementTenant tenant(Settings settings) {
        EngagementTenant tenant = EngagementTenant.of(settings.get(ENGAGEMENT_SUBDOMAIN));
        return settings.optional(ENGAGEMENT_AUTH_BASE)
                .map(base -> tenant.withAuthBase(URI.create(base)))
                .orElse(tenant);
    }

    private static ClientId clientId(Settings settings) {
        return ClientId.of(settings.get(ENGAGEMENT_CLIENT_ID));
    }

    private static Optional<BusinessUnit> businessUnit(Settings settings) {
        return settings.optional(ENGAGEMENT_BUSINESS_UNIT).map(mid -> BusinessUnit.of(Long.parseLong(mid)));
    }
}
