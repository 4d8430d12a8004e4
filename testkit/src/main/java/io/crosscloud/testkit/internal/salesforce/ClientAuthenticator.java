package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.ConnectedApp.Trait;
import io.crosscloud.token.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which app calls, and whether it is the app: by secret in the body, in the query or in a Basic header, by
 * {@code private_key_jwt} (RFC 7523, section 2.2), or not at all where the app's settings allow that.
 */
final class ClientAuthenticator {
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    /** At every endpoint the token endpoint may be named for the server (RFC 7523, section 3). */
    private static final String TOKEN_PATH = "/services/oauth2/token";

    private static final int SKEW_SECONDS = 180;

    private final Directory directory;
    private final Hosts hosts;
    private final InstantSource clock;

    private record Basic(String clientId, String secret) {}

    ClientAuthenticator(Directory directory, Hosts hosts, InstantSource clock) {
        this.directory = directory;
        this.hosts = hosts;
        this.clock = clock;
    }

    /** The app that calls; its secret may be absent only if it has this trait. */
    ConnectedApp authenticate(TokenCall call, @Nullable Trait withoutSecret) {
        Optional<Basic> basic = basic(call);
        Optional<String> assertion = call.parameter("client_assertion");
        String clientId = basic.map(Basic::clientId)
                .or(() -> call.parameter("client_id"))
                .or(() -> assertion.flatMap(Jws::parse).flatMap(jws -> jws.text("iss")))
                .orElse("");
        ConnectedApp app = usable(clientId);
        if (assertion.isPresent()) {
            verify(call, assertion.get(), app);
            return app;
        }
        Optional<String> secret = basic.map(Basic::secret).or(() -> call.parameter("client_secret"));
        boolean mayBeAbsent = withoutSecret != null && app.has(withoutSecret);
        boolean right =
                secret.isPresent() ? isSecret(app, secret.get(), basic.isPresent()) : mayBeAbsent && basic.isEmpty();
        if (!right) {
            throw OAuthError.clientRejected();
        }
        return app;
    }

    /** The app with this consumer key, if the org knows it and lets it in. */
    ConnectedApp usable(String clientId) {
        ConnectedApp app = directory.app(clientId).orElseThrow(OAuthError::clientUnknown);
        if (app.has(Trait.NOT_INSTALLED)) {
            throw new OAuthError("invalid_client", "app must be installed into org");
        }
        if (app.has(Trait.BLOCKED)) {
            throw new OAuthError("OAUTH_APP_BLOCKED", "this app is blocked by admin");
        }
        return app;
    }

    private void verify(TokenCall call, String assertion, ConnectedApp app) {
        boolean typed = call.parameter("client_assertion_type")
                .filter(ASSERTION_TYPE::equals)
                .isPresent();
        Jws jws = Jws.parse(assertion).orElseThrow(OAuthError::clientRejected);
        String clientId = app.clientId().value();
        boolean right = typed
                && jws.isSignedBy(app.keys())
                && jws.text("iss").filter(clientId::equals).isPresent()
                && jws.text("sub").filter(clientId::equals).isPresent()
                && jws.text("aud").filter(audience -> isHere(audience, call)).isPresent()
                && jws.text("exp").filter(this::isAhead).isPresent();
        if (!right) {
            throw OAuthError.clientRejected();
        }
    }

    private boolean isHere(String audience, TokenCall call) {
        String path = call.request().path();
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String endpoint = audience.endsWith(trimmed) ? trimmed : TOKEN_PATH;
        String host =
                audience.endsWith(endpoint) ? audience.substring(0, audience.length() - endpoint.length()) : audience;
        return hosts.isAudience(host, call.request());
    }

    private boolean isAhead(String exp) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(exp))
                    .plusSeconds(SKEW_SECONDS)
                    .isAfter(clock.instant());
        } catch (NumberFormatException notSeconds) {
            return false;
        }
    }

    private static boolean isSecret(ConnectedApp app, String sent, boolean basic) {
        return isSecret(app, sent) || (basic && isSecret(app, urlDecoded(sent)));
    }

    private static boolean isSecret(ConnectedApp app, String sent) {
        return !sent.isEmpty() && app.clientSecret().equals(Secret.of(sent));
    }

    private static Optional<Basic> basic(TokenCall call) {
        String header = call.request().header("Authorization").orElse("");
        if (!header.toLowerCase(Locale.ROOT).startsWith("basic ")) {
            return Optional.empty();
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(header.substring(6).strip());
            String pair = new String(decoded, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return Optional.of(
                    colon < 0
                            ? new Basic(urlDecoded(pair), "")
                            : new Basic(urlDecoded(pair.substring(0, colon)), pair.substring(colon + 1)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.of(new Basic("", ""));
        }
    }

    private static String urlDecoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return text;
        }
    }
}
