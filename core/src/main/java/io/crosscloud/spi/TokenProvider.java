package io.crosscloud.spi;

import io.crosscloud.session.User;

/**
 * Asks a server for a token. One call is one exchange with the network: nothing is cached, nothing is stored, nothing is
 * shared between callers; put a session manager in front for that.
 *
 * <p>One provider serves many users. Implementations are thread-safe and blocking, hold no lock while they wait, and
 * never repeat a request that carried a refresh token.
 */
@FunctionalInterface
public interface TokenProvider {
    /**
     * Asks for a token.
     *
     * @throws io.crosscloud.error.AuthException if the server did not grant one; what to do is in its type and its remedy
     */
    TokenGrant token(TokenRequest request);

    /**
     * The cloud's name for a user, where the provider maps it: whom a token speaks for. Part of what a stored session is bound
     * to, so that no session outlives a changed mapping.
     */
    default String subject(User user) {
        return user.name();
    }

    /** What this provider is. */
    default ProviderInfo info() {
        return ProviderInfo.custom();
    }
}
