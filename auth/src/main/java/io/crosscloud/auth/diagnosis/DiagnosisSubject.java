package io.crosscloud.auth.diagnosis;

import io.crosscloud.auth.internal.oauth.Insides;
import io.crosscloud.auth.internal.oauth.Target;
import io.crosscloud.auth.internal.state.SessionInsides;
import io.crosscloud.auth.session.Connection;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.BusinessUnit;
import io.crosscloud.cloud.Cloud;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.Scopes;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connection that is examined.
 *
 * @param name its name in the diagnosis
 * @param request the request for its token
 * @param examined its session; null if it has none
 */
record DiagnosisSubject(
        String name,
        TokenProvider provider,
        TokenRequest request,
        @Nullable SessionInsides examined,
        InstantSource clock) {
    static DiagnosisSubject of(SessionManager sessions, SessionKey key) {
        Connection connection = sessions.connection(key.connection());
        SessionInsides session = SessionInsides.of(sessions.session(key));
        return new DiagnosisSubject(
                key.toString(), connection.provider(), TokenRequest.of(key), session, connection.clock());
    }

    static DiagnosisSubject of(TokenProvider provider, User user, InstantSource clock) {
        return new DiagnosisSubject(name(provider, user), provider, TokenRequest.of(user), null, clock);
    }

    private static String name(TokenProvider provider, User user) {
        return provider.info().server().map(server -> user + " at " + server).orElseGet(user::toString);
    }

    DiagnosisSubject withClock(InstantSource other) {
        return new DiagnosisSubject(name, provider, request, examined, other);
    }

    ProviderInfo info() {
        return provider.info();
    }

    /** Whether its tokens come from a refresh token, which may be usable only once. */
    boolean rotating() {
        return info().grant() == GrantType.REFRESH_TOKEN;
    }

    boolean in(Cloud cloud) {
        return info().cloud().filter(cloud::equals).isPresent();
    }

    Optional<AuthorizationServer> server() {
        return info().server();
    }

    Optional<Insides> insides() {
        return Insides.of(provider);
    }

    Optional<SessionInsides> session() {
        return Optional.ofNullable(examined);
    }

    /** The business unit that the connection names, if any. */
    Optional<BusinessUnit> businessUnit() {
        return request.businessUnit().or(() -> insides().map(Insides::target).map(Target::businessUnit));
    }

    /** The scopes that the connection requests. */
    Scopes scopes() {
        return request.scopes().isUnspecified()
                ? insides().map(Insides::target).map(Target::scopes).orElse(Scopes.unspecified())
                : request.scopes();
    }

    @Override
    public String toString() {
        return name;
    }
}
