package io.crosscloud.auth.diagnosis;

import io.crosscloud.Cloud;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.internal.oauth.ProviderInternals;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthException;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.ProviderInfo;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The checks of the client: its settings, signing keys, certificate, audience and secret. */
final class ClientChecks {
    /** The lifetime of a client secret of Engagement (Salesforce's announcement of March 2026). */
    static final Duration SECRET_LIFE = Duration.ofDays(180);

    private static final Duration SOON = Duration.ofDays(30);

    /** The text that is signed to try a key. It is not an assertion. */
    private static final byte[] PROBE = "crosscloud: a signature to try a key with".getBytes(StandardCharsets.US_ASCII);

    private ClientChecks() {}

    /** Describes the connection in one line. */
    static CheckResult settings(Examination examination) {
        ProviderInfo info = examination.subject().info();
        if (info.server().isEmpty()) {
            return CheckResult.notCheckable("the provider is the host's own; only its token can be examined");
        }
        return CheckResult.pass(grant(info.grant()) + " at " + info.server().get()
                + info.clientId().map(id -> " as client " + id).orElse(""));
    }

    private static String grant(GrantType grant) {
        return switch (grant) {
            case JWT_BEARER -> "JWT bearer";
            case REFRESH_TOKEN -> "refresh token";
            case CLIENT_CREDENTIALS -> "client credentials";
            case CUSTOM -> "a grant of the host's own";
        };
    }

    /** Tries each signing key and reports its length: a signature of RS256 is as long as its key. */
    static CheckResult key(Examination examination) {
        List<SigningKey> keys = keys(examination);
        if (keys.isEmpty()) {
            return signsNothing();
        }
        List<String> signed = new ArrayList<>();
        for (SigningKey key : keys) {
            try {
                signed.add("RSA of " + key.sign(PROBE).length * 8 + " bits");
            } catch (AuthException e) {
                return CheckResult.fail(e);
            }
        }
        return CheckResult.pass(String.join(", then ", signed));
    }

    /** Checks that the uploaded certificate belongs to a signing key, and that it stays valid for a while. */
    static CheckResult certificate(Examination examination) {
        List<SigningKey> keys = keys(examination);
        X509Certificate certificate = examination.expectations().certificate();
        if (keys.isEmpty()) {
            return signsNothing();
        }
        if (certificate == null) {
            return CheckResult.notCheckable("no certificate was given; give the doctor the uploaded one");
        }
        if (keys.stream().noneMatch(key -> signs(key, certificate))) {
            return CheckResult.fail(
                    DiagnosisProblem.CERTIFICATE_OF_ANOTHER_KEY,
                    keys.size() == 1
                            ? "the key does not belong to it"
                            : "none of the " + keys.size() + " keys belongs to it");
        }
        return validity(
                examination.startedAt(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    private static CheckResult validity(Instant now, Instant from, Instant until) {
        if (now.isBefore(from)) {
            return CheckResult.fail(DiagnosisProblem.CERTIFICATE_ENDS, "it is not valid before " + Times.day(from));
        }
        if (!now.isBefore(until)) {
            return CheckResult.fail(DiagnosisProblem.CERTIFICATE_ENDS, "it expired on " + Times.day(until));
        }
        String left = "it belongs to the key and expires on " + Times.day(until) + ", in "
                + Times.about(Duration.between(now, until));
        return now.plus(SOON).isBefore(until)
                ? CheckResult.pass(left)
                : CheckResult.warn(DiagnosisProblem.CERTIFICATE_ENDS, left);
    }

    private static boolean signs(SigningKey key, X509Certificate certificate) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(key.sign(PROBE));
        } catch (GeneralSecurityException | AuthException e) {
            return false;
        }
    }

    /** Checks that the audience of assertions is the one that this kind of org expects. */
    static CheckResult audience(Examination examination) {
        DiagnosisSubject subject = examination.subject();
        AuthorizationServer server = subject.server().orElse(null);
        String audience = subject.internals().map(ProviderInternals::audience).orElse(null);
        if (server == null || audience == null || subject.info().grant() != GrantType.JWT_BEARER) {
            return CheckResult.notCheckable("this connection sends no assertion for a user");
        }
        String usual = server instanceof SalesforceOrg org
                ? SalesforceOrg.at(org.loginHost()).audience()
                : server.audience();
        return audience.equals(usual)
                ? CheckResult.pass(audience)
                : CheckResult.warn(
                        DiagnosisProblem.AUDIENCE_UNUSUAL, audience + " (expected for " + server + ": " + usual + ")");
    }

    /**
     * Checks the age of the client secret. A secret of Engagement expires {@link #SECRET_LIFE} after its creation. A
     * secret of Salesforce does not expire, but changing it revokes every token of the app.
     */
    static CheckResult secret(Examination examination) {
        DiagnosisSubject subject = examination.subject();
        if (!subject.internals().map(ProviderInternals::secret).orElse(false)) {
            return CheckResult.notCheckable("this connection has no client secret");
        }
        Instant madeAt = examination.expectations().secretMadeAt();
        String age = madeAt == null ? "" : Times.about(Duration.between(madeAt, examination.startedAt())) + " old; ";
        if (subject.in(Cloud.SALESFORCE)) {
            return CheckResult.pass(
                    age + "it does not expire, and changing it revokes every access and refresh token of the app");
        }
        if (madeAt == null) {
            return CheckResult.notCheckable("it is valid for 180 days; tell the doctor when it was created");
        }
        Instant end = madeAt.plus(SECRET_LIFE);
        Duration left = Duration.between(examination.startedAt(), end);
        if (left.isNegative() || left.isZero()) {
            return CheckResult.fail(DiagnosisProblem.SECRET_ENDS, age + "it expired on " + Times.day(end));
        }
        String ends = age + "it expires on " + Times.day(end);
        return left.compareTo(SOON) < 0 ? CheckResult.warn(DiagnosisProblem.SECRET_ENDS, ends) : CheckResult.pass(ends);
    }

    private static List<SigningKey> keys(Examination examination) {
        return examination.subject().internals().map(ProviderInternals::keys).orElse(List.of());
    }

    private static CheckResult signsNothing() {
        return CheckResult.notCheckable("this connection signs nothing");
    }
}
