package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.ConnectedApp.Trait;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Parameters;
import io.crosscloud.testkit.internal.salesforce.LoginRequest.Extras;
import io.crosscloud.token.Scopes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code /services/oauth2/authorize}: checks the request and shows the login page. What is wrong with the client or the
 * redirect URI never reaches the callback; the rest does.
 */
final class AuthorizeEndpoint {
    private final Directory directory;
    private final PersonsLogin login;

    AuthorizeEndpoint(Directory directory, PersonsLogin login) {
        this.directory = directory;
        this.login = login;
    }

    /** Something is wrong in a way that the application shall hear of. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String error;
        private final String description;

        Refusal(String error, String description) {
            super(error, null, false, false);
            this.error = error;
            this.description = description;
        }
    }

    FakeResponse handle(FakeRequest request) {
        Parameters parameters = request.parameters();
        ConnectedApp app =
                directory.app(parameters.first("client_id").orElse("")).orElse(null);
        if (app == null) {
            return LoginPages.error("invalid_client_id", "client identifier invalid");
        }
        if (app.has(Trait.NOT_INSTALLED)) {
            return LoginPages.remoteAccessError("invalid_client", "app must be installed into org");
        }
        if (app.has(Trait.BLOCKED)) {
            return LoginPages.remoteAccessError("OAUTH_APP_BLOCKED", "this app is blocked by admin");
        }
        String redirectUri = parameters.first("redirect_uri").orElse("");
        if (app.redirectUris().stream().noneMatch(known -> known.toString().equals(redirectUri))) {
            return LoginPages.error("redirect_uri_mismatch", "redirect_uri must match configuration");
        }
        try {
            return login.begin(read(app, redirectUri, parameters));
        } catch (Refusal refusal) {
            return callback(redirectUri, refusal, parameters.first("state").orElse(null));
        }
    }

    private static LoginRequest read(ConnectedApp app, String redirectUri, Parameters parameters) {
        if (!parameters.first("response_type").orElse("").equals("code")) {
            throw new Refusal("unsupported_response_type", "response type not supported");
        }
        if (parameters.first("immediate").orElse("").equals("true")
                || parameters.first("prompt").orElse("").equals("none")) {
            throw new Refusal("immediate_unsuccessful", "the user is not logged in");
        }
        Extras extras = new Extras(
                parameters.first("state").orElse(null),
                challenge(app, parameters),
                parameters.first("nonce").orElse(null),
                parameters.first("login_hint").orElse(""));
        return new LoginRequest(app, scopes(app, parameters.first("scope").orElse("")), redirectUri, extras);
    }

    private static @Nullable String challenge(ConnectedApp app, Parameters parameters) {
        String challenge = parameters.first("code_challenge").orElse("");
        if (challenge.isEmpty()) {
            if (app.has(Trait.REQUIRES_PKCE)) {
                throw new Refusal("invalid_request", "missing required code challenge");
            }
            return null;
        }
        if (!parameters.first("code_challenge_method").orElse("S256").equals("S256")) {
            throw new Refusal("invalid_request", "code challenge method must be S256");
        }
        return challenge.replace("=", "");
    }

    private static Scopes scopes(ConnectedApp app, String asked) {
        try {
            Scopes scopes = Scopes.parse(asked);
            if (!GrantScopes.allow(app.scopes(), scopes)) {
                throw new Refusal("invalid_scope", "the requested scope is not allowed");
            }
            return scopes.isUnspecified() ? app.scopes() : scopes;
        } catch (IllegalArgumentException unreadable) {
            throw new Refusal("invalid_scope", "the requested scope is invalid, unknown, or malformed");
        }
    }

    private static FakeResponse callback(String redirectUri, Refusal refusal, @Nullable String state) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("error", refusal.error);
        parameters.put("error_description", refusal.description);
        return FakeResponse.redirect(302, LoginRequest.callback(redirectUri, parameters, state))
                .withError(refusal.error);
    }
}
