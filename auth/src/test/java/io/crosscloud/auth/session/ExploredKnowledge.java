package io.crosscloud.auth.session;

import io.crosscloud.auth.session.World.Sight;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenGrant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What one host knows and has, by what the store and the server told it; and whether it acts accordingly. Refresh tokens are
 * compared as the server {@linkplain ExploredServer#order orders} them.
 */
final class ExploredKnowledge {
    private final ExploredHost host;
    private final World world;
    /** Who has read a row that is older than what the host knows. */
    private final Set<Stage.Actor> behind = new HashSet<>();

    private boolean probe;
    private boolean exposed;
    private boolean looks;
    private boolean refusedForNoReason;
    private boolean loggedIn;
    private int knows;
    private int carried;

    ExploredKnowledge(ExploredHost host, World world) {
        this.host = host;
        this.world = world;
    }

    /** The newest refresh token that it has ever seen. */
    int newest() {
        return knows;
    }

    /** Whether it has the only copy of a rotation. */
    boolean carries() {
        return carried > 0;
    }

    /** Whether it has the only copy of a rotation, and the store holds an older state of the login. */
    boolean isOwed() {
        int stored = orderIn(world.store.row());
        return carries() && ExploredServer.sameLogin(stored, carried) && stored < carried;
    }

    /** Whether a request of its is out, or the answer not stored. */
    boolean isExposed() {
        return exposed;
    }

    /** Whether it knows of a newer one: of the same login, or of one that it has made itself. */
    private boolean isOutdated(int order) {
        boolean comparable = order == 0 || ExploredServer.sameLogin(order, knows);
        return order < knows && (comparable || (loggedIn && !world.witness.emptied()));
    }

    private int orderIn(Optional<SessionRecord> row) {
        String token = host.tokenIn(row);
        return token == null ? 0 : world.server.order(token);
    }

    void loggedIn() {
        loggedIn = true;
    }

    // What the store tells.

    void found(Optional<SessionRecord> row) {
        if (looks) { // whether the row has moved on: what it holds is read later
            looks = false;
            return;
        }
        int found = orderIn(row);
        if (isOutdated(found)) {
            behind.add(host.acting());
        } else {
            behind.remove(host.acting());
        }
        knows = Math.max(knows, found);
    }

    void claimed(boolean asProbe) {
        if (behind.contains(host.acting())) {
            world.witness.violation("a claim on a row that is older than what this host knows");
        }
        probe = asProbe;
        looks = false;
    }

    void committed(Optional<SessionRecord> before, Optional<SessionRecord> after) {
        int stored = orderIn(after);
        if (stored < orderIn(before) && !world.witness.emptied()) {
            world.witness.violation("a newer state is overwritten");
        }
        if (isOutdated(stored)) {
            world.witness.violation("not repaired in one commit");
        }
        if (behind.remove(host.acting())) {
            world.witness.broughtBack(host.tokenIn(after)); // another host may know of a newer one
            world.saw(Sight.REPAIRED);
        }
        knows = Math.max(knows, stored);
        carried = 0;
        world.witness.stored(host.tokenIn(after));
        resolved();
    }

    void released(Release release) {
        if (refusedForNoReason
                && (release.refusal().isEmpty() || release.pause().isZero())) {
            world.witness.violation("a refusal that is not counted");
        }
        resolved();
    }

    /** Its claim is over. */
    void resolved() {
        refusedForNoReason = false;
        exposed = false;
        looks = false;
    }

    // What goes to the server, and what comes.

    /** Whether its claim is a stated probe. */
    boolean probes() {
        return probe;
    }

    /** It sends this refresh token. */
    Witness.Request sends(String shown, boolean asProbe) {
        if (isOutdated(world.server.order(shown))) {
            world.witness.violation("a refresh token is shown that this host has seen replaced");
        }
        exposed = true;
        return world.witness.sends(shown, asProbe);
    }

    /** An answer with a new refresh token is on its way to it. */
    void carriesRotation() {
        carried = world.server.newest();
    }

    void got(TokenGrant grant) {
        grant.refreshToken().ifPresent(token -> knows = Math.max(knows, world.server.order(token.exposeSecret())));
    }

    void refused(RuntimeException refusal, boolean spent) {
        exposed &= spent;
        looks = host.acting() == host.caller();
        refusedForNoReason =
                looks && refusal instanceof AuthException e && e.problem() == ServerProblem.SALESFORCE_REFRESH_REFUSED;
    }

    void revokes(String refreshToken) {
        world.witness.revokes(refreshToken, host.tokenIn(world.store.row()));
        carried = world.server.order(refreshToken) == carried ? 0 : carried;
    }
}
