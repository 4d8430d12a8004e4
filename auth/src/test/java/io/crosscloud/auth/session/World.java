package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.session.engine.Timed;
import io.crosscloud.auth.session.ExploredPlot.Defect;
import io.crosscloud.auth.session.ExploredServer.Mode;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
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

/**
 * One course of events: two hosts with a session manager each, one store, one server. The first host refreshes; the second
 * refreshes too, or somebody logs in again there. Who takes the next step, when a commit that failed is tried again, who is
 * killed, held up or not seen to live any more, when the store fails, and when and what it loses is a choice. When all is
 * done, the living hosts and a new one go on, and the session must be usable, or have ended for a reason that there is.
 */
final class World {
    private static final Duration LEFT_IN_THE_WINDOW = Duration.ofMinutes(5);
    private static final int STEPS = 200;

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
        OVERTAKEN,
        /** A host that was late sent nothing. */
        NOT_SENT,
        /** The session ended by a reuse, and after that the store took what the living refresh token had been. */
        ENDED_AFTER_A_LATE_COMMIT,
        /** Whether a login was stored stayed unknown. */
        UNCONFIRMED,
        /** A host heeded what another had been told. */
        HEEDED
    }

    /** Something happened that must not. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1;

        Violation(List<String> what, ExploredPlot plot, List<String> events) {
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

    private final ExploredPlot plot;
    private final Choices choices;
    private final Seen seen;
    private final List<String> events = new ArrayList<>();
    private final Timed<AccessToken> before;
    private final Instant beginning;
    private boolean failedOver;

    World(ExploredPlot plot, Choices choices, Seen seen) {
        this.plot = plot;
        this.choices = choices;
        this.seen = seen;
        this.server = new ExploredServer(plot.mode(), clock);
        this.store = new ExploredStore(clock, plot);
        TokenGrant login = server.login();
        Instant end = login.accessToken().expiresAt().orElseThrow();
        this.witness = new Witness(this, end);
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

    Mode mode() {
        return plot.mode();
    }

    Defect defect() {
        return plot.defect();
    }

    /** Lets it happen. */
    void run() {
        ExploredHost refreshing = new ExploredHost("A", this);
        ExploredHost other = new ExploredHost("B", this);
        List<ExploredHost> hosts = List.of(refreshing, other);
        ExploredMoves moves = new ExploredMoves(this, plot, hosts);
        refreshing.refresh(before);
        if (plot.login()) {
            other.logIn(server.login());
        } else {
            other.refresh(before);
        }
        play(refreshing, other, moves);
        boolean fair = plot.mode() == Mode.STRICT || plot.mode() == Mode.GRACE;
        if (fair && moves.areFair() && server.requests() > 1) {
            witness.violation(server.requests() + " requests where one was due");
        }
        hosts.forEach(host -> witness.judge(host.caller().failure()));
        if (heeds(refreshing) && heeds(other) && server.requests() == 1) {
            saw(Sight.HEEDED);
        }
        goOn(hosts, loggedIn(other));
        check();
    }

    private static boolean heeds(ExploredHost host) {
        return Witness.cause(host.caller().failure()) instanceof TryLaterException e
                && e.problem() == ServerProblem.SALESFORCE_REFRESH_REFUSED;
    }

    /** Whether there is a new login, which the store has or the host will give it again as soon as it looks. */
    private boolean loggedIn(ExploredHost other) {
        return plot.login()
                && other.caller().isDone()
                && other.caller().failure() == null
                && !(failedOver && (other.isCrashed() || witness.emptied()));
    }

    private void play(ExploredHost refreshing, ExploredHost other, ExploredMoves moves) {
        for (int i = 0; refreshing.isBusy() || other.isBusy(); i++) {
            if (i == STEPS) {
                witness.violation("no end");
                check();
            }
            seen.states()
                    .add(refreshing + "/" + other + "/" + store.description() + "/" + witness.inFlight() + "/"
                            + server.requests() + "/" + Duration.between(beginning, clock.instant()) + "/" + moves);
            List<ExploredMoves.Move> all = moves.all();
            ExploredMoves.Move move = all.get(choices.of(all.size()));
            events.add(move.toString());
            boolean loggedIn = loggedIn(other);
            boolean wasDone = refreshing.caller().isDone();
            moves.make(move);
            if (refreshing.forgets() || other.forgets()) {
                witness.violation("a rotation is neither stored nor tried again");
            }
            if (loggedIn
                    && !wasDone
                    && !failedOver
                    && refreshing.caller().isDone()
                    && Witness.cause(refreshing.caller().failure()) instanceof LoginRequiredException) {
                witness.violation("a login is asked for though there is a new one");
            }
        }
    }

    /** The store loses so many writes. */
    void failOver(ExploredHost reader, int writes) {
        store.lose(writes);
        witness.broughtBack(reader.tokenIn(store.row()));
        failedOver = true;
    }

    /** The living hosts and a new one refresh twice more, an hour later. */
    private void goOn(List<ExploredHost> hosts, boolean loggedIn) {
        List<ExploredHost> living =
                new ArrayList<>(hosts.stream().filter(host -> !host.isCrashed()).toList());
        server.calm();
        living.forEach(ExploredHost::setFree);
        living.sort(Comparator.comparing((ExploredHost host) -> host.knowledge().newest())
                .reversed()); // who does not know cannot repair the store
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
