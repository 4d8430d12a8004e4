package io.crosscloud.auth.upgrade;

import io.crosscloud.Cloud;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.CredentialProblem;
import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A login that needs a stored password or the secret of an old package, and that an upgrade replaces. It serves
 * upgrades only: no connection can be made of it. The credential is requested when it is needed, sent in one request to
 * its own cloud, and never stored, logged or reported. Immutable, and thread-safe if its supplier is.
 */
public final class LegacyLogin {
    /** The problems of an old login that another credential would solve. */
    static final Set<Problem> CREDENTIAL_REFUSED = Set.of(
            UpgradeProblem.LEGACY_PASSWORD,
            ServerProblem.ENGAGEMENT_CLIENT,
            ServerProblem.SALESFORCE_AUTHENTICATION_FAILURE,
            UpgradeProblem.LEGACY_PASSWORD_EXPIRED,
            CredentialProblem.SECRET_UNAVAILABLE);

    private final Cloud cloud;
    private final String description;
    private final @Nullable EngagementTenant tenant;
    private final LegacyFlow flow;

    /** @param tenant the tenant that the login is for; null for Salesforce, where the login's answer names the org */
    LegacyLogin(Cloud cloud, String description, @Nullable EngagementTenant tenant, LegacyFlow flow) {
        this.cloud = cloud;
        this.description = description;
        this.tenant = tenant;
        this.flow = flow;
    }

    /**
     * Engagement: name and password of an API user in the SOAP header (WS-Security {@code UsernameToken}), sent to the
     * tenant's own SOAP host. Legacy: Salesforce discourages it and has announced no end.
     */
    public static LegacyLogin engagementUser(EngagementTenant tenant, Supplier<LegacyCredential> credential) {
        return engagementUserAt(EngagementSoap.endpoint(tenant), tenant, credential);
    }

    /**
     * Engagement: the same login at another SOAP endpoint, such as {@code
     * https://webservice.s7.exacttarget.com/Service.asmx}. These endpoints predate tenant-specific ones.
     *
     * @throws io.crosscloud.error.ConfigurationException if the endpoint is not {@code https} ({@code http} only on
     *     loopback)
     */
    public static LegacyLogin engagementUser(
            EngagementTenant tenant, URI soapEndpoint, Supplier<LegacyCredential> credential) {
        URI checked = tenant.withEndpoint(Endpoint.TOKEN, soapEndpoint).tokenEndpoint();
        return engagementUserAt(checked, tenant, credential);
    }

    private static LegacyLogin engagementUserAt(
            URI soapEndpoint, EngagementTenant tenant, Supplier<LegacyCredential> credential) {
        return new LegacyLogin(
                Cloud.ENGAGEMENT,
                "Engagement API user's name and password (SOAP UsernameToken); Salesforce has announced no end",
                tenant,
                new EngagementUser(soapEndpoint, credential));
    }

    /**
     * Engagement: an installed package from before August 2019, at {@code /v1/requestToken}. Legacy: no such package
     * can be created since 1 August 2019; Salesforce has announced no end for existing ones.
     */
    public static LegacyLogin engagementPackage(
            EngagementTenant tenant, ClientId clientId, Supplier<Secret> clientSecret) {
        return new LegacyLogin(
                Cloud.ENGAGEMENT,
                "Engagement legacy package (/v1/requestToken); none can be created since 1 August 2019,"
                        + " and Salesforce has announced no end",
                tenant,
                new EngagementPackage(tenant, clientId, clientSecret));
    }

    /**
     * Salesforce: the OAuth 2.0 username-password flow of a connected app. Legacy: new orgs no longer have it since
     * Summer '26; it is retired for connected apps with Winter '27, enforced on 20 February 2027 (help article
     * 000886201, as quoted by others).
     */
    public static LegacyLogin salesforceUser(
            SalesforceOrg org,
            ClientId clientId,
            ClientAuthentication authentication,
            Supplier<LegacyCredential> credential) {
        return new LegacyLogin(
                Cloud.SALESFORCE,
                "Salesforce user name and password (OAuth password flow); retired for connected apps with Winter '27,"
                        + " enforced on 20 February 2027",
                null,
                new SalesforcePassword(org, clientId, authentication, credential));
    }

    /**
     * Salesforce: SOAP {@code login()} of API version 64.0, the last version that has it. Legacy: absent from API
     * version 65.0 on, disabled in new orgs, and retired for versions 31.0 to 64.0 with Summer '27 (help article
     * 005132110).
     */
    public static LegacyLogin salesforceSoap(SalesforceOrg org, Supplier<LegacyCredential> credential) {
        return new LegacyLogin(
                Cloud.SALESFORCE,
                "Salesforce user name and password (SOAP login()); absent from API version 65.0 on,"
                        + " retired for versions 31.0 to 64.0 with Summer '27",
                null,
                new SalesforceSoapLogin(org, credential));
    }

    /**
     * Logs in. Blocking.
     *
     * @throws io.crosscloud.error.AuthException if the login is refused or cannot be tried
     */
    LegacyAccess logIn(HttpSettings http) {
        return flow.logIn(http);
    }

    @Nullable
    EngagementTenant tenant() {
        return tenant;
    }

    /** The cloud that the login is for. */
    public Cloud cloud() {
        return cloud;
    }

    /** What the login is, and when Salesforce ends it: one line for a report. */
    public String description() {
        return description;
    }

    @Override
    public String toString() {
        return description;
    }
}
