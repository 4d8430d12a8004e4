package io.crosscloud.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.RecordedRequest;
import io.crosscloud.token.RefreshToken;
import org.junit.jupiter.api.Test;

/**
 * What every {@link TokenProvider} that exchanges refresh tokens does beside {@link TokenProviderContract}: it hands on
 * the new one, whatever else the answer is like, and never presents one twice. The fake is one that rotates, and
 * {@link #request()} brings a refresh token that was not used yet.
 */
public abstract class RefreshTokenProviderContract extends TokenProviderContract {
    /** For subclasses. */
    protected RefreshTokenProviderContract() {}

    private static final int GENERATIONS = 3;
    private static final int LARGE = 1024 * 1024;

    @Test
    void rotatedToken_isHandedOn() {
        TokenProvider provider = provider();
        TokenRequest request = request();
        for (int i = 0; i < GENERATIONS; i++) {
            RefreshToken next = provider.token(request).refreshToken().orElseThrow();
            assertNotEquals(request.refreshToken().orElseThrow(), next);
            request = request.with(next);
        }
        assertEquals(0, spentTokensPresented());
    }

    @Test
    void rotatedTokenOfAnUnusableAnswer_isHandedOn() {
        ProtocolException failure = failure(ProtocolException.class, Fault.oversizedBody(LARGE));
        TokenRequest next = request().with(failure.rotated().orElseThrow());
        assertTrue(provider().token(next).refreshToken().isPresent());
        assertEquals(0, spentTokensPresented());
    }

    @Test
    void spentToken_isALogin() {
        TokenRequest request = request();
        provider().token(request);
        int before = received();
        LoginRequiredException failure =
                assertThrows(LoginRequiredException.class, () -> provider().token(request));
        assertEquals("invalid_grant", failure.error().orElse(""));
        assertReceived(before + 1);
    }

    @Test
    void missingToken_isALoginAndSendsNothing() {
        TokenRequest without = TokenRequest.of(request().user());
        int before = received();
        assertThrows(LoginRequiredException.class, () -> provider().token(without));
        assertReceived(before);
    }

    @Test
    void interruptedCaller_doesNotLoseTheRotation() {
        TokenRequest request = request();
        Thread.currentThread().interrupt();
        try {
            assertTrue(provider().token(request).refreshToken().isPresent());
        } finally {
            assertTrue(Thread.interrupted(), "the interrupt is kept for the caller");
        }
    }

    private long spentTokensPresented() {
        return cloud().journal().tokenRequests().stream()
                .filter(request -> request.tags().contains(RecordedRequest.SPENT_REFRESH_TOKEN))
                .count();
    }
}
