package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.refresh.Timed;
import io.crosscloud.auth.session.ExploredServer.Mode;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One course of events: two hosts with a session manager each, one store, one server. The first host refreshes; the second
 * refreshes too, or somebody logs in again there. Who takes the next step, when a commit that failed is tried again, who is
 * killed or not seen to live any more, when the store fails, and when and what it loses is a choice. When all is done, the
 * living hosts and a new one go on, and the session must be usable, or have ended for a reason that there is.
 */
final class World {
    private static final Duration MOMENT = Duration.ofMillis(500);
    private static final Duration LEFT_IN_THE_WINDOW = Duration.ofMinutes(5);
    private static final int STEPS = 200;

    /**
     * What is explored.
     *
     * @param expired whether the access token has ended; else it lives for five minutes more
     * @param login whether the second host brings a new login
     * @param switches how often a host may be left standing though it could go on
     * @param troubles how often a host may be killed or lose its beacon, or the store fail or lose what was written
     */
    record Plot(Mode mode, boolean expired, boolean login, int switches, int troubles, ExploredStore.Defect defect) {}

    /** What was seen in many courses: so many states, and these things at least once. */
    record Seen(Set<String> states, Set<Sight> sights) {
        Seen() {
            this(new HashSet<>(), EnumSet.noneOf(Sight.class));
        }
    }

    /** What an exploration that misses it proves nothing about. */
    enum Sight {
        /** A later try stored what a failed commit had left owed. */
        STORED_LATER,
        /** A host gave a store that had gone back what it knew. */
        REPAIRED,
        /** A living host was overtaken whose beacon had gone out. */
        OVERTAKEN
    }

    /** Something happened that must not. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1;

        Violation(List<String> what, Plot plot, List<String> events) {
            super(String.join("; ", what) + "\n  " + plot + "\n  " + String.join("\n  ", events));
        }
    }

    final TestClock clock = TestClock.create();
    final Stage stage = new Stage();
    final ExploredServer server;
    final ExploredStore store;
    final Witness witness;
    /** Which refresh token is sealed in what. */
    final Map<String, String> opened = new HashMap<>();

    private final Plot plot;
    private final Choices choices;
    private final Seen seen;
    private final List<String> events = new ArrayList<>();
    private final Timed<AccessToken> before;
    private final Instant beginning;
    private int switches;
    private int troubles;
    private boolean failedOver;

    World(Plot plot, Choices choices, Seen seen) {
        this.plot = plot;
        this.choices = choices;
        this.seen = seen;
        this.server = new ExploredServer(plot.mode(), clock);
        this.store = new ExploredStore(clock, plot.defect());
        this.switches = plot.switches();
        this.troubles = plot.troubles();
        TokenGrant login = server.login();
        Instant end = login.accessToken().expiresAt().orElseThrow();
        this.witness = new Witness(server, plot.mode(), clock, end, seen.sights());
        ExploredHost founder = new ExploredHost("founder", this);
        founder.setFree();
        founder.adopt(login);
        founder.close();
        this.before = new Timed<>(login.accessToken(), end.minus(LEFT_IN_THE_WINDOW), end);
        clock.advanceTo(plot.expired() ? end : before.refreshAt());
        this.beginning = clock.instant();
    }

    void saw(Sight sight) {
        seen.sights().add(sight);
    }

    boolean losesAnswers() {
        return plot.mode().losesAnswers();
    }

    /** Lets it happen. */
    void run() {
        ExploredHost refreshing = new ExploredHost("A", this);
        ExploredHost other = new ExploredHost("B", this);
        List<ExploredHost> hosts = List.of(refreshing, other);
        refreshing.refresh(before);
        if (plot.login()) {
            other.logIn(server.login());
        } else {
            other.refresh(before);
        }
        play(refreshing, other);
        boolean fair = plot.mode() == Mode.STRICT || plot.mode() == Mode.GRACE;
        if (fair && plot.troubles() == troubles && server.requests() > 1) {
            witness.violation(server.requests() + " requests where one was due");
        }
        hosts.forEach(host -> witness.judge(host.caller().failure()));
        goOn(hosts, loggedIn(other));
        check();
    }

    /** Whether there is a new login, which the store has or the host will give it again as soon as it looks. */
    private boolean loggedIn(ExploredHost other) {
        return plot.login()
                && other.caller().isDone()
                && other.caller().failure() == null
                && !(failedOver && (other.isCrashed() || witness.emptied()));
    }

    private void play(ExploredHost refreshing, ExploredHost other) {
        List<ExploredHost> hosts = List.of(refreshing, other);
        Stage.Actor last = refreshing.caller();
        for (int i = 0; hosts.stream().anyMatch(ExploredHost::isBusy); i++) {
            if (i == STEPS) {
                witness.violation("no end");
                check();
            }
            seen.states()
                    .add(refreshing + "/" + other + "/" + store.description() + "/" + witness.inFlight() + "/"
                            + server.requests() + "/" + Duration.between(beginning, clock.instant()) + "/" + switches
                            + troubles);
            List<Move> moves = moves(hosts, last);
            Move move = moves.get(choices.of(moves.size()));
            boolean left = move.actor() != null && move.actor() != last && canGoOn(last);
            switches -= left ? 1 : 0;
            events.add(move.toString());
            boolean loggedIn = loggedIn(other);
            boolean wasDone = refreshing.caller().isDone();
            move.action().run();
            if (loggedIn
                    && !wasDone
                    && !failedOver
                    && refreshing.caller().isDone()
                    && Witness.cause(refreshing.caller().failure()) instanceof LoginRequiredException) {
                witness.violation("a login is asked for though there is a new one");
            }
            last = move.actor() == null ? last : move.actor();
        }
    }

