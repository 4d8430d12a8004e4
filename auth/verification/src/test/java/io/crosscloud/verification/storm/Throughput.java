package io.crosscloud.verification.storm;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.session.User;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Rotation;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How many refreshes one store takes in a second, with so many sessions that refresh one after the other as fast as they can,
 * against a server that answers at once; and what that makes of ten million sessions.
 */
final class Throughput {
    private static final int[] AT_ONCE = {1, 4, 16};
    private static final int FILLERS = 2_000;
    private static final long SESSIONS = 10_000_000;
    private static final Duration LIFE = Duration.ofHours(2);
    private static final double GIB = 1L << 30;

    private final Duration each;
    private final Secret key = Storm.key();

    /** Measures for so long, after as long to warm up. */
    Throughput(Duration each) {
        this.each = each;
    }

    /** The table's row for one store and so many sessions. */
    record Row(StoreServer.Kind store, int sessions, double roundTrips, double perSecond) {
        static final String HEAD =
                "| store | sessions at once | round trips for a refresh | refreshes a second |\n|---|---|---|---|";

        @Override
        public String toString() {
            return "| %s | %d | %.1f | %.0f |".formatted(store.title(), sessions, roundTrips, perSecond);
        }
    }

    /** What ten million sessions cost, by the last row of a store. */
    record Cost(StoreServer.Kind store, double bytes, double perSecond) {
        static final String HEAD =
                "| 10 million sessions, tokens of 2 hours | bytes a session | in all | refreshes a second | stores as measured |\n|---|---|---|---|---|";

        @Override
        public String toString() {
            double needed = (double) SESSIONS / LIFE.toSeconds();
            return "| %s | %.0f | %.1f GiB | %.0f | %.0f |"
                    .formatted(store.title(), bytes, SESSIONS * bytes / GIB, needed, Math.ceil(needed / perSecond));
        }
    }

    /** Measures one store and prints what comes of it. */
    void measure(StoreServer.Kind kind, List<Row> rows, List<Cost> costs) throws IOException, InterruptedException {
        try (FakeSalesforce fake =
                        FakeSalesforce.builder().rotation(Rotation.strict()).start();
                StoreServer server = kind.start();
                RoundTrips trips = RoundTrips.to(server.address())) {
            Row last = null;
            for (int sessions : AT_ONCE) {
                last = measure(kind, sessions, fake, trips);
                System.out.println(last);
                rows.add(last);
            }
            costs.add(new Cost(kind, bytes(trips), last.perSecond()));
        }
    }

    private Row measure(StoreServer.Kind kind, int sessions, FakeSalesforce fake, RoundTrips trips)
            throws InterruptedException {
        List<Host> hosts = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            hosts.add(new Host(fake, trips.store(), "user-" + sessions + "-" + i));
        }
        ExecutorService threads = Executors.newFixedThreadPool(sessions);
        try {
            run(hosts, threads, each);
            trips.reset();
            long began = System.nanoTime();
            long refreshes = run(hosts, threads, each);
            double seconds = (System.nanoTime() - began) / 1e9;
            return new Row(kind, sessions, (double) trips.count() / refreshes, refreshes / seconds);
        } finally {
            threads.shutdown();
            hosts.forEach(Host::close);
        }
    }

    private static long run(List<Host> hosts, ExecutorService threads, Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        List<Future<Long>> all = new ArrayList<>();
        for (Host host : hosts) {
            all.add(threads.submit(() -> host.refreshUntil(deadline)));
        }
        long refreshes = 0;
        for (Future<Long> one : all) {
            try {
                refreshes += one.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return refreshes;
    }

    /** How much a session takes in the store: as many rows as it takes to see that, each like the one of a real session. */
    private static double bytes(RoundTrips trips) {
        SealedSession real = trips.stored();
        long before = trips.bytes();
        for (int i = 0; i < FILLERS; i++) {
            trips.store().commit("salesforce/user-%07d#0123456789abcdef0123456789abcdef".formatted(i), 0, real);
        }
        return (double) (trips.bytes() - before) / FILLERS;
    }

    /** One session and its manager, whose clock runs ahead by the life of a token at each step. */
    private final class Host implements AutoCloseable {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        private final SessionManager manager;
        private final Session session;
        private AccessToken last;

        Host(FakeSalesforce fake, TokenStore store, String user) {
            fake.put(Logins.salesforceUser(user));
            manager = SessionManager.builder()
                    .connection(
                            HostMain.CONNECTION,
                            ConnectedAppTokenRefresher.builder(
                                            fake.org(),
                                            fake.clientId(),
                                            ClientAuthentication.secret(fake.clientSecret()))
                                    .build())
                    .store(store, TokenCipher.aes256(key))
                    .assumedLifetime(LIFE)
                    .clock(now::get)
                    .build();
            last = AccessToken.of("none", ApiEndpoints.of(fake.instanceUri()), Scopes.unspecified(), now.get());
            session = manager.connection(HostMain.CONNECTION)
                    .adopt(
                            User.of(user),
                            TokenGrant.of(last).with(fake.issueRefreshToken(Logins.username(user), fake.clientId())));
        }

        /** Refreshes one time after another, and says how often. */
        long refreshUntil(long deadline) {
            long refreshes = 0;
            while (System.nanoTime() < deadline) {
                now.updateAndGet(instant -> instant.plus(LIFE).plusSeconds(1));
                AccessToken next = session.accessToken();
                if (next.equals(last)) {
                    throw new IllegalStateException("the same token again");
                }
                last = next;
                refreshes++;
            }
            return refreshes;
        }

        @Override
        public void close() {
            manager.close();
        }
    }
}
