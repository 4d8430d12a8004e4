package io.crosscloud.auth.session;

import io.crosscloud.auth.session.ExploredPlot.Defect;
import io.crosscloud.auth.session.World.Sight;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.spi.Deadline;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.RefreshToken;
import java.time.Instant;

/**
 * A host's way to the server. Preparing a request, sending it and taking its answer are steps, at each of which time may
 * pass.
 */
final class ExploredClient implements TokenProvider {
    private final ExploredHost host;
    private final World world;

    ExploredClient(ExploredHost host, World world) {
        this.host = host;
        this.world = world;
    }

    @Override
    public ProviderInfo info() {
        return ExploredServer.INFO;
    }

    @Override
    public TokenGrant token(TokenRequest request) {
        throw new UnsupportedOperationException("expected: prepare, then send");
    }

    @Override
    public PreparedRequest prepare(TokenRequest request) {
        host.step("prepare");
        String shown = request.refreshToken().orElseThrow().exposeSecret();
        Instant prepared = world.clock.instant();
        return sendBy -> send(shown, prepared, sendBy);
    }

    private TokenGrant send(String shown, Instant prepared, Deadline sendBy) {
        boolean probe = host.knowledge().probes();
        host.step("send");
        if (sendBy.isOver() && world.defect() != Defect.SENDS_LATE) {
            world.saw(Sight.NOT_SENT);
            throw AuthFailure.of(ServerProblem.NOT_SENT_IN_TIME).toException();
        }
        if (world.clock.instant().isAfter(prepared.plus(PreparedRequest.GOOD_FOR)) && !sendBy.isOver()) {
            world.witness.violation("a request is sent long after it was prepared");
        }
        boolean spentBefore = world.server.isSpent(shown);
        Witness.Request request = host.knowledge().sends(shown, probe);
        try {
            return received(request, spentBefore);
        } finally {
            world.witness.answered(request);
        }
    }

    private TokenGrant received(Witness.Request request, boolean spentBefore) {
        TokenGrant grant = null;
        RuntimeException refusal = null;
        try {
            grant = world.server.exchange(request.shown());
        } catch (RuntimeException e) {
            refusal = e;
        }
        boolean spent = !spentBefore && world.server.isSpent(request.shown());
        boolean brought = grant != null
                || (refusal instanceof ProtocolException e && e.rotated().isPresent());
        if (spent && brought) {
            host.knowledge().carriesRotation();
        } else if (spent && !world.server.forgives(request.shown())) {
            world.witness.lost();
        }
        host.step("answer");
        if (refusal != null) {
            host.knowledge().refused(refusal, spent);
            throw refusal;
        }
        host.knowledge().got(grant);
        return grant;
    }

    @Override
    public Revocation revoke(RefreshToken token) {
        if (host.isCrashed()) {
            throw new Stage.Crash();
        }
        host.knowledge().revokes(token.exposeSecret());
        world.server.revoke(token.exposeSecret());
        return Revocation.REVOKED;
    }
}
