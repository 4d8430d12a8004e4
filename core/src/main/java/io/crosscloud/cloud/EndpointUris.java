package io.crosscloud.cloud;

import io.crosscloud.error.SettingProblem;
import io.crosscloud.internal.Shown;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an endpoint that secrets are sent to must look like. */
final class EndpointUris {
    private static final int MAX_PORT = 65535;

    private EndpointUris() {}

    /** The URI in its one form (lower-case host, no default port, no trailing slash), if secrets may be sent there. */
    static URI check(String setting, URI uri) {
        if (uri.toString().length() > TrustedHosts.MAX_URL) {
            throw Checks.invalid(setting, uri.toString().length() + " characters", TrustedHosts.MAX_URL + " at most");
        }
        String scheme = uri.getScheme();
        String host = uri.getHost();
        if (scheme == null || host == null || !plain(uri)) {
            throw Checks.invalid(
                    setting,
                    Shown.url(uri.toString()),
                    "an absolute https URL without user information, query or fragment");
        }
        boolean https = scheme.equalsIgnoreCase("https");
        if (!https && !(scheme.equalsIgnoreCase("http") && TrustedHosts.loopback(uri))) {
            throw Checks.invalid(
                    SettingProblem.NOT_HTTPS,
                    setting,
                    Shown.url(uri.toString()),
                    "https://…; http is accepted on a loopback host only");
        }
        String port = uri.getPort() < 0 || uri.getPort() == (https ? 443 : 80) ? "" : ":" + uri.getPort();
        return URI.create((https ? "https" : "http") + "://" + host.toLowerCase(Locale.ROOT) + port + path(uri));
    }

    /**
     * An endpoint as the server itself knows it.
     *
     * @param base where the server is
     * @param own the endpoint there
     * @param override where requests go instead, if they do: another path of the same server if it is on its host,
     *     else a gateway's
     */
    static URI behindGateway(URI base, URI own, @Nullable URI override) {
        return override != null && base.getRawAuthority().equals(override.getRawAuthority()) ? override : own;
    }

    private static boolean plain(URI uri) {
        return uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && uri.getPort() <= MAX_PORT;
    }

    private static String path(URI uri) {
        String path = uri.getRawPath();
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
