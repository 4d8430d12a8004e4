package io.crosscloud.auth.diagnosis;

import io.crosscloud.error.AuthException;
import java.util.function.Function;

/** What a {@link ConnectionDoctor} looks at, in this order. */
public enum Check {
    /** The settings make a connection. */
    SETTINGS("Settings", SettingsCheck::of),
    /** The host is one that serves OAuth and will go on doing so, and the subdomain has its form. */
    HOST("Host", HostCheck::of),
    /** The host's name has an address. */
    NAME("Host name", NameCheck::of),
    /** The host answers, over TLS 1.2 or later. */
    TLS("Connection and TLS", TlsCheck::of),
    /** This machine's clock is that of the server, give or take ten seconds. */
    CLOCK("Clock", ClockCheck::of),
    /** The signing key can be read, is strong enough and signs. */
    KEY("Signing key", KeyCheck::of),
    /** The certificate belongs to the key, and is valid. */
    CERTIFICATE("Certificate", CertificateCheck::of),
    /** The audience of assertions is that of this kind of org. */
    AUDIENCE("Audience", AudienceCheck::of),
    /** The client secret is not too old, and what changing it would do. */
    SECRET("Client secret", SecretCheck::of),
    /** The store can be reached and written, and its clock is right. */
    STORE("Session store", StoreCheck::of),
    /** The stored session opens, goes on, and nobody holds it up. */
    SESSION("Stored session", SessionCheck::of),
    /** The refresh token is used in time. */
    REFRESH_TOKEN("Refresh token", RefreshTokenCheck::of),
    /** A token is granted. */
    TOKEN("Token request", TokenCheck::of),
    /** The token has the scopes that are wanted. */
    SCOPES("Scopes", ScopesCheck::of),
    /** The token is for API hosts of this cloud. */
    INSTANCE("API hosts", InstanceCheck::of),
    /** The API takes the token. */
    API("API access", ApiCheck::of),
    /** The token speaks for the user and the organization that were meant. */
    IDENTITY("Identity", IdentityCheck::of),
    /** The token acts in the business unit that was meant. */
    BUSINESS_UNIT("Business unit", BusinessUnitCheck::of),
    /** API requests are left for today. */
    ALLOWANCE("API allowance", AllowanceCheck::of);

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // a reference to a static method
    private final Function<Examination, Answer> look;

    Check(String title, Function<Examination, Answer> look) {
        this.title = title;
        this.look = look;
    }

    /** Its name on a page. */
    public String title() {
        return title;
    }

    /** What it finds; a check that fails itself, in a host's own code for instance, says so and costs no other one. */
    Finding examine(Examination examination) {
        try {
            return finding(look.apply(examination));
        } catch (AuthException e) {
            return finding(Answer.fail(e));
        } catch (RuntimeException e) {
            return finding(
                    Answer.notCheckable("the check failed: " + e.getClass().getName()));
        }
    }

    Finding finding(Answer answer) {
        return new Finding(this, answer.verdict(), answer.seen(), answer.problem(), answer.candidates());
    }
}
