package io.crosscloud.examples.bothdirections;

import static io.crosscloud.examples.bothdirections.Variable.SALESFORCE_CLIENT_ID;
import static io.crosscloud.examples.bothdirections.Variable.SALESFORCE_CLIENT_SECRET;
import static io.crosscloud.examples.bothdirections.Variable.SALESFORCE_GRANT;
import static io.crosscloud.examples.bothdirections.Variable.SALESFORCE_HOST;
import static io.crosscloud.examples.bothdirections.Variable.SALESFORCE_KEY;
import static io.crosscloud.examples.bothdirections.Variable.SALESFORCE_USER;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** The way into Salesforce that the environment describes. */
final class SalesforceSettings {
    private SalesforceSettings() {}

    static Crossing crossing(Settings settings) {
        settings.require(required(settings));
        return switch (grant(settings)) {
            case "jwt_bearer" -> jwtBearer(settings);
            case "client_credentials" -> clientCredentials(settings);
            default -> login(settings);
        };
    }

    /** What the grant needs. */
    static List<Variable> required(Settings settings) {
        String grant = grant(settings);
        return switch (grant) {
            case "login" -> List.of(SALESFORCE_HOST, SALESFORCE_CLIENT_ID);
            case "jwt_bearer" -> List.of(SALESFORCE_HOST, SALESFORCE_CLIENT_ID, SALESFORCE_KEY, SALESFORCE_USER);
            case "client_credentials" -> List.of(SALESFORCE_HOST, SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET);
            default ->
                throw new IllegalArgumentException(
                        SALESFORCE_GRANT + ": \"" + grant + "\" (expected: " + SALESFORCE_GRANT.meaning() + ")");
        };
    }

    private static String grant(Settings settings) {
        return settings.optional(SALESFORCE_GRANT).orElse("login");
    }

    private static Crossing login(Settings settings) {
        ClientAuthentication authentication = settings.optionalSecret(SALESFORCE_CLIENT_SECRET)
                .map(ClientAuthentication::secret)
                .orElseGet(ClientAuthentication::none);
        TokenProvider provider = ConnectedAppTokenRefresher.builder(org(settings), clientId(settings), authentication)
                .build();
        String person = settings.optional(SALESFORCE_USER).orElse("the person at this machine");
        return new Crossing(provider, User.of(person), "connected app, by a login in the browser");
    }

    private static Crossing jwtBearer(Settings settings) {
        SigningKey key = SigningKey.fromPem(Path.of(settings.get(SALESFORCE_KEY)));
        TokenProvider provider = JwtBearerTokenProvider.builder(org(settings), clientId(settings), key)
                .build();
        return new Crossing(provider, User.of(settings.get(SALESFORCE_USER)), "JWT bearer");
    }

    private static Crossing clientCredentials(Settings settings) {
        ClientAuthentication authentication = ClientAuthentication.secret(settings.secret(SALESFORCE_CLIENT_SECRET));
        TokenProvider provider = ClientCredentialsTokenProvider.builder(
                        org(settings), clientId(settings), authentication)
                .build();
        return new Crossing(provider, User.integration(), "client credentials");
    }

    /** Salesforce's, whatever its name: behind another host stands a gateway, or a fake. */
    private static SalesforceOrg org(Settings settings) {
        return SalesforceOrg.at(URI.create(settings.get(SALESFORCE_HOST))).withSalesforceBehind();
    }

    private static ClientId clientId(Settings settings) {
        return ClientId.of(settings.get(SALESFORCE_CLIENT_ID));
    }
}
