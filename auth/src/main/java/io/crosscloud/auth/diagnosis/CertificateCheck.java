package io.crosscloud.auth.diagnosis;

import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.internal.oauth.ProviderInternals;
import io.crosscloud.error.AuthException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whether the certificate that was uploaded belongs to a signing key, and is valid for a while. */
final class CertificateCheck {
    private static final Duration SOON = Duration.ofDays(30);

    private CertificateCheck() {}

    static Answer of(Examination examination) {
        List<SigningKey> keys =
                examination.patient().internals().map(ProviderInternals::keys).orElse(List.of());
        X509Certificate certificate = examination.meant().certificate();
        if (keys.isEmpty()) {
            return Answer.notCheckable("this connection signs nothing");
        }
        if (certificate == null) {
            return Answer.notCheckable("no certificate was given; give the doctor the one that was uploaded");
        }
        if (keys.stream().noneMatch(key -> signs(key, certificate))) {
            return Answer.fail(
                    DiagnosisProblem.CERTIFICATE_OF_ANOTHER_KEY,
                    keys.size() == 1 ? "the key does not fit it" : "none of " + keys.size() + " keys fits it");
        }
        return validity(
                examination.startedAt(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    private static Answer validity(Instant now, Instant from, Instant until) {
        if (now.isBefore(from)) {
            return Answer.fail(DiagnosisProblem.CERTIFICATE_ENDS, "it is valid from " + Times.day(from) + " on only");
        }
        if (!now.isBefore(until)) {
            return Answer.fail(DiagnosisProblem.CERTIFICATE_ENDS, "it ended on " + Times.day(until));
        }
        String left = "it belongs to the key and ends on " + Times.day(until) + ", in "
                + Times.about(Duration.between(now, until));
        return now.plus(SOON).isBefore(until)
                ? Answer.pass(left)
                : Answer.warn(DiagnosisProblem.CERTIFICATE_ENDS, left);
    }

    private static boolean signs(SigningKey key, X509Certificate certificate) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(certificate.getPublicKey());
            signature.update(KeyCheck.PROBE);
            return signature.verify(key.sign(KeyCheck.PROBE));
        } catch (GeneralSecurityException | AuthException e) {
            return false;
        }
    }
}
