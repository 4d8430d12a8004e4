package io.crosscloud.testkit.internal.engagement;

/** Where an access token is good. */
public enum TokenUse {
    /** As the Bearer of REST requests, and in the SOAP header {@code fueloauth}. */
    BEARER,
    /** In the SOAP header {@code oAuth/oAuthToken}: the {@code legacyToken} of the endpoint of before 2019. */
    LEGACY_SOAP
}
