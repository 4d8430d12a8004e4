package io.crosscloud.auth.internal.session.grant;

import io.crosscloud.auth.internal.session.engine.Timed;
import io.crosscloud.session.Identity;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** How a session comes by its tokens: by a login that stands behind it, or by a grant that needs nothing kept. */
public sealed interface Access permits LoginAccess, StatelessAccess {
    /** A token, on a thread of the manager's: the one that the record holds while it lives, else a new one. */
    CompletionStage<Timed<AccessToken>> obtain(TokenDemand demand);

    /**
     * Takes what a login brought: a new family, whatever the record held before.
     *
     * @param session is given the token, and forgets it again if the record was given to another login meanwhile
     */
    void adopt(SessionKey key, TokenGrant grant, Consumer<Timed<AccessToken>> session);

    /** Ends the access, whoever is getting a token by it. */
    Revocation revoke(SessionKey key);

    /** Who the cloud said it was, as far as this process has heard. */
    Optional<Identity> identity();

    /** Whether this process knows that only a new login brings the session back. */
    boolean loggedOut();
}
