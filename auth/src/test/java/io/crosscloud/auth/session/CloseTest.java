package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.error.StoreException;
import io.crosscloud.session.User;
import io.crosscloud.spi.ForwardingTokenProvider;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A manager that closes waits for refreshes in flight, or names them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CloseTest extends TwoHosts {
    private final Gate gate = new Gate();

    /** A refresh that has reached the server, which has not answered. */
    private void refresh(SessionManager closing) throws InterruptedException {
        expire();
        server.gateAfter(gate::pass);
        CompletableFuture<AccessToken> unused = closing.session(KEY).accessTokenAsync();
        gate.awaitSomebody();
    }

    @Tag("C1")
    @Test
    void aRefreshThatOutlastsTheCloseTimeout_isNamed() throws Exception {
        SessionManager closing = patient().closeTimeout(Duration.ofMillis(200)).build();
        refresh(closing);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(closing::close)
                .withMessageContaining("refreshes in flight")
                .withMessageContaining("salesforce/marta");
        gate.open();
    }

    @Test
    void anInterruptedThread_waitsAllTheSame_andStaysInterrupted() throws Exception {
        SessionManager closing = patient().build();
        refresh(closing);
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        Thread closer = new Thread(() -> {
            Thread.currentThread().interrupt();
            closing.close();
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        closer.start();
        while (!closing.connection("salesforce")
                .managed()
                .environment()
                .clockwork()
                .isClosed()) {
            Thread.onSpinWait();
        }
        closer.interrupt();
        gate.open();
        closer.join();

        assertThat(interrupted).hasValue(true);
        otherHost.session(KEY).accessToken();
        assertThat(server.requests()).hasSize(1);
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    void whileACommitIsOwedAndARefreshIsInFlight_bothAreNamed() throws Exception {
        SessionManager closing = patient().closeTimeout(Duration.ofMillis(200)).build();
        closing.connection("salesforce").adopt(User.of("anna"), server.login());
        expire();
        store.fail(FaultyStore.Verb.COMMIT);
        closing.session("salesforce", User.of("anna")).accessToken();
        store.heal();
        host.connection("salesforce").adopt(MARTA, server.login());
        store.fail(FaultyStore.Verb.COMMIT);
        refresh(closing);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(closing::close)
                .withMessageContaining("has not taken, of salesforce/anna")
                .withMessageContaining("of salesforce/marta");
        gate.open();
    }

    @Test
    void aRefreshThatIsStillPrepared_sendsNothingAfterTheClose() throws Exception {
        SessionManager closing = builder(new ForwardingTokenProvider(server) {
                    @Override
                    public PreparedRequest prepare(TokenRequest request) {
                        gate.pass();
                        return super.prepare(request);
                    }

                    @Override
                    public TokenProvider withDelegate(TokenProvider delegate) {
                        return this;
                    }
                })
                .build();
        expire();
        CompletableFuture<AccessToken> token = closing.session(KEY).accessTokenAsync();
        gate.awaitSomebody();

        closing.close();
        gate.open();

        assertThatThrownBy(token::join).isInstanceOf(CompletionException.class);
        assertThat(otherHost.session(KEY).accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.requests()).hasSize(1);
        assertThat(server.spentPresented()).isZero();
    }
}
