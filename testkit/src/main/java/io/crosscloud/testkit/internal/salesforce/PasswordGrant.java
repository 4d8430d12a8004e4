package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.internal.salesforce.ApiSession.Kind;

/** {@code password}, the legacy flow: neither a scope in the answer nor a refresh token, and not for site users. */
final class PasswordGrant implements Grant {
    static final String TYPE = "password";

    private final GrantTools tools;

    PasswordGrant(GrantTools tools) {
        this.tools = tools;
    }

    @Override
    public TokenAnswer issue(TokenCall call) {
        ConnectedApp app = tools.clients().authenticate(call, ConnectedApp.Trait.LOGIN_WITHOUT_SECRET);
        String password = call.parameter("password").orElse("");
        Directory.Member member = call.parameter("username")
                .flatMap(tools.directory()::member)
                .filter(known -> known.user().logsInByProgramWith(password))
                .filter(known -> known.user().site().isEmpty())
                .filter(known -> !app.has(ConnectedApp.Trait.WITHOUT_PASSWORD_FLOW))
                .orElseThrow(() -> OAuthError.invalidGrant("authentication failure"));
        tools.admission().admit(member, app);
        ApiSession session =
                tools.sessions().open(member, app, GrantScopes.withoutRefresh(app.scopes()), Kind.BY_PASSWORD);
        return TokenAnswer.of(session, member, app).with(TokenAnswer.Claims.NONE);
    }
}
