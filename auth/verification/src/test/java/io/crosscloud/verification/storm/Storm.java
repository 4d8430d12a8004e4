package io.crosscloud.verification.storm;

import io.crosscloud.error.ServerProblem;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.FakeSalesforceBuilder;
import io.crosscloud.testkit.Rotation;
import io.crosscloud.token.Secret;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A storm over one store: hosts in processes of their own, killed, stopped and started again, against a server in this one
 * that rotates refresh tokens and loses answers. It ends by itself.
 */
final class Storm {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration CALM = Duration.ofSeconds(45);
    private static final Duration EVERYWHERE = Duration.ofSeconds(10);
    private static final int KILL_EVERY_MILLIS = 7_000;

    private final Settings settings;
    private final SplittableRandom random;
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(4, daemons("storm-timer"));
    private final ExecutorService desk = Executors.newFixedThreadPool(2, daemons("storm-login"));
    private final CountDownLatch ready;
    private final Map<String, AtomicInteger> events = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> stalls = new ConcurrentHashMap<>();
    private final Timeline timeline = new Timeline();
    private volatile boolean over;

    private Storm(Settings settings) {
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
        this.ready = new CountDownLatch(settings.hosts());
    }

    /** Lets it pass, and says what it has left behind. */
    static Verdict pass(Settings settings) throws IOException, InterruptedException {
        Storm storm = new Storm(settings);
        try (FakeSalesforce fake = fake(settings);
                StoreServer server = settings.store().start()) {
            return storm.over(fake, server);
        } finally {
            storm.scheduler.shutdownNow();
            storm.desk.shutdownNow();
        }
    }

    private static FakeSalesforce fake(Settings settings) {
        FakeSalesforceBuilder builder =
                FakeSalesforce.builder().rotation(settings.grace() ? Rotation.grace(GRACE) : Rotation.strict());
        for (int i = 0; i < settings.sessions(); i++) {
            builder.user(Logins.salesforceUser(HostSettings.user(i)));
        }
        return builder.start();
    }

    private Verdict over(FakeSalesforce fake, StoreServer server) throws InterruptedException {
        Secret key = key();
        HostSettings each = new HostSettings(
                "",
                server.address(),
                settings.control(),
                new HostSettings.Server(fake.uri(), fake.clientId(), fake.clientSecret()),
                Duration.ZERO,
                settings.maxPause(),
                settings.threads(),
                settings.sessions(),
                settings.seed(),
                settings.stalls(),
                key);
        Instant began = Instant.now();
        try (Logins logins = new Logins(fake, server.address(), key, settings.seed());
                Fleet fleet = new Fleet(settings, each, (life, line) -> heard(life, line, logins), scheduler)) {
            for (int i = 0; i < settings.sessions(); i++) {
                logins.begin(HostSettings.user(i));
            }
            Weather weather = new Weather(settings, fleet);
            Expiries expiries = new Expiries(fake, settings, scheduler);
            Witness witness = new Witness(weather, expiries, timeline);
            witness.watch(fake);
            fleet.start();
            if (!ready.await(START.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the hosts did not start within " + START);
            }
            Outages outages = new Outages(server, settings.seed());
            rage(weather, fleet, outages, expiries);
            calm(fleet, expiries, logins);
            over = true;
            List<String> disorderly = fleet.stop();
            return new Verdict(
                    settings,
                    new Verdict.Truth(fake.journal().tokenRequests("refresh_token"), fake.families()),
                    witness,
                    fleet,
                    logins,
                    timeline,
                    new Verdict.Count(
                            expiries.total(),
                            outages.all(),
                            Duration.between(began, Instant.now()),
                            events.getOrDefault("TokenAdopted", new AtomicInteger())
                                    .get(),
                            new TreeMap<>(stalls)),
                    expiries.unused(),
                    disorderly);
        }
    }

    private void rage(Weather weather, Fleet fleet, Outages outages, Expiries expiries) throws InterruptedException {
        if (!settings.grace()) {
            outages.start();
        }
        var kills = scheduler.scheduleWithFixedDelay(
                () -> fleet.killAny(random), KILL_EVERY_MILLIS, KILL_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        boolean done = expiries.awaitAll(settings.limit());
        if (!done) {
            System.err.println("the storm was ended by its limit of time");
        }
        weather.calmDown();
        kills.cancel(false);
        fleet.calmDown();
        outages.end();
    }

    /**
     * Every session shall be usable afterwards. A host that was just told nonsense does not ask for a minute. Whoever is refused
     * still logs in again, as a person would who does not want to wait.
     */
    private void calm(Fleet fleet, Expiries expiries, Logins logins) throws InterruptedException {
        for (int i = 0; i < settings.sessions(); i++) {
            logins.insteadOfWaiting(HostSettings.user(i));
        }
        expiries.endAll();
        Set<String> hosts = Set.copyOf(fleet.names());
        if (expiries.awaitAll(CALM) && !expiries.awaitUseBy(hosts, EVERYWHERE)) {
            System.err.println("in the calm not used yet, by user: " + expiries.missing(hosts));
        }
    }

    private void heard(String life, String line, Logins logins) {
        if (line.equals("ready")) {
            ready.countDown();
        } else if (line.startsWith("event ")) {
            String[] words = line.split(" ", 4);
            timeline.add(words[2], life + " says " + line);
            events.computeIfAbsent(words[1], name -> new AtomicInteger()).incrementAndGet();
            if (words[1].startsWith("Login") && !over) {
                desk.execute(() -> logins.logInAgain(words[2]));
            } else if (words[3].equals(ServerProblem.SALESFORCE_REFRESH_REFUSED.name())
                    && !over
                    && isImpatient(words[2])) {
                desk.execute(() -> logins.insteadOfWaiting(words[2]));
            }
        } else if (line.startsWith("held up ")) {
            stalls.computeIfAbsent(line.substring("held up ".length()), place -> new AtomicInteger())
                    .incrementAndGet();
        } else if (!line.equals("closed")) {
            System.err.println(line);
        }
    }

    /** A short storm has no time for anybody to wait until a refusal is tried again; in a long one every second user does. */
    private boolean isImpatient(String user) {
        boolean brief = settings.limit().compareTo(Timing.REFUSED) < 0;
        return brief || user.hashCode() % 2 == 0;
    }

    static Secret key() {
        byte[] bytes = new byte[32];
        new java.security.SecureRandom().nextBytes(bytes);
        return Secret.of(Base64.getEncoder().encodeToString(bytes));
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
