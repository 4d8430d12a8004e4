package io.crosscloud.testkit.internal.salesforce;

/** A refresh in flight: until it is committed or abandoned, its token is locked. Each is one of its own. */
final class Refresh {
    private final Family family;
    private final String token;

    Refresh(Family family, String token) {
        this.family = family;
        this.token = token;
    }

    /** The login that the token belongs to. */
    Family family() {
        return family;
    }

    /** The refresh token that was presented. */
    String token() {
        return token;
    }
}
