package io.crosscloud.auth.internal.session.record;

import io.crosscloud.token.AccessToken;
import java.time.Instant;

/**
 * An access token as a session keeps it.
 *
 * @param token the token
 * @param expiresAt when it ends: as the server stated, or as we assume
 */
public record HeldToken(AccessToken token, Instant expiresAt) {}