    private static boolean canGoOn(Stage.Actor actor) {
        return !actor.isDone() && !actor.isSleeping();
    }

    /** @param actor who makes it; null if nobody does, and it befalls them */
    private record Move(Stage.@Nullable Actor actor, String what, Runnable action) {
        @Override
        public String toString() {
            return (actor == null ? "" : actor + ": ") + what;
        }
    }

    private List<Move> moves(List<ExploredHost> hosts, Stage.Actor last) {
        boolean onlyLast = canGoOn(last) && switches == 0;
        List<Move> moves = new ArrayList<>();
        for (ExploredHost host : hosts) {
            for (Stage.Actor actor : List.of(host.caller(), host.background())) {
                if (!actor.isDone() && (actor == last || !onlyLast)) {
                    addSteps(moves, host, actor);
                }
            }
            if (host.canTryAgain() && !onlyLast) {
                moves.add(new Move(host.background(), "tries again", host::tryAgain));
            }
        }
        if (troubles > 0) {
            addTroubles(moves, hosts);
        }
        return moves;
    }

    private void addSteps(List<Move> moves, ExploredHost host, Stage.Actor actor) {
        if (actor.isSleeping()) {
            if (host.hasNews()) {
                moves.add(new Move(actor, "waits a moment", () -> wake(actor, MOMENT)));
            }
            moves.add(new Move(actor, "waits longer than a lease", () -> wake(actor, ExploredHost.LONG)));
            return;
        }
        moves.add(new Move(actor, "goes on", () -> host.proceed(actor, Stage.Order.GO)));
        if (troubles > 0 && actor.isAtStore()) {
            moves.add(
                    trouble(actor, "gets no access to the store", () -> host.proceed(actor, Stage.Order.FAIL_BEFORE)));
            moves.add(trouble(actor, "gets no answer of the store", () -> host.proceed(actor, Stage.Order.FAIL_AFTER)));
        }
    }

    private void addTroubles(List<Move> moves, List<ExploredHost> hosts) {
        for (ExploredHost host : hosts) {
            boolean running = canGoOn(host.caller()) || canGoOn(host.background());
            if (running || host.carries()) {
                moves.add(trouble(null, host + " is killed", host::kill));
            }
        }
        store.holder()
                .filter(ExploredHost::hasBeacon)
                .ifPresent(host -> moves.add(trouble(null, host + " loses its beacon", host::loseBeacon)));
        for (int i = 1; i <= store.writes(); i++) {
            int writes = i;
            moves.add(trouble(null, "the store loses " + writes + " writes", () -> failOver(hosts.get(0), writes)));
        }
    }

    private Move trouble(Stage.@Nullable Actor actor, String what, Runnable action) {
        return new Move(actor, what, () -> {
            troubles--;
            action.run();
        });
    }

    private void failOver(ExploredHost reader, int writes) {
        store.lose(writes);
        witness.broughtBack(reader.tokenIn(store.row()));
        failedOver = true;
    }

    private void wake(Stage.Actor actor, Duration after) {
        clock.advance(after);
        actor.wakeUp();
    }

    /** The living hosts and a new one refresh twice more, an hour later. */
    private void goOn(List<ExploredHost> hosts, boolean loggedIn) {
        List<ExploredHost> living =
                new ArrayList<>(hosts.stream().filter(host -> !host.isCrashed()).toList());
        server.calm();
        living.forEach(ExploredHost::setFree);
        living.sort(Comparator.comparing(ExploredHost::knows).reversed()); // who does not know cannot repair the store
        living.forEach(host -> host.outcome(false));
        ExploredHost fresh = new ExploredHost("C", this);
        fresh.setFree();
        living.add(fresh);
        for (int round = 0; round < 2; round++) {
            clock.advance(Duration.ofHours(1));
            for (ExploredHost host : living) {
                Object outcome = host.outcome(true);
                events.add(host + " afterwards: " + outcome);
                judge(outcome, loggedIn);
            }
        }
        for (ExploredHost host : living) {
            try {
                host.close();
            } catch (RuntimeException e) {
                witness.violation("not closed: " + e.getMessage());
            }
        }
        hosts.stream().filter(ExploredHost::isCrashed).forEach(ExploredHost::bury);
    }

    private void judge(Object outcome, boolean loggedIn) {
        if (outcome instanceof AccessToken token) {
            if (loggedIn && !token.exposeSecret().startsWith("at-" + server.lastFamily() + "-")) {
                witness.violation("a token of the former login");
            }
        } else if (loggedIn) {
            witness.violation("not usable after a login");
        } else {
            witness.judge((Throwable) outcome);
            if (!(outcome instanceof LoginRequiredException)) {
                witness.violation("neither usable nor ended");
            }
        }
    }

    private void check() {
        if (!witness.violations().isEmpty()) {
            throw new Violation(witness.violations(), plot, events);
        }
    }
}
