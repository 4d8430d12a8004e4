package io.crosscloud.spi;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.User;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks a server for a token. One call is one exchange with the network: nothing is cached, nothing is stored, nothing is
 * shared between callers; put a session manager in front for that.
 *
 * <p>One provider serves many users. Implementations are thread-safe and blocking, hold no lock while they wait, and
 * never repeat a request that carried a refresh token.
 *
 * <p><b>Nothing is sent late.</b> A host refreshes under a lease. A refresh token that leaves after the lease has ended
 * may have been used by another host meanwhile, and the server then revokes the login. Each request therefore carries
 * the deadline {@link TokenRequest#sendBy()}, and a provider
 *
 * <ul>
 *   <li>reads secrets, signs and connects first, and looks at the deadline last, immediately before it sends;
 *   <li>looks again before each further request that it sends for the same call;
 *   <li>sends nothing once the deadline is over, and throws {@link ServerProblem#NOT_SENT_IN_TIME}, which says that no
 *       refresh token was spent;
 *   <li>overrides {@link #prepare} if it reads secrets or signs, so that this is done before a lease is taken. Its
 *       {@code token(request)} is then {@code prepare(request).send(request.sendBy())}.
 * </ul>
 *
 * <p>A provider that is quick from its call to its first byte need do nothing: {@link #prepare} looks at the deadline on its
 * behalf. One that passes requests on to another provider extends {@link ForwardingTokenProvider}, which passes on everything
 * else too: a lambda around a provider has neither its grant, nor its login, nor its revocation, and it is not given what the
 * session manager hands down.
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
     * Does the slow work that precedes sending, such as reading secrets and signing, and sends nothing. May block for
     * as long as the host's suppliers and signers do; no deadline applies, not even {@link TokenRequest#sendBy()}. One
     * is given to {@link PreparedRequest#send}.
     *
     * <p>By default nothing is prepared: {@code send} looks at its deadline and calls {@link #token} with a request
     * that carries it.
     *
     * @throws io.crosscloud.error.AuthException if the request cannot be made
     */
    default PreparedRequest prepare(TokenRequest request) {
        return sendBy -> {
            if (sendBy.isOver()) {
                throw AuthFailure.of(ServerProblem.NOT_SENT_IN_TIME).toException();
            }
            return token(request.sendBy(sendBy));
        };
    }

    /**
     * The cloud's name for a user, where the provider maps it: whom a token speaks for. Part of what a stored session is bound
     * to, so that no session outlives a changed mapping.
     */
    default String subject(User user) {
        return user.name();
    }

    /**
     * Revokes a refresh token, and with it every access token that came from it (RFC 7009). One exchange, which may be
     * repeated: a token that the server does not know, or knows no more, counts as revoked.
     *
     * @return {@link Revocation#FORGOTTEN} if the server has no revocation, which is what a provider says by default
     * @throws io.crosscloud.error.AuthException if the server could not be asked, or refused
     */
    default Revocation revoke(RefreshToken token) {
        return Revocation.FORGOTTEN;
    }

    /** Revokes an access token alone; otherwise the same. Whoever was given the same token loses it too. */
    default Revocation revoke(AccessToken token) {
        return Revocation.FORGOTTEN;
    }

    /**
     * Asks the server when this token expires (introspection, RFC 7662), for tokens whose answer did not say. One exchange if
     * the provider was told to ask, otherwise none.
     *
     * @return the expiry by this machine's clock; empty if the provider was not told to ask, as by default
     * @throws io.crosscloud.error.AuthException if the server did not say
     */
    default Optional<Instant> expiry(AccessToken token) {
        return Optional.empty();
    }

    /** What finishes a login, if the sessions of this provider begin with one; empty by default. */
    default Optional<CodeExchange> codeExchange() {
        return Optional.empty();
    }

    /** What this provider is. */
    default ProviderInfo info() {
        return ProviderInfo.custom();
    }
}
