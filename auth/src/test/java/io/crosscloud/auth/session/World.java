package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.refresh.Timed;
import io.crosscloud.auth.session.ExploredServer.Mode;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One course of events: two hosts with a session manager each, one store, one server. The first host refreshes; the second
 * refreshes too, or somebody logs in again there. Who takes the next step, who is killed and when the store fails is a
 * choice. When both are done, the living hosts and a new one go on, and the session must be usable, or have ended for a
 * reason that there is.
 */
final class World {
    static final User MARTA = User.of("marta");
    static final SessionKey KEY = SessionKey.of("salesforce", MARTA);

    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final Duration MOMENT = Duration.ofMillis(500);
    private static final Duration LONG = LEASE.plusMillis(1);
    private static final Duration LEFT_IN_THE_WINDOW = Duration.ofMinutes(5);
    private static final int STEPS = 200;
    private static final TokenCipher CIPHER = TokenCipher.generated();

    /**
     * What is explored.
     *
     * @param expired whether the access token has ended; else it lives for five minutes more
     * @param login whether the second host brings a new login
     * @param switches how often a host may be left standing though it could go on
     * @param troubles how often a host may be killed, or the store fail
     */
    record Plot(Mode mode, boolean expired, boolean login, int switches, int troubles, ExploredStore.Defect defect) {}

    /** Something happened that must not. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1;

        Violation(String what, Plot plot, List<String> events) {
            super(what + "\n  " + plot + "\n  " + String.join("\n  ", events));
        }
    }

    private final Plot plot;
    private final Choices choices;
    private final Set<String> states;
    private final TestClock clock = TestClock.create();
    private final Stage stage = new Stage();
    private final ExploredServer server;
    private final ExploredStore store;
    private final List<String> events = new ArrayList<>();
    private final Set<String> inFlight = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private final Timed<AccessToken> before;
    private final Instant beginning;
    private int switches;
    private int troubles;
    private int causes;

    World(Plot plot, Choices choices, Set<String> states) {
        this.plot = plot;
        this.choices = choices;
        this.states = states;
        this.server = new ExploredServer(plot.mode(), clock);
        this.store = new ExploredStore(clock, plot.defect());
        this.switches = plot.switches();
        this.troubles = plot.troubles();
        Host founder = new Host("founder");
        founder.actor.setFree();
        TokenGrant login = server.login();
        founder.connection().adopt(MARTA, login);
        founder.manager.close();
        Instant end = login.accessToken().expiresAt().orElseThrow();
        this.before = new Timed<>(login.accessToken(), end.minus(LEFT_IN_THE_WINDOW), end);
        clock.advanceTo(plot.expired() ? end : before.refreshAt());
        this.beginning = clock.instant();
    }

    /** Lets it happen. */
    void run() {
        List<Host> hosts = List.of(new Host("A"), new Host("B"));
        Host refreshing = hosts.get(0);
        Host other = hosts.get(1);
        refreshing.actor.begin(() -> refreshing.access.obtain(KEY, before, null));
        if (plot.login()) {
            TokenGrant login = server.login();
            other.actor.begin(
                    () -> CompletableFuture.runAsync(() -> other.connection().adopt(MARTA, login)));
        } else {
            other.actor.begin(() -> other.access.obtain(KEY, before, null));
        }
        play(hosts);
        boolean fair = plot.mode() == Mode.STRICT || plot.mode() == Mode.GRACE;
        if (fair && plot.troubles() == troubles && server.requests() > 1) {
            violation(server.requests() + " requests where one was due");
        }
        hosts.forEach(host -> judge(host.actor.failure()));
        goOn(hosts, plot.login() && other.actor.failure() == null);
        check();
    }

