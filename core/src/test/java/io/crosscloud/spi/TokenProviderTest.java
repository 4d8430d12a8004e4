package io.crosscloud.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.User;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a provider that is a lambda does by default. */
class TokenProviderTest {
    private static final TokenRequest REQUEST = TokenRequest.of(User.of("marta"));
    private static final TokenGrant GRANT = TokenGrant.of(AccessToken.of(
            "a", ApiEndpoints.of(URI.create("https://acme.my.salesforce.com")), Scopes.unspecified(), Instant.EPOCH));

    private final AtomicLong ticks = new AtomicLong();
    private final List<TokenRequest> asked = new ArrayList<>();
    private final TokenProvider provider = request -> {
        asked.add(request);
        return GRANT;
    };

    @Test
    void preparing_asksForNothing() {
        provider.prepare(REQUEST);

        assertThat(asked).isEmpty();
    }

    @Test
    void preparedRequest_isAskedFor_andCarriesItsDeadline() {
        Deadline sendBy = Deadline.after(Duration.ofSeconds(1), ticks::get);

        TokenGrant grant = provider.prepare(REQUEST.atMost(1)).send(sendBy);

        assertThat(grant).isSameAs(GRANT);
        assertThat(asked).singleElement().satisfies(request -> {
            assertThat(request.sendBy()).isSameAs(sendBy);
            assertThat(request.tries()).isEqualTo(1);
            assertThat(request.user()).isEqualTo(REQUEST.user());
        });
    }

    @Test
    void deadlineThatIsOver_asksForNothing() {
        PreparedRequest prepared = provider.prepare(REQUEST);
        Deadline sendBy = Deadline.after(Duration.ofSeconds(1), ticks::get);
        ticks.addAndGet(Duration.ofSeconds(1).toNanos());

        TryLaterException late = catchThrowableOfType(TryLaterException.class, () -> prepared.send(sendBy));

        assertThat(late.problem()).isEqualTo(ServerProblem.NOT_SENT_IN_TIME);
        assertThat(asked).isEmpty();
    }
}
