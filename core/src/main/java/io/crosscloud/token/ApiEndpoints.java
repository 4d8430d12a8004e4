package io.crosscloud.token;

import io.crosscloud.internal.Shown;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The API hosts that a token is for: Salesforce's {@code instance_url}, or Engagement's {@code rest_instance_url} and
 * {@code soap_instance_url}. Already checked: they come from {@link io.crosscloud.cloud.AuthorizationServer#trusted}.
 *
 * @param rest the origin of the REST API
 * @param soap the origin of the SOAP API; the same as {@code rest} for Salesforce
 */
public record ApiEndpoints(URI rest, URI soap) {
    /** @throws IllegalArgumentException if one has no scheme or no host */
    public ApiEndpoints {
        requireHost("rest", rest);
        requireHost("soap", soap);
    }

    /** One host for everything. */
    public static ApiEndpoints of(URI origin) {
        return new ApiEndpoints(origin, origin);
    }

    /** Whether a request to this URI would reach one of these hosts: same scheme, host and port. */
    public boolean serve(URI uri) {
        return sameOrigin(rest, uri) || sameOrigin(soap, uri);
    }

    private static void requireHost(String what, URI origin) {
        if (origin.getScheme() == null || origin.getHost() == null) {
            throw new IllegalArgumentException(
                    what + " endpoint: " + Shown.url(origin.toString()) + " (expected: scheme and host)");
        }
    }

    private static boolean sameOrigin(URI origin, URI uri) {
        return origin.getScheme().equalsIgnoreCase(orEmpty(uri.getScheme()))
                && origin.getHost().equalsIgnoreCase(orEmpty(uri.getHost()))
                && port(origin) == port(uri)
                && uri.getRawUserInfo() == null;
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
