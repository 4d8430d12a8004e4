package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.session.BusinessUnit;
import io.crosscloud.token.AccessToken;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A session that somebody holds, and that nobody has used for longer than sessions are kept, is its user's all the same. */
class IdleSessionsTest extends TwoHosts {
    private static final Duration IDLE = Duration.ofMinutes(5);

    private final SessionManager brief =
            closedLater(builder(server).keep(100, IDLE).build());
    private final Session used = brief.session(KEY);
    private final Session held = brief.session(KEY.in(BusinessUnit.of(7)));

    /** The held session's last token. */
    private AccessToken growIdle() {
        AccessToken last = held.accessToken();
        for (Duration rest = Duration.ZERO; rest.compareTo(IDLE) <= 0; rest = rest.plusMinutes(1)) {
            clock.advance(Duration.ofMinutes(1));
            used.accessToken();
        }
        return last;
    }

    @Test
    void aLogout_reachesIt() {
        growIdle();

        used.revoke();

        assertLoggedOut(held);
    }

    @Test
    void aLogin_reachesIt() {
        AccessToken ofTheFormerLogin = growIdle();

        brief.connection("salesforce").adopt(MARTA, server.login());

        assertThat(held.accessToken()).isNotEqualTo(ofTheFormerLogin);
    }
}
