package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.internal.http.Json;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/** Issues id tokens (OpenID Connect Core, section 2), right ones unless a switch says which way they are to be wrong. */
final class IdTokens {
    private static final long SECONDS = 120;

    private final OrgSettings settings;
    private final Hosts hosts;
    private final Switches switches;

    IdTokens(OrgSettings settings, Hosts hosts, Switches switches) {
        this.settings = settings;
        this.hosts = hosts;
        this.switches = switches;
    }

    String issue(TokenAnswer answer, String identityUrl) {
        ObjectNode claims = claims(answer, identityUrl);
        ObjectNode header = Json.object().put("kid", keyId()).put("typ", "JWT");
        if (switches.has(SalesforceSwitch.ID_TOKEN_UNSIGNED)) {
            return Jws.unsigned(header.put("alg", "none"), claims);
        }
        if (switches.has(SalesforceSwitch.ID_TOKEN_HS256)) {
            return Jws.signHs256(
                    header.put("alg", "HS256"),
                    claims,
                    SigningKeys.org().getPublic().getEncoded());
        }
        return Jws.sign(header.put("alg", "RS256"), claims, key().getPrivate());
    }

    private ObjectNode claims(TokenAnswer answer, String identityUrl) {
        Instant now = settings.clock().instant();
        boolean old = switches.has(SalesforceSwitch.ID_TOKEN_EXPIRED);
        Instant issuedAt = old ? now.minusSeconds(SECONDS * 10) : now;
        ObjectNode claims = Json.object()
                .put("at_hash", hashOf(answer.session().token()))
                .put("sub", otherwise(SalesforceSwitch.ID_TOKEN_WRONG_SUBJECT, identityUrl))
                .put(
                        "aud",
                        otherwise(
                                SalesforceSwitch.ID_TOKEN_WRONG_AUDIENCE,
                                answer.app().clientId().value()))
                .put(
                        "iss",
                        otherwise(
                                SalesforceSwitch.ID_TOKEN_WRONG_ISSUER,
                                hosts.login().toString()))
                .put("exp", issuedAt.getEpochSecond() + SECONDS)
                .put("iat", issuedAt.getEpochSecond());
        if (answer.claims().nonce() != null) {
            claims.put(
                    "nonce",
                    otherwise(
                            SalesforceSwitch.ID_TOKEN_WRONG_NONCE,
                            answer.claims().nonce()));
        }
        return claims;
    }

    private String otherwise(SalesforceSwitch wrong, String right) {
        return switches.has(wrong) ? right + "X" : right;
    }

    private String keyId() {
        if (switches.has(SalesforceSwitch.ID_TOKEN_UNKNOWN_KEY)) {
            return SigningKeys.UNPUBLISHED_KEY_ID;
        }
        return switches.has(SalesforceSwitch.NEXT_SIGNING_KEY) ? SigningKeys.NEXT_KEY_ID : SigningKeys.KEY_ID;
    }

    /** A forger's key is any but the one that the token names. */
    private KeyPair key() {
        if (switches.has(SalesforceSwitch.ID_TOKEN_FORGED)) {
            return SigningKeys.client();
        }
        return switches.has(SalesforceSwitch.NEXT_SIGNING_KEY) ? SigningKeys.next() : SigningKeys.org();
    }

    /** The left half of the token's SHA-256 (OpenID Connect Core, section 3.1.3.6). */
    private static String hashOf(String accessToken) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(accessToken.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, hash.length / 2));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
