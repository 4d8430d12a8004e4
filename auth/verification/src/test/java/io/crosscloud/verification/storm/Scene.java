package io.crosscloud.verification.storm;

import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.FamilyTally;
import io.crosscloud.testkit.Phase;
import io.crosscloud.testkit.Rotation;
import io.crosscloud.token.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A stage for exact disasters: three hosts that do only what they are told, a store, and a fake whose every moment can be
 * given something to do. Users come in pairs, one whose sessions are the product's and one for whom something is broken.
 */
final class Scene implements Plot, AutoCloseable {
    private static final int HOSTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final Map<String, Role> roles = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> wants = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> stalls = new ConcurrentHashMap<>();
    private final List<HostProcess> hosts = new ArrayList<>();
    private final Timeline timeline = new Timeline();
    private final FakeSalesforce fake;
    private final StoreServer server;
    private final Logins logins;
    private final Witness witness;

    /** What is to happen to the requests for one user. */
    interface Role {
        /** What happens to this request, counted from 1. */
        Trouble trouble(int position);

        /** A request has come to this moment, on the fake's thread, which waits. */
        void at(Phase moment, Attempt attempt) throws InterruptedException;
    }

    Scene(StoreServer.Kind store, int users) throws IOException, InterruptedException {
        var builder = FakeSalesforce.builder().rotation(Rotation.strict());
        for (int i = 0; i < users; i++) {
            builder.user(Logins.salesforceUser(HostSettings.user(i)));
        }
        this.fake = builder.start();
        this.server = store.start();
        Secret key = Storm.key();
        this.logins = new Logins(fake, server.address(), key, Logins.ALWAYS_CONFIRMED);
        HostSettings each = new HostSettings(
                "",
                server.address(),
                Control.NONE,
                new HostSettings.Server(fake.uri(), fake.clientId(), fake.clientSecret()),
                Duration.ZERO,
                Timing.MAX_PAUSE,
                0,
                users,
                0,
                0,
                key);
        Settings settings = new Settings(store, Control.NONE, 0, HOSTS, 0, users, 0, false, false, 0, PATIENCE);
        this.witness = new Witness(this, new Expiries(fake, settings, scheduler), timeline);
        witness.watch(fake);
        CountDownLatch ready = new CountDownLatch(HOSTS);
        for (String name : List.of("a", "b", "c")) {
            HostProcess host = new HostProcess(name, each, (life, line) -> heard(life, line, ready), scheduler);
            hosts.add(host);
            var unused = host.start();
        }
        if (!ready.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the hosts did not start within " + PATIENCE);
        }
    }

    private void heard(String life, String line, CountDownLatch ready) {
        String[] words = line.split(" ", 4);
        switch (words[0]) {
            case "ready" -> ready.countDown();
            case "stalled" -> {
                timeline.add(words[1], life + " is held up");
                stalls.getOrDefault(life + words[1], new CountDownLatch(1)).countDown();
            }
            case "got" -> {
                timeline.add(words[1], life + " says " + line);
                wants.getOrDefault(life + words[1], new CountDownLatch(1)).countDown();
            }
            case "event" -> timeline.add(words[2], life + " says " + line);
            default -> System.err.println(line);
        }
    }

    StoreServer.Kind store() {
        return server.address().kind();
    }

    HostProcess host(int number) {
        return hosts.get(number);
    }

    /** Logs the user in, and ends the access token that this brought: now whoever wants one asks for it. */
    void begin(String user, Role role) {
        logins.logIn(user);
        fake.expireTokens(Logins.username(user));
        roles.put(user, role);
    }

    /** A host is to get a token for the user that is accepted. The latch opens when it has, or has given up. */
    CountDownLatch want(HostProcess host, String user, Control control) {
        CountDownLatch done = new CountDownLatch(1);
        wants.put(host.life() + user, done);
        host.tell("want " + user + " " + control);
        return done;
    }

    /** The host's next request for the user is held up before it is sent. The latch opens when it is. */
    CountDownLatch stall(HostProcess host, String user) {
        CountDownLatch begun = new CountDownLatch(1);
        stalls.put(host.life() + user, begun);
        host.tell("stall " + user);
        return begun;
    }

    static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("nothing happened within " + PATIENCE);
        }
    }

    /** Whether two requests for this user were in flight at the same time. */
    boolean overlapped(String user) {
        return witness.overlaps().stream().anyMatch(all -> all.get(0).user().equals(user));
    }

    /** Whether the user's session died of a spent token. */
    boolean died(String user) {
        return fake.families().stream()
                .filter(family -> family.username().equals(Logins.username(user)))
                .anyMatch(FamilyTally::reused);
    }

    /** How many requests with a refresh token there were for the user. */
    long requests(String user) {
        return witness.attempts().stream()
                .filter(attempt -> attempt.user().equals(user))
                .count();
    }

    String timeline(String user) {
        return timeline.of(user);
    }

    @Override
    public Trouble trouble(String user, int position) {
        return role(user).trouble(position);
    }

    @Override
    public void at(Phase moment, Attempt attempt) {
        try {
            role(attempt.user()).at(moment, attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Role role(String user) {
        Role role = roles.get(user);
        if (role == null) {
            throw new IllegalStateException(user + " has no role in this scene");
        }
        return role;
    }

    @Override
    public void close() throws IOException {
        hosts.forEach(HostProcess::close);
        logins.close();
        server.close();
        fake.close();
        scheduler.shutdownNow();
    }
}
