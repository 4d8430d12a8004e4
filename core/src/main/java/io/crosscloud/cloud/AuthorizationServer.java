package io.crosscloud.cloud;

import java.net.URI;
import java.util.Optional;

/**
 * Where tokens come from: a {@link SalesforceOrg} or an {@link EngagementTenant}. Immutable; two are equal if every
 * endpoint and every trusted host is.
 */
public sealed interface AuthorizationServer permits SalesforceOrg, EngagementTenant {
    /** The cloud behind it. */
    Cloud cloud();

    /** An endpoint, or empty if this cloud has none of the kind. */
    Optional<URI> endpoint(Endpoint endpoint);

    /** The token endpoint. */
    URI tokenEndpoint();

    /** The authorization endpoint. */
    URI authorizationEndpoint();

    /** The {@code aud} of an assertion meant for this server (RFC 7523 section 3). */
    String audience();

    /**
     * Checks an API host that this server named in a token response, or that a store gave back.
     *
     * @param url what was named; Engagement's documentation prints it without a scheme, which is accepted
     * @return the origin, {@code https://host}, without a path
     * @throws io.crosscloud.error.ProtocolException if it is not a plain origin on a documented domain of this cloud, on
     *     the server's own host, or on a host that was allowed
     */
    URI trusted(String url);
}
