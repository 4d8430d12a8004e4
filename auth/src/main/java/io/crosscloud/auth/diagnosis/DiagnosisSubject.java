package io.crosscloud.auth.diagnosis;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.door.Door;
import io.crosscloud.auth.internal.oauth.ProviderInternals;
import io.crosscloud.auth.internal.oauth.Target;
import io.crosscloud.auth.internal.session.manage.ExaminedSession;
import io.crosscloud.auth.internal.session.manage.ManagedConnection;
import io.crosscloud.auth.session.Connection;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.session.BusinessUnit;
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
        @Nullable ExaminedSession examined,
        InstantSource clock) {
    static DiagnosisSubject of(SessionManager sessions, SessionKey key) {
        Connection connection = sessions.connection(key.connection());
        ExaminedSession session = ExaminedSession.of(sessions.session(key));
        return new DiagnosisSubject(
                key.toString(),
                connection.provider(),
                TokenRequest.of(key),
                session,
                ManagedConnection.behind(connection).clock());
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

    Optional<ProviderInternals> internals() {
        return Door.find(provider, ProviderInternals.class);
    }

    Optional<ExaminedSession> session() {
        return Optional.ofNullable(examined);
    }

    /** The business unit that the connection names, if any. */
    Optional<BusinessUnit> businessUnit() {
        return request.businessUnit()
                .or(() -> internals().map(ProviderInternals::target).map(Target::businessUnit));
    }

    /** The scopes that the connection requests. */
    Scopes scopes() {
        return request.scopes().isUnspecified()
                ? internals().map(ProviderInternals::target).map(Target::scopes).orElse(Scopes.unspecified())
                : request.scopes();
    }

    @Override
    public String toString() {
        return name;
    }
}
