package io.crosscloud.auth.internal.oauth;

import static io.crosscloud.auth.internal.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.Cloud;
import io.crosscloud.auth.AtOnce;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.ClientAuthentication.ClientSecret;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.internal.http.ScriptedServer.Answer;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Deadline;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.testkit.SecretLeakDetector;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Suppliers and signers of a host's that stall, and servers that refuse slowly, under the lease of a refresh. */
class NothingIsSentLateTest {
    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final ClientId CLIENT = ClientId.of("3MVG9key");
    private static final Secret FIRST = Secret.of(SecretLeakDetector.MARK + "-first");
    private static final Secret SECOND = Secret.of(SecretLeakDetector.MARK + "-second");
    private static final String INVALID_CLIENT =
            "{\"error\":\"invalid_client\",\"error_description\":\"invalid client credentials\"}";
    private static final String EXPIRED =
            "{\"error\":\"invalid_grant\",\"error_description\":\"expired authorization code\"}";

    private final Exchange exchange = new Exchange();
    private final AtomicLong ticks = new AtomicLong();
    private final Deadline sendBy = Deadline.after(LEASE, ticks::get);
    private final AtomicBoolean stalling = new AtomicBoolean(true);

    @AfterEach
    void stop() {
        exchange.close();
    }

    /** Each way of proving who asks, with something of the host's in it that may stall. */
    enum Way {
        REFRESH_WITH_A_SECRET,
        REFRESH_WITH_A_SECRET_IN_THE_HEADER,
        REFRESH_WITH_A_KEY,
        CLIENT_CREDENTIALS_WITH_A_SECRET,
        CLIENT_CREDENTIALS_WITH_A_KEY,
        JWT_BEARER
    }

