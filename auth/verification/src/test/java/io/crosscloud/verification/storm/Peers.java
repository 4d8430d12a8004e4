package io.crosscloud.verification.storm;

import com.google.auth.oauth2.UserCredentials;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.FamilyTally;
import io.crosscloud.testkit.RecordedRequest;
import io.crosscloud.testkit.Rotation;
import io.crosscloud.token.RefreshToken;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;

/**
 * Other clients on the same fake, in fair weather: one process, a few threads, nobody is killed and no answer is lost. Only
 * the access token ends again and again.
 */
enum Peers {
    SPRING_SECURITY("Spring Security 7.1.2") {
        @Override
        Client client(FakeSalesforce fake, RefreshToken refreshToken) {
            return spring(fake, refreshToken);
        }
    },
    GOOGLE_AUTH("google-auth-library 1.57.0") {
        @Override
        Client client(FakeSalesforce fake, RefreshToken refreshToken) {
            UserCredentials credentials = UserCredentials.newBuilder()
                    .setClientId(fake.clientId().value())
                    .setClientSecret(fake.clientSecret().exposeSecret())
                    .setRefreshToken(refreshToken.exposeSecret())
                    .setTokenServerUri(URI.create(fake.uri() + "/services/oauth2/token"))
                    .build();
            return () -> credentials.refreshAccessToken().getTokenValue();
        }
    };

    private static final int SESSIONS = 10;
    private static final int EXPIRIES = 20;

    private final String title;

    Peers(String title) {
        this.title = title;
    }

    /** One user's session, as the peer keeps it. */
    interface Client {
        /** A token in place of one that has ended. */
        String renewed() throws IOException;
    }

    abstract Client client(FakeSalesforce fake, RefreshToken refreshToken);

    /**
     * What became of the sessions.
     *
     * @param expiries how many ends of an access token there were until all sessions were dead, or had survived
     * @param dead sessions that got no token any more
     */
    record Outcome(String client, int expiries, int requests, int rotations, long spent, int dead) {
        String row() {
            return "| " + client + " | " + expiries + " | " + requests + " | " + rotations + " | – | 0 / 0 / 0 | 0 | "
                    + spent + " | " + dead + " of " + SESSIONS + " | " + dead + " |";
        }
    }

    /** Lets so many threads renew each session at once, until it is dead or its token has ended twenty times. */
    Outcome run(int threads) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (FakeSalesforce fake =
                FakeSalesforce.builder().rotation(Rotation.strict()).start()) {
            int expiries = 0;
            int dead = 0;
            for (int i = 0; i < SESSIONS; i++) {
                Client client = client(fake, fake.issueRefreshToken());
                boolean alive = true;
                for (int n = 0; n < EXPIRIES && alive; n++) {
                    fake.expireTokens();
                    expiries++;
                    alive = renew(client, pool, threads);
                }
                dead += alive ? 0 : 1;
            }
            List<RecordedRequest> requests = fake.journal().tokenRequests();
            return new Outcome(
                    title + ", 1 host, " + threads + (threads == 1 ? " thread" : " threads") + ", fair weather",
                    expiries,
                    requests.size(),
                    fake.families().stream().mapToInt(FamilyTally::rotations).sum(),
                    requests.stream()
                            .filter(request -> request.tags().contains(RecordedRequest.SPENT_REFRESH_TOKEN))
                            .count(),
                    dead);
        } finally {
            pool.shutdownNow();
        }
    }

    /** All threads renew at once; whether anybody gets a token afterwards. */
    private static boolean renew(Client client, ExecutorService pool, int threads) throws InterruptedException {
        CyclicBarrier together = new CyclicBarrier(threads);
        List<Future<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(pool.submit(() -> {
                meet(together);
                return succeeds(client);
            }));
        }
        boolean any = false;
        for (Future<Boolean> each : all) {
            try {
                any |= each.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return any || succeeds(client);
    }

    private static boolean succeeds(Client client) {
        try {
            return !client.renewed().isEmpty();
        } catch (IOException | RuntimeException refused) {
            return false;
        }
    }

    private static void meet(CyclicBarrier barrier) throws InterruptedException {
        try {
            barrier.await();
        } catch (BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Client spring(FakeSalesforce fake, RefreshToken refreshToken) {
        ClientRegistration registration = ClientRegistration.withRegistrationId("cloud")
                .clientId(fake.clientId().value())
                .clientSecret(fake.clientSecret().exposeSecret())
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizationUri(fake.uri() + "/services/oauth2/authorize")
                .redirectUri(fake.redirectUri().toString())
                .tokenUri(fake.uri() + "/services/oauth2/token")
                .build();
        InMemoryClientRegistrationRepository registrations = new InMemoryClientRegistrationRepository(registration);
        InMemoryOAuth2AuthorizedClientService clients = new InMemoryOAuth2AuthorizedClientService(registrations);
        AuthorizedClientServiceOAuth2AuthorizedClientManager manager =
                new AuthorizedClientServiceOAuth2AuthorizedClientManager(registrations, clients);
        manager.setAuthorizedClientProvider(
                OAuth2AuthorizedClientProviderBuilder.builder().refreshToken().build());
        Authentication user = new TestingAuthenticationToken("marta", "none");
        Instant past = Instant.now().minus(Duration.ofHours(1));
        OAuth2AccessToken ended =
                new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "ended", past.minusSeconds(1), past);
        clients.saveAuthorizedClient(
                new OAuth2AuthorizedClient(
                        registration,
                        user.getName(),
                        ended,
                        new OAuth2RefreshToken(refreshToken.exposeSecret(), Instant.now())),
                user);
        return () -> {
            OAuth2AuthorizedClient renewed = manager.authorize(OAuth2AuthorizeRequest.withClientRegistrationId("cloud")
                    .principal(user)
                    .build());
            if (renewed == null) {
                throw new IOException("no authorized client any more");
            }
            return renewed.getAccessToken().getTokenValue();
        };
    }
}
