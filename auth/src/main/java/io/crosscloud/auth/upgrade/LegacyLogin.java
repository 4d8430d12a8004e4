package io.crosscloud.auth.upgrade;

import io.crosscloud.Cloud;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.util.function.Supplier;

/**
 * A way to log in that stores a password or an old package's secret, and that an upgrade leads away from. It serves the
 * upgrade alone: no connection can be made of one. The credential is asked for on demand, used for one request, and never
 * stored, logged or told. Immutable and thread-safe if its supplier is.
 */
public sealed interface LegacyLogin permits LegacyWay {
    /**
     * Engagement: name and password of an API user in the SOAP header (WS-Security {@code UsernameToken}), over the tenant's
     * own SOAP host. Legacy: discouraged by Salesforce, which has announced no end.
     */
    static LegacyLogin engagementUser(EngagementTenant tenant, Supplier<LegacyCredential> credential) {
        return new EngagementUser(tenant, EngagementSoap.endpoint(tenant), credential);
    }

    /**
     * The same over another SOAP endpoint, such as {@code https://webservice.s7.exacttarget.com/Service.asmx}, one of those of
     * before the tenants had their own.
     *
     * @throws io.crosscloud.error.ConfigurationException if it is not {@code https} ({@code http} only on loopback)
     */
    static LegacyLogin engagementUser(
            EngagementTenant tenant, URI soapEndpoint, Supplier<LegacyCredential> credential) {
        URI checked = tenant.withEndpoint(Endpoint.TOKEN, soapEndpoint).tokenEndpoint();
        return new EngagementUser(tenant, checked, credential);
    }

    /**
     * Engagement: an installed package of before August 2019, at {@code /v1/requestToken}. Legacy: none can be created since
     * 1 August 2019; Salesforce has announced no end for those that there are.
     */
    static LegacyLogin engagementPackage(EngagementTenant tenant, ClientId clientId, Supplier<Secret> clientSecret) {
        return new EngagementPackage(tenant, clientId, clientSecret);
    }

    /**
     * Salesforce: the OAuth 2.0 username-password flow of a connected app. Legacy: new orgs have it no more since Summer '26;
     * it is retired for connected apps with Winter '27, enforced on 20 February 2027 (help article 000886201, as quoted by
     * others).
     */
    static LegacyLogin salesforceUser(
            SalesforceOrg org,
            ClientId clientId,
            ClientAuthentication authentication,
            Supplier<LegacyCredential> credential) {
        return new SalesforcePassword(org, clientId, authentication, credential);
    }

    /**
     * Salesforce: SOAP {@code login()} of API version 64.0, the last that has it. Legacy: absent from API version 65.0 on,
     * disabled in new orgs, and retired for versions 31.0 to 64.0 with Summer '27 (help article 005132110).
     */
    static LegacyLogin salesforceSoap(SalesforceOrg org, Supplier<LegacyCredential> credential) {
        return new SalesforceSoapLogin(org, credential);
    }

    /** The cloud that it logs in to. */
    Cloud cloud();

    /** What it is, and when Salesforce ends it: one line for a report. */
    String description();
}
