package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.testkit.internal.http.Router;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.util.Map;

/** An org: its state, and the routes by which the world reaches it. Thread-safe. */
public final class FakeOrg {
    private final OrgSettings settings;
    private final Switches switches;
    private final Hosts hosts = new Hosts();
    private final Directory directory = new Directory();
    private final Tokens tokens;
    private final GrantTools tools;
    private final RefreshGrant refresh;
    private final TokenMembers members;
    private final ApiCallers callers;

    public FakeOrg(OrgSettings settings, Switches switches) {
        this.settings = settings;
        this.switches = switches;
        this.tokens = new Tokens(settings, switches, directory);
        this.members = new TokenMembers(settings, hosts, switches);
        this.tools = new GrantTools(
                directory,
                new ClientAuthenticator(directory, hosts, settings.clocks().assertions()),
                new Admission(settings.clock(), settings.limits().loginsPerHour()),
                new SessionOpener(settings, hosts, switches, tokens),
                tokens);
        this.refresh = new RefreshGrant(tools);
        this.callers = new ApiCallers(hosts, directory, tokens);
    }

    /** The routes of all interfaces. */
    public Router<Route> router() {
        Router<Route> router = new Router<>(Route.OTHER, unused -> RestErrors.notFound());
        router.rewriting(hosts::withoutSite);
        addOAuth(router);
        addIdentity(router);
        addApis(router);
        return router;
    }

    private void addOAuth(Router<Route> router) {
        Map<String, Grant> grants = Map.of(
                JwtBearerGrant.TYPE, new JwtBearerGrant(tools, new AssertionCheck(settings, hosts, switches)),
                AuthorizationCodeGrant.TYPE, new AuthorizationCodeGrant(tools),
                RefreshGrant.TYPE, refresh,
                ClientCredentialsGrant.TYPE, new ClientCredentialsGrant(tools, hosts),
                PasswordGrant.TYPE, new PasswordGrant(tools));
        PersonsLogin login = new PersonsLogin(directory, tokens, switches, settings.clock());
        AuthorizeEndpoint authorize = new AuthorizeEndpoint(directory, login);
        RevokeEndpoint revoke = new RevokeEndpoint(tokens);
        router.add(Route.TOKEN, "*", "/services/oauth2/token", new TokenEndpoint(grants, members, switches)::handle);
        router.add(Route.AUTHORIZE, "GET", "/services/oauth2/authorize", authorize::handle);
        router.add(Route.AUTHORIZE, "POST", "/services/oauth2/authorize", authorize::handle);
        router.add(Route.AUTHORIZE, "POST", LoginPages.LOGIN, login::logIn);
        router.add(Route.AUTHORIZE, "POST", LoginPages.DECISION, login::decide);
        router.add(
                Route.AUTHORIZE,
                "GET",
                LoginPages.REMOTE_ACCESS_ERROR,
                request -> LoginPages.error(
                        request.query().first("error").orElse("unknown_error"),
                        request.query().first("error_description").orElse("")));
        router.add(Route.REVOKE, "GET", "/services/oauth2/revoke", revoke::handle);
        router.add(Route.REVOKE, "POST", "/services/oauth2/revoke", revoke::handle);
    }

    private void addIdentity(Router<Route> router) {
        IdentityEndpoints identity =
                new IdentityEndpoints(settings, hosts, directory, callers, new Persona(settings, hosts, members));
        Discovery discovery = new Discovery(settings, hosts, switches);
        IntrospectEndpoint introspect = new IntrospectEndpoint(tools.clients(), callers, tokens, members);
        router.add(Route.IDENTITY, "POST", "/services/oauth2/introspect", introspect::handle);
        router.add(Route.IDENTITY, "*", "/services/oauth2/userinfo", identity::userinfo);
        router.add(Route.IDENTITY, "POST", "/services/oauth2/singleaccess", identity::singleAccess);
        router.add(Route.IDENTITY, "GET", "/id/keys", discovery::keys);
        router.add(Route.IDENTITY, "*", "/id/{org}/{user}", identity::identity);
        router.add(Route.IDENTITY, "GET", "/.well-known/openid-configuration", discovery::openidConfiguration);
        router.add(Route.IDENTITY, "GET", "/.well-known/auth-configuration", discovery::authConfiguration);
    }

    private void addApis(Router<Route> router) {
        ApiUsage usage = new ApiUsage(settings.clock(), settings.limits().apiRequestsPerDay());
        RestGate gate = new RestGate(callers, switches, usage);
        RestApi rest = new RestApi(members, new Records(settings, directory), usage);
        SoapApi soap = new SoapApi(tools, new SoapResults(settings, hosts), callers, settings.clock());
        String version = "/services/data/{version}";
        router.add(Route.REST, "GET", "/services/data", rest::versions);
        router.add(Route.REST, "GET", version, gate.guard(rest::resources));
        router.add(Route.REST, "GET", version + "/limits", gate.guard(rest::limits));
        router.add(Route.REST, "GET", version + "/sobjects", gate.guard(rest::sobjects));
        router.add(Route.REST, "GET", version + "/sobjects/{type}/{id}", gate.guard(rest::record));
        router.add(Route.REST, "GET", version + "/query", gate.guard(rest::query));
        router.add(Route.REST, "*", version + "/{rest...}", gate.guard(rest::unknown));
        router.add(Route.BULK, "*", "/services/async/{version}/{rest...}", new BulkApi(callers)::handle);
        router.add(Route.SOAP, "POST", "/services/Soap/{kind}/{version}", soap::handle);
        router.add(Route.SOAP, "POST", "/services/Soap/{kind}/{version}/{org}", soap::handle);
    }

    /** Adds an app or changes the one with its client id; another secret ends all of the app's tokens. */
    public void put(ConnectedApp app) {
        ConnectedApp old = directory.put(app);
        if (old != null && !old.clientSecret().equals(app.clientSecret())) {
            tokens.revokeAll(app.clientId());
        }
    }

    /** Adds a user or changes the one with its name. */
    public void put(SalesforceUser user) {
        user.site().ifPresent(hosts::addSite);
        directory.put(user);
    }

    /** A refresh token as if the user had just logged in. */
    public RefreshToken approve(Directory.Member member, ConnectedApp app, Scopes scopes) {
        return RefreshToken.of(tokens.approve(Holder.of(member, app), scopes));
    }

    /** How often the user has logged in within the hour. */
    public int loginsOf(String username) {
        return tools.admission().logins(username);
    }

    public String identityUrl(Directory.Member member) {
        return members.identityUrl(member);
    }

    public Hosts hosts() {
        return hosts;
    }

    public Directory directory() {
        return directory;
    }

    public Tokens tokens() {
        return tokens;
    }

    public Switches switches() {
        return switches;
    }

    public RefreshGrant refresh() {
        return refresh;
    }
}
