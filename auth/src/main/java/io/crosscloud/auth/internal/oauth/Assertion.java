package io.crosscloud.auth.internal.oauth;

import static java.util.Map.entry;

import com.nimbusds.jose.util.Base64URL;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.auth.internal.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A signed assertion (RFC 7523 section 3): RS256, one audience as a string, times as numbers of seconds by the server's
 * clock, and a {@code jti} of 128 random bits, so that no two are the same.
 *
 * @param issuer the client id
 * @param subject whom it speaks for
 * @param audience the server that it is meant for
 * @param lifetime how long it is good
 */
public record Assertion(String issuer, String subject, String audience, Duration lifetime) {
    /** How long an assertion is good, unless set otherwise: a minute of margin for a server that allows three minutes. */
    public static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(2);

    private static final Base64URL HEADER = Base64URL.encode("{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int JTI_BYTES = 16;

    /** A fresh one, in its form on the wire. */
    public String sign(SigningKey key, ServerClock clock) {
        Instant now = clock.serverNow();
        String claims = Json.write(Map.<String, Object>ofEntries(
                entry("iss", issuer),
                entry("sub", subject),
                entry("aud", audience),
                entry("iat", now.getEpochSecond()),
                entry("exp", now.plus(lifetime).getEpochSecond()),
                entry("jti", jti())));
        String input = HEADER + "." + Base64URL.encode(claims);
        return input + "." + Base64URL.encode(key.sign(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String jti() {
        byte[] bytes = new byte[JTI_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64URL.encode(bytes).toString();
    }

    @Override
    public String toString() {
        return "Assertion[" + issuer + " for " + subject + " at " + audience + "]";
    }
}
