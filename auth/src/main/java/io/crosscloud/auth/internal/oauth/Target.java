package io.crosscloud.auth.internal.oauth;

import io.crosscloud.Cloud;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.Scopes;
import org.jspecify.annotations.Nullable;

/**
 * In which business unit and with which scopes a token is wanted. Salesforce takes neither from these grants, so asking
 * it for one is refused rather than answered with more than was asked for.
 *
 * @param businessUnit the business unit; null for the client's own
 * @param scopes the scopes; unspecified for all that the client has
 */
public record Target(@Nullable BusinessUnit businessUnit, Scopes scopes) {
    /** Nothing in particular. */
    public static final Target ANY = new Target(null, Scopes.unspecified());

    /** The same, in this business unit. */
    public Target in(BusinessUnit businessUnit) {
        return new Target(businessUnit, scopes);
    }

    /** The same, with these scopes. */
    public Target scopedTo(Scopes scopes) {
        return new Target(businessUnit, scopes);
    }

    /**
     * What a request wants, where it says so, and this elsewhere.
     *
     * @throws io.crosscloud.error.ConfigurationException if the server takes none of the kind
     */
    public Target of(TokenRequest request, AuthorizationServer server) {
        BusinessUnit unit = request.businessUnit().orElse(businessUnit);
        return new Target(unit, request.scopes().isUnspecified() ? scopes : request.scopes()).checked(server);
    }

    /**
     * This target.
     *
     * @throws io.crosscloud.error.ConfigurationException if the server takes none of the kind
     */
    public Target checked(AuthorizationServer server) {
        if (server.cloud() == Cloud.SALESFORCE && businessUnit != null) {
            throw HttpSettings.invalid("business unit: " + businessUnit + " (expected: none, Salesforce has none)");
        }
        if (server.cloud() == Cloud.SALESFORCE && !scopes.isUnspecified()) {
            throw HttpSettings.invalid("scopes: " + scopes
                    + " (expected: none, Salesforce takes them from the connected app or the login)");
        }
        return this;
    }

    /** Adds the parameters to a request. */
    public GrantRequest addTo(GrantRequest request) {
        return request.in(businessUnit).scopedTo(scopes);
    }

    /** As one line: what these settings change about a token. */
    @Override
    public String toString() {
        return (businessUnit == null ? "" : "@" + businessUnit) + (scopes.isUnspecified() ? "" : "[" + scopes + "]");
    }
}
