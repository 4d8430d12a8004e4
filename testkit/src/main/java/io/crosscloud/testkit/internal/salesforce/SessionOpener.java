package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.testkit.internal.http.Json;
import io.crosscloud.testkit.internal.salesforce.ApiSession.Kind;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Makes sessions in the form that the app's settings ask for. */
final class SessionOpener {
    private final OrgSettings settings;
    private final Hosts hosts;
    private final Switches switches;
    private final Tokens tokens;

    SessionOpener(OrgSettings settings, Hosts hosts, Switches switches, Tokens tokens) {
        this.settings = settings;
        this.hosts = hosts;
        this.switches = switches;
        this.tokens = tokens;
    }

    /** A session of a login without a person: maybe the one that is open already. */
    ApiSession open(Directory.Member member, ConnectedApp app, Scopes scopes, Kind... kinds) {
        Holder holder = Holder.of(member, app);
        if (switches.has(SalesforceSwitch.SHARED_SESSIONS)) {
            Optional<ApiSession> live = tokens.shared(holder, scopes);
            if (live.isPresent()) {
                return live.get();
            }
        }
        return tokens.open(prepare(member, app, scopes, kinds));
    }

    /** A session that is not open yet. */
    ApiSession prepare(Directory.Member member, ConnectedApp app, Scopes scopes, Kind... kinds) {
        Set<Kind> all = EnumSet.noneOf(Kind.class);
        all.addAll(Set.of(kinds));
        if (member.has(SalesforceUser.Trait.PASSWORD_EXPIRED)) {
            all.add(Kind.PASSWORD_EXPIRED);
        }
        if (app.has(ConnectedApp.Trait.JWT_ACCESS_TOKENS)) {
            all.add(Kind.JWT);
        }
        Duration timeout = app.sessionTimeout().orElse(settings.durations().session());
        Instant now = settings.clock().instant();
        String token = all.contains(Kind.JWT)
                ? jwt(member, app, scopes, now, timeout)
                : RandomText.accessToken(settings.orgId());
        return new ApiSession(token, Holder.of(member, app), new ApiSession.Terms(scopes, timeout, all), now);
    }

    private String jwt(Directory.Member member, ConnectedApp app, Scopes scopes, Instant now, Duration timeout) {
        ObjectNode header = Json.object()
                .put("tnk", "core/fake/" + settings.orgId().eighteen())
                .put("ver", "1.0")
                .put("kid", SigningKeys.KEY_ID)
                .put("tty", "sfdc-core-token")
                .put("typ", "JWT")
                .put("alg", "RS256");
        ObjectNode claims = Json.object();
        claims.put("scp", scopes.toString());
        claims.putArray("aud").add(hosts.instance().toString());
        claims.put("sub", "uid:" + member.id().eighteen())
                .put("nbf", now.getEpochSecond())
                .put("iss", hosts.login().toString())
                .put("exp", now.plus(timeout).getEpochSecond())
                .put("client_id", app.clientId().value())
                .put("jti", RandomText.of(16));
        return Jws.sign(header, claims, SigningKeys.org().getPrivate());
    }
}