    private void play(List<Host> hosts) {
        Host last = hosts.get(0);
        for (int i = 0; hosts.stream().anyMatch(host -> !host.actor.isDone()); i++) {
            if (i == STEPS) {
                violation("no end");
                check();
            }
            states.add(hosts.get(0).actor + "/" + hosts.get(1).actor + "/" + store.row() + "/" + inFlight + "/"
                    + server.requests() + "/" + Duration.between(beginning, clock.instant()) + "/" + switches
                    + troubles);
            List<Move> moves = moves(hosts, last);
            Move move = moves.get(choices.of(moves.size()));
            boolean left = move.host() != last && !last.actor.isDone() && !last.actor.isSleeping();
            switches -= left ? 1 : 0;
            events.add(move.toString());
            Host loser = hosts.get(0);
            boolean loggedIn = plot.login()
                    && hosts.get(1).actor.isDone()
                    && hosts.get(1).actor.failure() == null;
            boolean wasDone = loser.actor.isDone();
            move.run();
            if (loggedIn
                    && !wasDone
                    && loser.actor.isDone()
                    && cause(loser.actor.failure()) instanceof LoginRequiredException) {
                violation("a login is asked for though there is a new one");
            }
            last = move.host();
        }
    }

    private record Move(Host host, String what, Runnable action) {
        void run() {
            action.run();
        }

        @Override
        public String toString() {
            return host.actor + ": " + what;
        }
    }

    private List<Move> moves(List<Host> hosts, Host last) {
        List<Move> moves = new ArrayList<>();
        boolean lastCanGoOn = !last.actor.isDone() && !last.actor.isSleeping();
        for (Host host : hosts) {
            Stage.Actor actor = host.actor;
            if (actor.isDone() || (host != last && lastCanGoOn && switches == 0)) {
                continue;
            }
            if (actor.isSleeping()) {
                if (host.hasClaim || store.changes() != host.changesSeen) {
                    moves.add(new Move(host, "waits a moment", () -> host.wake(MOMENT)));
                }
                moves.add(new Move(host, "waits longer than a lease", () -> host.wake(LONG)));
                continue;
            }
            moves.add(new Move(host, "goes on", () -> host.proceed(Stage.Order.GO)));
            if (troubles > 0) {
                moves.add(new Move(host, "is killed", () -> host.kill()));
                if (actor.isAtStore()) {
                    moves.add(
                            new Move(host, "gets no access to the store", () -> host.trouble(Stage.Order.FAIL_BEFORE)));
                    moves.add(
                            new Move(host, "gets no answer of the store", () -> host.trouble(Stage.Order.FAIL_AFTER)));
                }
            }
        }
        return moves;
    }

