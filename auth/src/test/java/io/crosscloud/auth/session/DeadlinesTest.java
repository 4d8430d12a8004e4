package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.token.AccessToken;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Nothing that the library does is without an end, whatever it is told. */
class DeadlinesTest extends TwoHosts {
    private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE);

    @Test
    void theLibrarysOwnRequest_hasADeadline() {
        UnreachableClient client = new UnreachableClient();
        Session session =
                closedLater(builder(server).httpClient(client).build()).session(KEY);

        assertThatExceptionOfType(IOException.class).isThrownBy(session::limits);

        assertThat(client.sent())
                .singleElement()
                .satisfies(request -> assertThat(request.timeout()).contains(Duration.ofSeconds(10)));
    }

    @Test
    void aPauseWithoutEnd_endsTheWaitAllTheSame() {
        CompletableFuture<AccessToken> token = host(request -> {
                    throw AuthFailure.of(ServerProblem.SERVER_THROTTLES)
                            .retryAfter(ENDLESS)
                            .toException();
                })
                .session(KEY)
                .accessTokenAsync();

        assertThatThrownBy(() -> token.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(TryLaterException.class);
    }

    @Test
    void aSettingWithoutEnd_isRefused() {
        SessionManager.Builder builder = SessionManager.builder();
        List<Consumer<Duration>> settings = List.of(
                builder::acquireTimeout,
                builder::closeTimeout,
                builder::lease,
                builder::assumedLifetime,
                idle -> builder.keep(1, idle),
                within -> builder.keepAlive(within, "salesforce"));

        assertThat(settings)
                .allSatisfy(setting -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> setting.accept(ENDLESS))
                        .withMessageContaining("at most 36500 days"));
    }
}
