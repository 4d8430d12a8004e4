package io.crosscloud.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthListenerTest {
    private final AuthEvent event = new AuthEvent.TokenIssued(SessionKey.of("engagement", User.integration()));

    @Test
    void listenersInARow_allHearIt_inOrder() {
        List<String> heard = new ArrayList<>();
        AuthListener first = e -> heard.add("first " + (e == event));
        AuthListener second = e -> heard.add("second " + (e == event));

        first.and(AuthListener.NONE).and(second).on(event);

        assertThat(heard).containsExactly("first true", "second true");
    }

    @Test
    void aListenerAfterOneThatThrows_hearsItToo() {
        List<AuthEvent> heard = new ArrayList<>();
        AuthListener broken = e -> {
            throw new IllegalStateException("a listener's own trouble");
        };

        assertThatIllegalStateException()
                .isThrownBy(() -> broken.and(heard::add).on(event));

        assertThat(heard).containsExactly(event);
    }
}