    /** A failure that a caller got. */
    private void judge(@Nullable Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof LoginRequiredException e && !mayBeDead(e.problem())) {
            violation("dead without a cause: " + e.problem());
        }
        if (cause instanceof IllegalStateException || cause instanceof NullPointerException) {
            violation("broken: " + cause);
        }
    }

    private boolean mayBeDead(Problem reason) {
        if (plot.mode() == Mode.REVOKED) {
            return true;
        }
        return reason == Problem.LOST_IN_DOUBT && causes > 0 && !plot.mode().grace();
    }

    /** The living hosts and a new one refresh twice more, an hour later. */
    private void goOn(List<Host> hosts, boolean loggedIn) {
        List<Host> living = new ArrayList<>(
                hosts.stream().filter(host -> !host.actor.isCrashed()).toList());
        living.forEach(host -> host.actor.setFree());
        server.calm();
        living.sort(Comparator.comparing(host -> !host.carries)); // as its own retries would be first
        living.forEach(host -> host.outcome(false));
        Host fresh = new Host("C");
        fresh.actor.setFree();
        living.add(fresh);
        for (int round = 0; round < 2; round++) {
            clock.advance(Duration.ofHours(1));
            for (Host host : living) {
                Object outcome = host.outcome(true);
                events.add(host.actor.name() + " afterwards: " + outcome);
                if (outcome instanceof AccessToken token) {
                    String family = server.lastFamily() + "-";
                    if (loggedIn && !token.exposeSecret().startsWith("at-" + family)) {
                        violation("a token of the former login");
                    }
                } else if (loggedIn) {
                    violation("not usable after a login");
                } else {
                    judge((Throwable) outcome);
                    if (!(outcome instanceof LoginRequiredException)) {
                        violation("neither usable nor ended");
                    }
                }
            }
        }
        for (Host host : living) {
            try {
                host.manager.close();
            } catch (RuntimeException e) {
                violation("not closed: " + e.getMessage());
            }
        }
        hosts.stream().filter(host -> host.actor.isCrashed()).forEach(Host::bury);
    }

    private void violation(String what) {
        violations.add(what);
    }

    private void check() {
        if (!violations.isEmpty()) {
            throw new Violation(String.join("; ", violations), plot, events);
        }
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** A process with a session manager. */
    private final class Host extends ScheduledThreadPoolExecutor implements ExploredStore.Host, TokenProvider {
        private final Stage.Actor actor;
        private final SessionManager manager;
        private final Access access;
        private boolean hasClaim;
        private boolean probe;
        private boolean carries;
        private int changesSeen;

        Host(String name) {
            super(1);
            this.actor = stage.new Actor(name);
            this.manager = SessionManager.builder()
                    .connection("salesforce", this)
                    .store(store.seenBy(this), CIPHER)
                    .clock(clock)
                    .scheduler(this)
                    .lease(LEASE)
                    .closeTimeout(Duration.ofSeconds(1))
                    .build();
            this.access = connection().access(KEY);
        }

        Connection connection() {
            return manager.connection("salesforce");
        }

        void proceed(Stage.Order order) {
            if (actor.isAt("find")) {
                changesSeen = store.changes();
            }
            actor.proceed(order);
        }

        void trouble(Stage.Order order) {
            troubles--;
            proceed(order);
        }

        void kill() {
            causes += carries ? 1 : 0;
            trouble(Stage.Order.CRASH);
        }

        void wake(Duration after) {
            clock.advance(after);
            actor.wakeUp();
        }

        /** A token, or why there is none, taking its steps unasked; what may be tried again is. */
        Object outcome(boolean patiently) {
            Throwable failure = null;
            for (int i = 0; i < (patiently ? 5 : 1); i++) {
                try {
                    return access.obtain(KEY, null, null)
                            .toCompletableFuture()
                            .join()
                            .value();
                } catch (CompletionException e) {
                    failure = cause(e);
                    if (!(failure instanceof TryLaterException)) {
                        break;
                    }
                }
                clock.advance(Duration.ofMinutes(2));
            }
            return failure;
        }

        void bury() {
            try {
                manager.close();
            } catch (RuntimeException | Stage.Crash e) {
                // It is dead.
            }
        }

        @Override
        public TokenGrant token(TokenRequest request) {
            actor.step("send", false);
            String shown = request.refreshToken().orElseThrow().exposeSecret();
            String family = server.familyOf(shown);
            boolean mine = inFlight.add(family);
            if (!mine) {
                violation("two requests in flight");
            }
            boolean spentBefore = server.isSpent(shown);
            if (spentBefore && !probe) {
                violation("a spent refresh token is shown, and not as a probe");
            }
            if (probe && clock.instant().isBefore(before.expiresAt())) {
                violation("a probe while the access token lives");
            }
            try {
                return received(shown, spentBefore);
            } finally {
                if (mine) {
                    inFlight.remove(family);
                }
            }
        }

        private TokenGrant received(String shown, boolean spentBefore) {
            TokenGrant grant = null;
            RuntimeException refusal = null;
            try {
                grant = server.exchange(shown);
            } catch (RuntimeException e) {
                refusal = e;
            }
            if (!spentBefore && server.isSpent(shown)) {
                boolean lost = plot.mode().losesAnswers() && grant == null;
                causes += lost ? 1 : 0;
                carries = !lost;
            }
            actor.step("answer", false);
            if (refusal != null) {
                throw refusal;
            }
            return grant;
        }

        @Override
        public ProviderInfo info() {
            return ExploredServer.info();
        }

        @Override
        public Stage.Actor actor() {
            return actor;
        }

        @Override
        public boolean lives() {
            return !actor.isCrashed();
        }

        @Override
        public void claimed(boolean probe) {
            this.probe = probe;
            hasClaim = true;
        }

        @Override
        public void committed() {
            carries = false;
            hasClaim = false;
        }

        @Override
        public void released() {
            hasClaim = false;
        }

        @Override
        public void violation(String what) {
            World.this.violation(what);
        }

        /** Waits are steps. Whatever else should happen later does not: the next call makes up for it. */
        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
            boolean pause = StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getMethodName().equals("pause")));
            if (pause && actor.isFree()) {
                clock.advance(hasClaim ? Duration.of(delay, unit.toChronoUnit()) : LONG);
                end(task);
            } else if (pause) {
                actor.rest(() -> end(task));
            }
            return null;
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            return null;
        }

        private void end(Callable<?> pause) {
            try {
                pause.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
