package io.crosscloud.spi;

import io.crosscloud.session.Identity;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of a login: exchanges the authorization code for the first tokens, and says who logged in. A {@link TokenProvider}
 * has it if its sessions begin with a login. Thread-safe; blocking.
 */
public interface CodeExchange {
    /**
     * Exchanges the code of a login (RFC 6749 section 4.1.3). The code is good for one exchange: it is sent again only with the
     * next secret or key, if the server refuses the client.
     *
     * @param verifier the PKCE verifier (RFC 7636 section 4.5); null if the login began without a challenge
     * @param redirectUri the redirect URI that the login began with
     * @return the grant, with the {@code id_token} if the answer had one, unchecked
     * @throws io.crosscloud.error.AuthException if the server did not grant one
     */
    TokenGrant exchange(Secret code, @Nullable Secret verifier, URI redirectUri);

    /**
     * Asks the cloud who logged in.
     *
     * @param grant what {@link #exchange} returned
     * @param nonce what the {@code id_token} must carry, which is verified then; null if the login asked for none
     * @return empty if the cloud does not say
     * @throws io.crosscloud.error.AuthException if the {@code id_token} is absent or not right
     */
    Optional<Identity> identity(TokenGrant grant, @Nullable String nonce);
}
