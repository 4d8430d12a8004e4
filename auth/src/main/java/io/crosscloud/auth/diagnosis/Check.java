package io.crosscloud.auth.diagnosis;

/** The checks of a {@link ConnectionDoctor}, in order. */
public enum Check {
    /** The settings make a connection. */
    SETTINGS("Settings"),
    /** The host serves OAuth and is not being retired, and the subdomain is well-formed. */
    HOST("Host"),
    /** The host's name has an address. */
    NAME("Host name"),
    /** The host answers over TLS 1.2 or later. */
    TLS("Connection and TLS"),
    /** This machine's clock and the server's differ by ten seconds at most. */
    CLOCK("Clock"),
    /** The signing key can be read, is strong enough and signs. */
    KEY("Signing key"),
    /** The certificate belongs to the key and is valid. */
    CERTIFICATE("Certificate"),
    /** The audience of assertions is the one for this kind of org. */
    AUDIENCE("Audience"),
    /** The client secret does not expire soon. */
    SECRET("Client secret"),
    /** The store can be reached and written, and its clock is correct. */
    STORE("Session store"),
    /** The stored session opens, has not ended, and is not blocked. */
    SESSION("Stored session"),
    /** The refresh token is used before it expires. */
    REFRESH_TOKEN("Refresh token"),
    /** A token is granted. */
    TOKEN("Token request"),
    /** The token has the wanted scopes. */
    SCOPES("Scopes"),
    /** The token's API hosts belong to this cloud. */
    INSTANCE("API hosts"),
    /** The API accepts the token. */
    API("API access"),
    /** The token's user and organization are the expected ones. */
    IDENTITY("Identity"),
    /** The token's business unit is the expected one. */
    BUSINESS_UNIT("Business unit"),
    /** API requests are left for today. */
    ALLOWANCE("API allowance");

    private final String title;

    Check(String title) {
        this.title = title;
    }

    /** The name of the check on a page. */
    public String title() {
        return title;
    }
}
