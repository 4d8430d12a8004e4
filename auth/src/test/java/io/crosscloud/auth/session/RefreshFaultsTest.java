package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.error.Problem;
import io.crosscloud.error.TryLaterException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of a login when a refresh is refused, its answer is lost, or it brings something else than was asked for. */
class RefreshFaultsTest extends TwoHosts {
    @Test
    @Tag("S7")
    void aLostAnswerOfAServerWithGrace_isGotAgainByTheProbe() {
        server.gracious();
        expire();
        server.failAfter(failure(Problem.OUTCOME_UNKNOWN));
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        clock.advance(Duration.ofSeconds(2));

        otherHost.session(KEY).accessToken();
        expire();
        session().accessToken();

        assertThat(server.requests()).hasSize(3);
        assertThat(server.spentPresented()).isZero();
    }
}
