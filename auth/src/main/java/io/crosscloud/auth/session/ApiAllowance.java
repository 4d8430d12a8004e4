package io.crosscloud.auth.session;

import static io.crosscloud.auth.session.ApiFamily.BULK;
import static io.crosscloud.auth.session.ApiFamily.REST;
import static io.crosscloud.auth.session.ApiFamily.SOAP;

import io.crosscloud.Cloud;
import java.util.Set;

/**
 * Whether API calls count against the org's daily limit, by whose app they come. How much of that limit is used stands in
 * {@link SessionStatus#usage()}.
 */
public enum ApiAllowance {
    /**
     * Calls into Salesforce by Marketing Cloud Connect itself, over its own connected app: those of SOAP and REST do not
     * count, those of Bulk do.
     */
    MARKETING_CLOUD_CONNECT(
            Set.of(BULK),
            "Salesforce Help, \"Authentication Between Clouds\": Connected App Authentication \"removes SOAP and REST API"
                    + " limits for Marketing Cloud Connect\" and \"doesn't lift BULK API limits\""),
    /** Calls into Salesforce over an app of the host's own: every call counts, whatever Marketing Cloud Connect may do. */
    OWN_APP(
            Set.of(REST, SOAP, BULK),
            "Salesforce Developers, \"API Request Limits and Allocations\": the limits apply to the SOAP and REST APIs and"
                    + " to what is built on them; only Marketing Cloud Connect's own connected app is excepted"),
    /** Calls into Engagement: none counts against the org's limit. Engagement throttles by limits of its own. */
    INTO_ENGAGEMENT(
            Set.of(),
            "Salesforce Help, \"Authentication Between Clouds\": \"API calls made into Engagement don't count against your"
                    + " daily limit\"");

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<ApiFamily> counted;

    private final String source;

    ApiAllowance(Set<ApiFamily> counted, String source) {
        this.counted = counted;
        this.source = source;
    }

    /**
     * What holds for a connection of this library: {@link #INTO_ENGAGEMENT}, or else {@link #OWN_APP}, since the client of a
     * connection is the host's own app. A host that really holds the keys of Marketing Cloud Connect's app names
     * {@link #MARKETING_CLOUD_CONNECT} itself.
     */
    public static ApiAllowance of(Connection connection) {
        boolean engagement = connection
                .provider()
                .info()
                .cloud()
                .filter(Cloud.ENGAGEMENT::equals)
                .isPresent();
        return engagement ? INTO_ENGAGEMENT : OWN_APP;
    }

    /** Whether calls of this family count against the org's daily limit. */
    public boolean counts(ApiFamily family) {
        return counted.contains(family);
    }

    /** Who says so. */
    public String source() {
        return source;
    }
}
