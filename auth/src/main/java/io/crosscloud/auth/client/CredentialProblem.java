package io.crosscloud.auth.client;

import static io.crosscloud.error.NextStep.FIX_CONFIGURATION;

import io.crosscloud.error.Explanation;
import io.crosscloud.error.NextStep;
import io.crosscloud.error.Problem;

/** What can be wrong with the secret or the key by which a client proves itself. Nothing was sent. */
public enum CredentialProblem implements Problem {
    KEY_UNREADABLE(
            FIX_CONFIGURATION,
            "the signing key cannot be read",
            "Give an RSA private key as one PEM block (PKCS#8 or PKCS#1), PKCS#12 or JKS; the README has the command that makes one"),
    KEY_ENCRYPTED(
            FIX_CONFIGURATION,
            "the signing key is encrypted and no passphrase was given",
            "Pass the key's passphrase as a second argument"),
    KEY_PASSPHRASE_WRONG(
            FIX_CONFIGURATION,
            "the passphrase does not open the signing key",
            "Pass the passphrase that the key was encrypted with"),
    KEY_UNSUITABLE(
            FIX_CONFIGURATION,
            "the signing key is not an RSA key of 2048 to 8192 bits",
            "Make an RSA key of 2048 bits or more; the README has the command"),
    SIGNER_FAILED(
            FIX_CONFIGURATION,
            "the host's signer failed",
            "Check the KMS, HSM or supplier that signs; nothing was sent"),
    SECRET_UNAVAILABLE(
            FIX_CONFIGURATION,
            "the client secret cannot be read",
            "Check the supplier or file that holds it; nothing was sent");

    private final Explanation explanation;

    CredentialProblem(NextStep nextStep, String summary, String remedy) {
        explanation = Explanation.of(nextStep, summary, remedy);
    }

    @Override
    public Explanation explanation() {
        return explanation;
    }
}
