package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.testkit.EngagementSwitch;
import io.crosscloud.testkit.EngagementUser;
import io.crosscloud.testkit.internal.engagement.AuthorizationRequest.Challenge;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Parameters;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v2/authorize} and the forms behind it. Errors go back to the application by redirect, except where the
 * client or its redirect URI is not known. Source: Salesforce's developer page "Authorization Code".
 */
final class AuthorizeEndpoint {
    private static final String UNKNOWN_LOGIN =
            "This login is not known or is over. Go back to the application and start again.";

    private final Tenant tenant;
    private final Grants grants;
    private final LoginPages pages;
    private final Map<String, Pending> pending = new ConcurrentHashMap<>();

    /** A login on its way; the user is null until known. */
    private record Pending(
            AuthorizationRequest request,
            PackageState client,
            TokenForm asked,
            @Nullable EngagementUser user) {}

    AuthorizeEndpoint(Tenant tenant) {
        this.tenant = tenant;
        this.grants = new Grants(tenant);
        this.pages = new LoginPages(tenant);
    }

    /** The application sends a person here. */
    FakeResponse begin(FakeRequest request) {
        Parameters query = request.query();
        Optional<PackageState> client =
                query.first("client_id").flatMap(tenant.packages()::find).filter(PackageState::enabled);
        if (client.isEmpty()) {
            return pages.error("Invalid client ID. Use the client ID in Marketing Cloud Installed Packages.")
                    .withError("invalid_client");
        }
        String redirectUri = query.first("redirect_uri").orElse("");
        if (!isRegistered(client.get(), redirectUri)) {
            return pages.error("The redirect_uri is not one that the package registers.")
                    .withError("invalid_request");
        }
        return begin(query, client.get(), redirectUri);
    }

    private static boolean isRegistered(PackageState client, String redirectUri) {
        return client.seed().redirectUris().stream().map(URI::toString).anyMatch(redirectUri::equals);
    }

    private FakeResponse begin(Parameters query, PackageState client, String redirectUri) {
        AuthorizationRequest request = new AuthorizationRequest(
                client.seed().clientId(), redirectUri, query.first("state").orElse(null), challenge(query));
        if (!query.first("response_type").orElse("").equals("code")) {
            return back(request).error("unsupported_response_type", "The response_type must be code.");
        }
        String method = query.first("code_challenge_method").orElse("plain");
        if (!query.repeated().isEmpty() || !(method.equals("plain") || method.equals("S256"))) {
            return back(request).error("invalid_request", "A parameter is repeated or invalid.");
        }
        Parameters scope = query.first("scope")
                .map(text -> Parameters.NONE.and("scope", text))
                .orElse(Parameters.NONE);
        Pending login = new Pending(request, client, new TokenForm(scope), null);
        try {
            grants.scopes(client, null, login.asked);
        } catch (Refusal refusal) {
            return back(request).error("invalid_scope", "The requested scope is invalid.");
        }
        Optional<EngagementUser> loggedIn = tenant.has(EngagementSwitch.LOGGED_IN_ALREADY)
                ? tenant.users().stream().filter(EngagementUser::isActive).findFirst()
                : Optional.empty();
        return loggedIn.map(user -> approved(login, user)).orElseGet(() -> pages.login(keep(login), request, ""));
    }

    private static @Nullable Challenge challenge(Parameters query) {
        boolean sha256 = query.first("code_challenge_method").orElse("plain").equals("S256");
        return query.first("code_challenge")
                .map(value -> new Challenge(value, sha256))
                .orElse(null);
    }

    /** The login form comes in. */
    FakeResponse login(FakeRequest request) {
        Parameters form = request.form();
        Pending login = pending.remove(form.first("request").orElse(""));
        if (login == null) {
            return pages.error(UNKNOWN_LOGIN);
        }
        Optional<EngagementUser> user = form.first("username")
                .flatMap(tenant::user)
                .filter(EngagementUser::isActive)
                .filter(known -> form.first("password")
                        .filter(password -> !password.isEmpty())
                        .filter(password -> known.password().equals(Secret.of(password)))
                        .isPresent());
        if (user.isEmpty()) {
            return pages.login(keep(login), login.request, "The username or the password is not right.");
        }
        Pending known = new Pending(login.request, login.client, login.asked, user.get());
        return pages.approval(
                keep(known),
                login.request,
                user.get().username(),
                grants.scopes(login.client, user.get(), login.asked));
    }

    /** The approval form comes in. */
    FakeResponse decide(FakeRequest request) {
        Pending login = pending.remove(request.form().first("request").orElse(""));
        if (login == null || login.user == null) {
            return pages.error(UNKNOWN_LOGIN);
        }
        if (!request.form().first("decision").orElse("").equals("approve")) {
            return back(login.request).error("access_denied", "The user denied the request.");
        }
        return approved(login, login.user);
    }

    private FakeResponse approved(Pending login, EngagementUser user) {
        if (tenant.has(EngagementSwitch.ADDRESS_NOT_ALLOWED)) {
            return back(login.request).error("access_denied", "The IP address is not on the login IP allowlist.");
        }
        try {
            Rights rights = grants.rights(login.client, user, login.asked);
            return back(login.request).code(tenant.vault().issueCode(rights, login.request));
        } catch (Refusal noBusinessUnit) {
            return back(login.request).error("access_denied", "The user has no access to the business unit.");
        }
    }

    private String keep(Pending login) {
        String handle = tenant.texts().shortText();
        pending.put(handle, login);
        return handle;
    }

    private Callback back(AuthorizationRequest request) {
        return new Callback(tenant, request);
    }
}