    @Tag("K5")
    @ParameterizedTest
    @EnumSource
    void hostThatStallsPastTheDeadline_sendsNothing(Way way) {
        exchange.server.always(json(200, exchange.salesforce()));
        TokenProvider provider = provider(way);

        assertLate(() -> provider.token(request(way).sendBy(sendBy)));

        assertThat(exchange.server.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void hostThatStallsWhileThePreparationLasts_isNotLate(Way way) {
        exchange.server.always(json(200, exchange.salesforce()));
        PreparedRequest prepared = provider(way).prepare(request(way));

        assertThat(ticks).as("the supplier or signer was asked").hasPositiveValue();
        assertThat(exchange.server.requests()).isEmpty();

        prepared.send(Deadline.after(LEASE, ticks::get));

        assertThat(exchange.server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void deadlineThatPassesBetweenPreparationAndSending_sendsNothing(Way way) {
        stalling.set(false);
        exchange.server.always(json(200, exchange.salesforce()));
        PreparedRequest prepared = provider(way).prepare(request(way));
        pass(LEASE);

        assertLate(() -> prepared.send(sendBy));

        assertThat(exchange.server.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void deadlineThatIsNone_isOverForNobody(Way way) {
        exchange.server.always(json(200, exchange.salesforce()));

        provider(way).token(request(way));

        assertThat(exchange.server.requests()).hasSize(1);
    }

    @Test
    void supplierThatHangs_isWaitedForBeforeTheDeadlineIsLookedAt() {
        exchange.server.always(json(200, exchange.salesforce()));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        TokenProvider provider = refresher(ClientAuthentication.secret(() -> {
            asked.countDown();
            await(released);
            return FIRST;
        }));

        CompletableFuture<Void> call = CompletableFuture.runAsync(
                () -> assertLate(() -> provider.token(refresh().sendBy(sendBy))));
        await(asked);
        pass(LEASE);
        released.countDown();

        call.join();
        assertThat(exchange.server.requests()).isEmpty();
    }

    @Test
    void secondSecretThatComesTooLate_isNotSent_andIsTheFirstNextTime() {
        exchange.server.then(json(400, INVALID_CLIENT)).always(json(200, exchange.salesforce()));
        TokenProvider provider = refresher(new ClientSecret(List.of(() -> FIRST, this::slowSecond), false));

        assertLate(() -> provider.token(refresh().sendBy(sendBy)));
        assertThat(secretsSent()).containsExactly(FIRST.exposeSecret());

        provider.token(refresh());
        assertThat(secretsSent()).containsExactly(FIRST.exposeSecret(), SECOND.exposeSecret());
        assertThat(exchange.events).containsExactly(new AuthEvent.CredentialFallback(Cloud.SALESFORCE, 1));
    }

    @Test
    void slowRefusal_isNotFollowedByALateSecret() {
        exchange.server.then(slowly(json(400, INVALID_CLIENT))).always(json(200, exchange.salesforce()));
        AtomicBoolean secondWasRead = new AtomicBoolean();
        TokenProvider provider = refresher(new ClientSecret(
                List.of(() -> FIRST, () -> {
                    secondWasRead.set(true);
                    return SECOND;
                }),
                false));

        assertLate(() -> provider.token(refresh().sendBy(sendBy)));

        assertThat(secretsSent()).containsExactly(FIRST.exposeSecret());
        assertThat(secondWasRead).isFalse();
    }

    @Test
    void secondKeyThatSignsTooLate_isNotSent_andIsTheFirstNextTime() {
        exchange.server.then(json(400, INVALID_CLIENT)).always(json(200, exchange.salesforce()));
        TokenProvider provider = JwtBearerTokenProvider.builder(
                        exchange.org(), CLIENT, TestKeys.signing(TestKeys.FIRST))
                .keys(slowSigner(TestKeys.SECOND))
                .build();
        TokenRequest request = TokenRequest.of(User.of("marta"));

        assertLate(() -> provider.token(request.sendBy(sendBy)));
        provider.token(request);

        assertThat(exchange.server.requests()).hasSize(2);
        TestKeys.verified(assertion(0), TestKeys.FIRST);
        TestKeys.verified(assertion(1), TestKeys.SECOND);
    }

    @Test
    void assertionThatIsSignedAgainTooLate_isNotSent() {
        exchange.server
                .then(slowly(json(400, EXPIRED, "Date: Mon, 23 Nov 2026 10:05:00 GMT")))
                .always(json(200, exchange.salesforce()));
        TokenProvider provider = JwtBearerTokenProvider.builder(
                        exchange.org(), CLIENT, TestKeys.signing(TestKeys.FIRST))
                .clock(exchange.clock)
                .build();

        assertLate(() -> provider.token(TokenRequest.of(User.of("marta")).sendBy(sendBy)));

        assertThat(exchange.server.requests()).hasSize(1);
    }

    /** Its assertion was signed before the other's answer corrected the clock. */
    @Tag("K6")
    @Test
    void assertionThatWasPreparedByAWrongClock_isSignedAgain() {
        String date = "Date: Mon, 23 Nov 2026 10:05:00 GMT";
        exchange.server
                .then(json(200, exchange.salesforce(), date))
                .then(json(400, EXPIRED, date))
                .then(json(200, exchange.salesforce(), date));
        TokenProvider provider = JwtBearerTokenProvider.builder(
                        exchange.org(), CLIENT, TestKeys.signing(TestKeys.FIRST))
                .clock(exchange.clock)
                .build();
        PreparedRequest prepared = provider.prepare(TokenRequest.of(User.of("marta")));
        provider.token(TokenRequest.of(User.of("otto")));

        prepared.send(sendBy);

        assertThat(exchange.server.requests()).hasSize(3);
    }

    private TokenProvider provider(Way way) {
        return switch (way) {
            case REFRESH_WITH_A_SECRET -> refresher(ClientAuthentication.secret(this::slowFirst));
            case REFRESH_WITH_A_SECRET_IN_THE_HEADER -> refresher(ClientAuthentication.basic(this::slowFirst));
            case REFRESH_WITH_A_KEY -> refresher(ClientAuthentication.privateKeyJwt(slowSigner(TestKeys.FIRST)));
            case CLIENT_CREDENTIALS_WITH_A_SECRET -> clientCredentials(ClientAuthentication.secret(this::slowFirst));
            case CLIENT_CREDENTIALS_WITH_A_KEY ->
                clientCredentials(ClientAuthentication.privateKeyJwt(slowSigner(TestKeys.FIRST)));
            case JWT_BEARER ->
                JwtBearerTokenProvider.builder(exchange.org(), CLIENT, slowSigner(TestKeys.FIRST))
                        .build();
        };
    }

    private TokenProvider refresher(ClientAuthentication authentication) {
        return ConnectedAppTokenRefresher.builder(exchange.org(), CLIENT, authentication)
                .listener(AtOnce.listener(exchange.events::add))
                .build();
    }

    private TokenProvider clientCredentials(ClientAuthentication authentication) {
        return ClientCredentialsTokenProvider.builder(exchange.org(), CLIENT, authentication)
                .build();
    }

    private static TokenRequest request(Way way) {
        return switch (way) {
            case REFRESH_WITH_A_SECRET, REFRESH_WITH_A_SECRET_IN_THE_HEADER, REFRESH_WITH_A_KEY -> refresh();
            case CLIENT_CREDENTIALS_WITH_A_SECRET, CLIENT_CREDENTIALS_WITH_A_KEY -> TokenRequest.of(User.integration());
            case JWT_BEARER -> TokenRequest.of(User.of("marta"));
        };
    }

    private static TokenRequest refresh() {
        return TokenRequest.of(User.of("marta")).with(RefreshToken.of(SecretLeakDetector.MARK + "-refresh"));
    }

    private Secret slowFirst() {
        stall();
        return FIRST;
    }

    private Secret slowSecond() {
        stall();
        return SECOND;
    }

    private SigningKey slowSigner(KeyPair pair) {
        return SigningKey.signer(input -> {
            stall();
            try {
                Signature rs256 = Signature.getInstance("SHA256withRSA");
                rs256.initSign(pair.getPrivate());
                rs256.update(input);
                return rs256.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Answer slowly(Answer answer) {
        return (request, line) -> {
            stall();
            answer.write(request, line);
        };
    }

    /** As a stall of nine seconds does. */
    private void stall() {
        if (stalling.get()) {
            pass(Duration.ofSeconds(9));
        }
    }

    private void pass(Duration time) {
        ticks.addAndGet(time.toNanos());
    }

    private List<String> secretsSent() {
        return exchange.server.requests().stream()
                .map(request -> request.form().get("client_secret"))
                .toList();
    }

    private String assertion(int request) {
        return exchange.server.requests().get(request).form().get("assertion");
    }

    private static void assertLate(Supplier<?> call) {
        TryLaterException late = catchThrowableOfType(TryLaterException.class, call::get);

        assertThat(late).isNotNull();
        assertThat(late.problem()).isEqualTo(ServerProblem.NOT_SENT_IN_TIME);
        assertThat(late.cloud()).contains(Cloud.SALESFORCE);
        assertThat(late.status()).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
