package io.crosscloud.bench;

import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.stream.IntStream;

/** Sessions by JWT bearer, held by their handles. */
class Crosscloud implements Client {
    final SessionManager manager;
    final SessionKey[] keys;
    private final Session[] sessions;

    Crosscloud(Endpoint endpoint, int users) {
        this(endpoint, users, InstantSource.system());
    }

    Crosscloud(Endpoint endpoint, int users, InstantSource clock) {
        manager = SessionManager.builder()
                .connection("salesforce", provider(endpoint))
                .clock(clock)
                .build();
        keys = IntStream.range(0, users)
                .mapToObj(i -> SessionKey.of("salesforce", User.of("user-" + i)))
                .toArray(SessionKey[]::new);
        sessions = IntStream.range(0, users)
                .mapToObj(i -> manager.session(keys[i]))
                .toArray(Session[]::new);
    }

    static JwtBearerTokenProvider provider(Endpoint endpoint) {
        return JwtBearerTokenProvider.builder(
                        SalesforceOrg.at(endpoint.uri()), ClientId.of("bench"), SigningKey.of(Rsa.key()))
                .build();
    }

    @Override
    public Object token(int user) {
        return sessions[user].accessToken();
    }

    @Override
    public void renew(int user) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(sessions[user].resolve("/services/data")).build();
        int status = sessions[user].send(request, BodyHandlers.discarding()).statusCode();
        if (status != 200) {
            throw new IOException("status: " + status + " (expected: 200)");
        }
    }

    @Override
    public void close() {
        manager.close();
    }

    /** The same, looked up by key each time. */
    static final class Keyed extends Crosscloud {
        Keyed(Endpoint endpoint, int users) {
            super(endpoint, users);
        }

        @Override
        public Object token(int user) {
            return manager.session(keys[user]).accessToken();
        }
    }
}
