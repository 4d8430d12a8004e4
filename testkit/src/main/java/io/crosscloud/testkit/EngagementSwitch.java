package io.crosscloud.testkit;

/**
 * Something about a {@link FakeEngagement} that can be otherwise than by default. All are off at first, but for
 * {@link #JWT_BEARER} in {@link FakeEngagement#start()}.
 */
public enum EngagementSwitch {
    /** {@code /v2/token} takes assertions (RFC 7523). Off by default, since no public documentation knows the grant there. */
    JWT_BEARER,
    /** The person is logged in and has approved already: {@code /v2/authorize} leads straight back. */
    LOGGED_IN_ALREADY,
    /** Logins come back with {@code tssd}, the subdomain, as those of an AppExchange package do. */
    TSSD,
    /** Requests come from an address that is not on the login IP allowlist. */
    ADDRESS_NOT_ALLOWED,
    /** "Enable Username and Password for Web Services" is off: SOAP takes tokens only. */
    NO_PASSWORDS_IN_SOAP,
    /** The stack is in maintenance: REST answers 503 with errorcode 50300, SOAP with a fault of code 9. */
    IN_MAINTENANCE
}
