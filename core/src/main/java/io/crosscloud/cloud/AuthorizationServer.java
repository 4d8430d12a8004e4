package io.crosscloud.cloud;

import io.crosscloud.Cloud;
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

    /** The {@code aud} of an assertion that speaks for a user at this server (RFC 7523 section 3). */
    String audience();

    /**
     * The {@code aud} of an assertion by which a client proves itself at this server, unless one is named: the URL of
     * the token endpoint, which RFC 7523 section 3 allows and OpenID Connect Core section 9 asks for. A token
     * endpoint that was overridden on another host is taken for a gateway's, of which the server behind it knows
     * nothing; then it is the server's own.
     */
    String clientAudience();

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
