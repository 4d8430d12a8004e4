package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.SalesforceUser;

/**
 * {@code urn:ietf:params:oauth:grant-type:jwt-bearer}: an app speaks for a user by a signed assertion. The app must have the
 * scope for refresh tokens, though it gets none.
 */
final class JwtBearerGrant implements Grant {
    static final String TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private final Directory directory;
    private final ClientAuthenticator clients;
    private final AssertionCheck assertions;
    private final Admission admission;
    private final SessionOpener sessions;
    private final Tokens tokens;

    JwtBearerGrant(GrantTools tools, AssertionCheck assertions) {
        this.directory = tools.directory();
        this.clients = tools.clients();
        this.admission = tools.admission();
        this.sessions = tools.sessions();
        this.tokens = tools.tokens();
        this.assertions = assertions;
    }

    @Override
    public TokenAnswer issue(TokenCall call) {
        Jws jws = call.parameter("assertion").flatMap(Jws::parse).orElseThrow(AssertionCheck::invalid);
        ConnectedApp app = clients.usable(jws.text("iss").orElse(""));
        assertions.check(jws, app, call);
        Directory.Member member = jws.text("prn")
                .or(() -> jws.text("sub"))
                .flatMap(directory::member)
                .orElseThrow(JwtBearerGrant::notApproved);
        admission.admit(member, app);
        if (!GrantScopes.refreshes(app.scopes())) {
            throw new OAuthError(
                    "invalid_request",
                    "refresh_token scope is required and the connected app should be installed and preauthorized");
        }
        boolean approved = app.has(ConnectedApp.Trait.ADMIN_APPROVED_USERS_ONLY)
                || !member.has(SalesforceUser.Trait.NOT_APPROVED)
                || tokens.isApproved(Holder.of(member, app));
        if (!approved) {
            throw notApproved();
        }
        return TokenAnswer.of(sessions.open(member, app, GrantScopes.withoutRefresh(app.scopes())), member, app);
    }

    private static OAuthError notApproved() {
        return OAuthError.invalidGrant("user hasn't approved this consumer");
    }
}
