package io.crosscloud.auth.session;

import io.crosscloud.auth.session.ExploredServer.Mode;
import io.crosscloud.auth.session.World.Sight;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Sees what hosts do, and tells what must not be. What excuses it is noted when it happens. */
final class Witness {
    private final ExploredServer server;
    private final Mode mode;
    private final InstantSource clock;
    private final Instant accessTokenEndsAt;
    private final Set<Sight> sights;
    private final Set<String> inFlight = new HashSet<>();
    private final Set<String> broughtBack = new HashSet<>();
    private final Set<String> burnt = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private int lost;
    private boolean beaconWentOut;
    private boolean emptied;

    Witness(ExploredServer server, Mode mode, InstantSource clock, Instant accessTokenEndsAt, Set<Sight> sights) {
        this.server = server;
        this.mode = mode;
        this.clock = clock;
        this.accessTokenEndsAt = accessTokenEndsAt;
        this.sights = sights;
    }

    void violation(String what) {
        violations.add(what);
    }

    List<String> violations() {
        return violations;
    }

    /** Which logins have a request in flight. */
    Set<String> inFlight() {
        return inFlight;
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

    /**
     * A request is on its way.
     *
     * @return whether it is the only one of its login
     */
    boolean sends(String shown, boolean probe) {
        boolean alone = inFlight.add(server.familyOf(shown));
        boolean excused = broughtBack.contains(shown);
        if (!alone && !excused && !beaconWentOut) {
            violation("two requests in flight");
        }
        if (!alone && beaconWentOut) {
            sights.add(Sight.OVERTAKEN);
        }
        if (probe && clock.instant().isBefore(accessTokenEndsAt)) {
            violation("a probe while the access token lives");
        }
        if (server.isSpent(shown)) {
            if (!probe && !excused) {
                violation("a spent refresh token is shown, and not as a probe");
            }
            if (!server.forgives(shown)) {
                burnt.add(shown);
                if (lost == 0 && !excused && !beaconWentOut) {
                    violation("a login is lost without a cause");
                }
            }
        }
        return alone;
    }

    void answered(String shown) {
        inFlight.remove(server.familyOf(shown));
    }

    /** A failure that a caller got. */
    void judge(@Nullable Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof LoginRequiredException e && !mayEnd(e.problem())) {
            violation("dead without a cause: " + e.problem());
        }
        if (cause instanceof IllegalStateException || cause instanceof NullPointerException) {
            violation("broken: " + cause);
        }
    }

    private boolean mayEnd(Problem reason) {
        boolean burntUnawares = beaconWentOut || burnt.stream().anyMatch(broughtBack::contains);
        return mode == Mode.REVOKED
                || (emptied && reason == Problem.LOGIN_MISSING)
                || (!burnt.isEmpty() && (reason == Problem.LOST_IN_DOUBT || burntUnawares));
    }

    static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
