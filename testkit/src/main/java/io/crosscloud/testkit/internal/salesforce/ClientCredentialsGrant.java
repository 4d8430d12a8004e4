package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;

/** {@code client_credentials}: the app as its Run-As user; on My Domain only. */
final class ClientCredentialsGrant implements Grant {
    static final String TYPE = "client_credentials";

    private final GrantTools tools;
    private final Hosts hosts;

    ClientCredentialsGrant(GrantTools tools, Hosts hosts) {
        this.tools = tools;
        this.hosts = hosts;
    }

    @Override
    public TokenAnswer issue(TokenCall call) {
        ConnectedApp app = tools.clients().authenticate(call, null);
        if (hosts.shared(call.request())) {
            throw OAuthError.invalidGrant("request not supported on this domain");
        }
        if (app.has(ConnectedApp.Trait.WITHOUT_CLIENT_CREDENTIALS)) {
            throw OAuthError.invalidGrant("client credentials flow not enabled");
        }
        Directory.Member member = app.runAsUser()
                .flatMap(tools.directory()::member)
                .orElseThrow(() -> OAuthError.invalidGrant("no client credentials user enabled"));
        tools.admission().admit(member, app);
        return TokenAnswer.of(tools.sessions().open(member, app, GrantScopes.ofIntegration(app.scopes())), member, app);
    }
}
