package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import java.util.concurrent.atomic.AtomicReference;

/** {@code refresh_token}: locked by token while in flight, rotated if the org rotates. */
public final class RefreshGrant implements Grant {
    static final String TYPE = "refresh_token";

    private final GrantTools tools;
    private final AtomicReference<Runnable> inFlight = new AtomicReference<>(() -> {});

    RefreshGrant(GrantTools tools) {
        this.tools = tools;
    }

    /** Runs this once, while the next refresh is in flight: its token is locked, nothing is committed. */
    public void duringNext(Runnable code) {
        inFlight.set(code);
    }

    @Override
    public TokenAnswer issue(TokenCall call) {
        ConnectedApp app = tools.clients().authenticate(call, ConnectedApp.Trait.REFRESH_WITHOUT_SECRET);
        Refresh refresh = tools.tokens().begin(call.parameter("refresh_token").orElse(""), app);
        try {
            inFlight.getAndSet(() -> {}).run();
            Directory.Member member = tools.directory()
                    .member(refresh.family().holder().username())
                    .orElseThrow(() -> OAuthError.invalidGrant("inactive user"));
            tools.admission().admit(member, app);
            ApiSession session =
                    tools.sessions().prepare(member, app, refresh.family().scopes());
            Refreshed refreshed = tools.tokens().commit(refresh, session);
            return TokenAnswer.of(refreshed.session(), member, app)
                    .with(TokenAnswer.Claims.IDENTITY)
                    .withRefreshToken(refreshed.refreshToken());
        } finally {
            tools.tokens().abandon(refresh);
        }
    }
}
