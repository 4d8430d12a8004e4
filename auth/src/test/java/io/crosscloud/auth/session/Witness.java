package io.crosscloud.auth.session;

import io.crosscloud.auth.session.ExploredServer.Mode;
import io.crosscloud.auth.session.World.Sight;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.SessionProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Sees what hosts do, and tells what must not be. What excuses it is noted when it happens. */
final class Witness {
    /** A request on its way: equal to itself alone. */
    static final class Request {
        private final String shown;
        private final String family;

        private Request(String shown, String family) {
            this.shown = shown;
            this.family = family;
        }

        /** The refresh token in it. */
        String shown() {
            return shown;
        }
    }

    private final World world;
    private final Instant accessTokenEndsAt;
    private final Set<Request> inFlight = new HashSet<>();
    private final Set<String> broughtBack = new HashSet<>();
    private final Set<String> burnt = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private int lost;
    private boolean beaconWentOut;
    private boolean emptied;
    private boolean storedAfterTheEnd;

    Witness(World world, Instant accessTokenEndsAt) {
        this.world = world;
        this.accessTokenEndsAt = accessTokenEndsAt;
    }

    void violation(String what) {
        violations.add(what);
    }

    List<String> violations() {
        return violations;
    }

    /** Which logins have a request in flight. */
    Set<String> inFlight() {
        Set<String> families = new TreeSet<>();
        inFlight.forEach(request -> families.add(request.family));
        return families;
    }

    /** A rotation will never be stored: its answer, or the host that had it, is gone. */
    void lost() {
        lost++;
    }

    /** A living host is not seen to live any more. */
    void beaconWentOut() {
        beaconWentOut = true;
    }

    /** The store has gone back to a row with this refresh token; null if to none. */
    void broughtBack(@Nullable String refreshToken) {
        if (refreshToken == null) {
            emptied = true;
        } else {
            broughtBack.add(refreshToken);
        }
    }

    /** Whether the store has forgotten the row: it counts generations from zero again then, and takes what was read before. */
    boolean emptied() {
        return emptied;
    }

    /** A request is on its way. */
    Request sends(String shown, boolean probe) {
        String family = world.server.familyOf(shown);
        boolean alone = inFlight.stream().noneMatch(request -> request.family.equals(family));
        boolean excused = broughtBack.contains(shown);
        if (!alone && !excused && !beaconWentOut) {
            violation("two requests in flight");
        }
        if (!alone && beaconWentOut) {
            world.saw(Sight.OVERTAKEN);
        }
        if (probe && world.clock.instant().isBefore(accessTokenEndsAt)) {
            violation("a probe while the access token lives");
        }
        if (world.store.isPaused()) {
            violation("a request before the pause is over");
        }
        if (world.server.isSpent(shown)) {
            showsSpent(shown, probe, excused);
        }
        Request request = new Request(shown, family);
        inFlight.add(request);
        return request;
    }

    private void showsSpent(String shown, boolean probe, boolean excused) {
        if (!probe && !excused) {
            violation("a spent refresh token is shown, and not as a probe");
        }
        if (!world.server.forgives(shown)) {
            burnt.add(shown);
            if (lost == 0 && !excused && !beaconWentOut) {
                violation("a login is lost without a cause");
            }
        }
    }

    void answered(Request request) {
        inFlight.remove(request);
    }

    /** The store has taken this refresh token. */
    void stored(@Nullable String refreshToken) {
        String family = refreshToken == null ? "" : world.server.familyOf(refreshToken);
        storedAfterTheEnd |= burnt.stream().map(world.server::familyOf).anyMatch(family::equals);
    }

    /**
     * A host gives a refresh token up, and tells the server.
     *
     * @param stored the one that the store holds; null if it holds none
     */
    void revokes(String refreshToken, @Nullable String stored) {
        if (stored != null && world.server.familyOf(stored).equals(world.server.familyOf(refreshToken))) {
            violation("a login is revoked that the store holds");
        }
    }

    /** A failure that a caller got. */
    void judge(@Nullable Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof LoginRequiredException e) {
            if (!mayEnd(e.problem())) {
                violation("dead without a cause: " + e.problem());
            }
            if (storedAfterTheEnd && e.problem() == SessionProblem.LOST_IN_DOUBT) {
                world.saw(Sight.ENDED_AFTER_A_LATE_COMMIT);
            }
        }
        if (cause instanceof IllegalStateException || cause instanceof NullPointerException) {
            violation("broken: " + cause);
        }
    }

    /** After a reuse of the hosts' own the reason is doubt, unless a fail-over has brought the spent refresh token back. */
    private boolean mayEnd(Problem reason) {
        return world.mode() == Mode.REVOKED
                || (emptied && reason == SessionProblem.LOGIN_MISSING)
                || (!burnt.isEmpty()
                        && (reason == SessionProblem.LOST_IN_DOUBT
                                || burnt.stream().anyMatch(broughtBack::contains)));
    }

    static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
