package io.crosscloud.auth.connectedapp;

import io.crosscloud.auth.internal.oauth.HttpSettings;
import java.net.URI;
import java.util.Set;

/** What a redirect URI must look like (RFC 6749 section 3.1.2, RFC 8252 section 7.3). */
final class RedirectUris {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private RedirectUris() {}

    /** Also one that this machine can listen on. */
    static void checkLoopback(URI uri) {
        check(uri);
        boolean here = "http".equals(uri.getScheme())
                && uri.getPort() > 0
                && uri.getRawPath().startsWith("/");
        if (!here) {
            throw HttpSettings.invalid("redirect URI " + uri + " (expected: http://localhost:<port>/<path>)");
        }
    }

    static void check(URI uri) {
        String host = uri.getHost();
        boolean web = "https".equals(uri.getScheme())
                || ("http".equals(uri.getScheme()) && host != null && LOOPBACK.contains(host));
        if (!web || host == null || uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
            throw HttpSettings.invalid("redirect URI of scheme " + uri.getScheme() + " and host " + host
                    + " (expected: an absolute https URL, or http on a loopback host, without fragment)");
        }
    }
}
