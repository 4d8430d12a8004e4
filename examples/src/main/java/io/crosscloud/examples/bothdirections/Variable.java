package io.crosscloud.examples.bothdirections;

import java.util.Arrays;
import java.util.Optional;

/** The environment variables that choose a real org and tenant. Each is called {@code CROSSCLOUD_} and its name here. */
enum Variable {
    ENGAGEMENT_SUBDOMAIN("the tenant's subdomain, 28 characters that begin with mc"),
    ENGAGEMENT_CLIENT_ID("the client id of the installed package"),
    ENGAGEMENT_GRANT("client_credentials (if unset) or jwt_bearer"),
    ENGAGEMENT_CLIENT_SECRET("the client secret of the installed package, for client_credentials"),
    ENGAGEMENT_KEY("the file of the PEM key that signs, for jwt_bearer"),
    ENGAGEMENT_USER("the API user that the assertion speaks for, for jwt_bearer"),
    ENGAGEMENT_BUSINESS_UNIT("the MID of the business unit, if not the package's own"),
    ENGAGEMENT_AUTH_BASE("the auth base URL, if a gateway stands before the tenant"),

    SALESFORCE_HOST("the org's login host, https://<name>.my.salesforce.com"),
    SALESFORCE_CLIENT_ID("the consumer key of the connected app"),
    SALESFORCE_GRANT("login (if unset), jwt_bearer or client_credentials"),
    SALESFORCE_CLIENT_SECRET("the consumer secret, for client_credentials and for a login unless the app is public"),
    SALESFORCE_KEY("the file of the PEM key that signs, for jwt_bearer"),
    SALESFORCE_USER("the user that the assertion speaks for, for jwt_bearer; for a login, a name for its session"),
    SALESFORCE_REDIRECT_URI("the callback URL for a login, http://localhost:1717/callback if unset"),

    ENGAGEMENT_CERTIFICATE("for the doctor: the file of the certificate that belongs to the key"),
    ENGAGEMENT_SECRET_MADE("for the doctor: the day on which the client secret was made, such as 2026-06-30"),
    ENGAGEMENT_ORGANIZATION("for the doctor: the MID of the enterprise that is meant"),
    SALESFORCE_CERTIFICATE("for the doctor: the file of the certificate that was uploaded to the connected app"),
    SALESFORCE_ORGANIZATION("for the doctor: the id of the org that is meant"),
    SALESFORCE_SCOPES("for the doctor: the scopes that the token must have, separated by spaces"),

    STORE("the file that keeps the sessions, if they are to outlive this program"),
    STORE_KEY("the key that seals it, from openssl rand -base64 32; needed with CROSSCLOUD_STORE");

    static final String PREFIX = "CROSSCLOUD_";

    private final String meaning;

    Variable(String meaning) {
        this.meaning = meaning;
    }

    /** What the variable holds. */
    String meaning() {
        return meaning;
    }

    static Optional<Variable> named(String name) {
        return Arrays.stream(values())
                .filter(variable -> variable.toString().equals(name))
                .findFirst();
    }

    /** The name in the environment. */
    @Override
    public String toString() {
        return PREFIX + name();
    }
}
