package io.crosscloud.auth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.AtOnce;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.FamilyTally;
import io.crosscloud.testkit.Phase;
import io.crosscloud.testkit.RecordedRequest;
import io.crosscloud.testkit.Rotation;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hosts that share a store, and a server that takes a refresh token once. */
public final class TestFleet implements AutoCloseable {
    private static final String CONNECTION = "salesforce";

    private final FakeSalesforce server =
            FakeSalesforce.builder().rotation(Rotation.strict()).start();
    private final TokenCipher cipher =
            TokenCipher.aes256(Secret.of(Base64.getEncoder().encodeToString(new byte[32])));
    private final List<SessionManager> hosts = new ArrayList<>();
    private final List<AuthEvent> events = new CopyOnWriteArrayList<>();

    /** One more host, with its own handle on the store. */
    public SessionManager host(TokenStore store) {
        SessionManager host = SessionManager.builder()
                .connection(
                        CONNECTION,
                        ConnectedAppTokenRefresher.builder(
                                        server.org(),
                                        server.clientId(),
                                        ClientAuthentication.secret(server.clientSecret()))
                                .build())
                .store(store, cipher)
                .listener(AtOnce.listener(events::add))
                .build();
        hosts.add(host);
        return host;
    }

    /** A session of this user, with an access token that the server does not know. */
    public void begin(SessionManager host, String user) {
        String username = user + "@fleet.example";
        server.put(SalesforceUser.of(username, server.password(), user));
        AccessToken none = AccessToken.of(
                "none-CANARY-" + user, ApiEndpoints.of(server.instanceUri()), Scopes.unspecified(), Instant.EPOCH);
        host.connection(CONNECTION)
                .adopt(User.of(user), TokenGrant.of(none).with(server.issueRefreshToken(username, server.clientId())));
    }

    /** Calls the API as this user, as often as it takes. */
    public void use(SessionManager host, String user) {
        Session session = host.session(CONNECTION, User.of(user));
        try {
            int status = session.send(
                            HttpRequest.newBuilder(session.resolve("/services/data/v64.0/limits"))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
            assertThat(status).isEqualTo(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends every access token. */
    public void expire() {
        server.expireTokens();
    }

    /** Something happens when the server has carried out the next request for a token, and not answered it yet. */
    public void whenRotated(Runnable happening) {
        server.faults().next(Route.TOKEN).run(Phase.AFTER_COMMIT, request -> happening.run());
    }

    /** What the hosts have heard. */
    public List<AuthEvent> events() {
        return events;
    }

    /** How many requests for a token the server had, all of which it granted. */
    public int requests() {
        List<RecordedRequest> requests = server.journal().tokenRequests();
        assertThat(requests)
                .noneMatch(request -> request.tags().contains(RecordedRequest.SPENT_REFRESH_TOKEN))
                .allMatch(request -> request.status().equals(OptionalInt.of(200)));
        assertThat(server.families()).noneMatch(FamilyTally::reused).noneMatch(FamilyTally::revoked);
        return requests.size();
    }

    @Override
    public void close() {
        hosts.forEach(SessionManager::close);
        server.close();
    }
}
