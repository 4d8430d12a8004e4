package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.internal.oauth.HttpSettings;

/** The requests of an old login. */
@FunctionalInterface
interface LegacyFlow {
    /**
     * Logs in. Blocking.
     *
     * @throws io.crosscloud.error.AuthException if the login is refused or cannot be tried
     */
    LegacyAccess logIn(HttpSettings http);
}
