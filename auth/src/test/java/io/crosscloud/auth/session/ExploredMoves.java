package io.crosscloud.auth.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can happen next in a course, within the bounds of its plot. */
final class ExploredMoves {
    private static final Duration MOMENT = Duration.ofMillis(500);

    /** @param actor who makes it; null if nobody does, and it befalls them */
    record Move(Stage.@Nullable Actor actor, String what, Runnable action) {
        @Override
        public String toString() {
            return (actor == null ? "" : actor + ": ") + what;
        }
    }

    private final World world;
    private final ExploredPlot plot;
    private final List<ExploredHost> hosts;
    private int switches;
    private int troubles;
    private int waits;
    private int stalls;
    private Stage.Actor last;

    ExploredMoves(World world, ExploredPlot plot, List<ExploredHost> hosts) {
        this.world = world;
        this.plot = plot;
        this.hosts = hosts;
        this.switches = plot.bounds().switches();
        this.troubles = plot.bounds().troubles();
        this.waits = plot.bounds().waits();
        this.stalls = plot.bounds().stalls();
        this.last = hosts.get(0).caller();
    }

    /** Whether nothing has gone wrong yet. */
    boolean areFair() {
        return troubles == plot.bounds().troubles()
                && waits == plot.bounds().waits()
                && stalls == plot.bounds().stalls();
    }

    /** Makes one of them. */
    void make(Move move) {
        boolean left = move.actor() != null && move.actor() != last && last.canGoOn();
        switches -= left ? 1 : 0;
        last = move.actor() == null ? last : move.actor();
        move.action().run();
    }

    List<Move> all() {
        boolean onlyLast = last.canGoOn() && switches == 0;
        List<Move> moves = new ArrayList<>();
        for (ExploredHost host : hosts) {
            for (Stage.Actor actor : host.actors()) {
                if (!actor.isDone() && (actor == last || !onlyLast)) {
                    addSteps(moves, host, actor);
                }
            }
            if (host.canTryAgain() && !onlyLast) {
                moves.add(new Move(host.background(), "tries again", host::tryAgain));
            }
        }
        if (troubles > 0) {
            addTroubles(moves);
        }
        if (moves.isEmpty()) {
            addLongWaits(moves);
        }
        return moves;
    }

    private void addSteps(List<Move> moves, ExploredHost host, Stage.Actor actor) {
        if (actor.isSleeping()) {
            addWaits(moves, host, actor);
            return;
        }
        moves.add(new Move(actor, "goes on", () -> host.proceed(actor, Stage.Order.GO)));
        if (troubles > 0 && actor.isAtStore()) {
            moves.add(
                    trouble(actor, "gets no access to the store", () -> host.proceed(actor, Stage.Order.FAIL_BEFORE)));
            moves.add(trouble(actor, "gets no answer of the store", () -> host.proceed(actor, Stage.Order.FAIL_AFTER)));
        }
        boolean onTheWay = actor.isAt("prepare") || actor.isAt("send") || actor.isAt("answer");
        if (stalls > 0 && onTheWay && !actor.isHeldUp() && timeMayPass()) {
            moves.add(stall(actor));
        }
    }

    private void addWaits(List<Move> moves, ExploredHost host, Stage.Actor actor) {
        if (host.hasNews()) {
            moves.add(new Move(actor, "waits a moment", () -> wake(actor, MOMENT)));
        }
        if (!timeMayPass()) {
            return;
        }
        boolean overtaking = isInTheMiddle();
        if (waits > 0 || !overtaking) {
            moves.add(longWait(actor, overtaking));
        }
    }

    /** Whether a living host has claimed, and has not done what it claimed for. */
    private boolean isInTheMiddle() {
        return world.store
                .holder()
                .filter(host -> !host.isCrashed() && host.isBusy())
                .isPresent();
    }

    /** Whether more than a lease may pass: not at the cost of whoever cannot be seen to live. */
    private boolean timeMayPass() {
        return plot.beacon() || hosts.stream().noneMatch(ExploredHost::isExposed);
    }

    /** If nobody has anything else to do, time passes. */
    private void addLongWaits(List<Move> moves) {
        hosts.stream()
                .flatMap(host -> host.actors().stream())
                .filter(Stage.Actor::isSleeping)
                .forEach(actor -> moves.add(longWait(actor, false)));
    }

    private void addTroubles(List<Move> moves) {
        for (ExploredHost host : hosts) {
            boolean running = host.actors().stream().anyMatch(Stage.Actor::canGoOn);
            if (running || host.knowledge().carries()) {
                moves.add(trouble(null, host + " is killed", host::kill));
            }
        }
        if (plot.beacon()) {
            world.store
                    .holder()
                    .filter(ExploredHost::hasBeacon)
                    .ifPresent(host -> moves.add(trouble(null, host + " loses its beacon", host::loseBeacon)));
        }
        for (int i = 1; i <= world.store.writes(); i++) {
            int writes = i;
            moves.add(
                    trouble(null, "the store loses " + writes + " writes", () -> world.failOver(hosts.get(0), writes)));
        }
    }

    private Move trouble(Stage.@Nullable Actor actor, String what, Runnable action) {
        return new Move(actor, what, () -> {
            troubles--;
            action.run();
        });
    }

    private Move stall(Stage.Actor actor) {
        return new Move(actor, "is held up for longer than a lease", () -> {
            stalls--;
            world.clock.advance(ExploredHost.LONG);
            actor.holdUp();
        });
    }

    private Move longWait(Stage.Actor actor, boolean overtaking) {
        return new Move(actor, "waits longer than a lease", () -> {
            waits -= overtaking ? 1 : 0;
            wake(actor, ExploredHost.LONG);
        });
    }

    private void wake(Stage.Actor actor, Duration after) {
        world.clock.advance(after);
        actor.wakeUp();
    }

    /** What is left of the bounds. */
    @Override
    public String toString() {
        return switches + "/" + troubles + "/" + waits + "/" + stalls;
    }
}
