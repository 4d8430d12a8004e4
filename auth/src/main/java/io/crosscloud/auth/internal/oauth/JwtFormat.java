package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.internal.json.MalformedJsonException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/** What a JWT-format access token says of itself. Nothing is verified: whoever can forge it can forge the whole answer. */
final class JwtFormat {
    private static final long MAX_EPOCH_SECOND = 253_402_300_799L;

    private JwtFormat() {}

    /** Its {@code exp} (RFC 7519 section 4.1.4), if the token has three parts and a readable second one. */
    static Optional<Instant> expiry(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return instant(Json.parse(Base64.getUrlDecoder().decode(parts[1])).wholeNumber("exp"));
        } catch (IllegalArgumentException | MalformedJsonException e) {
            return Optional.empty();
        }
    }

    /** A number of seconds since 1970, if it lies between then and the year 10000. */
    static Optional<Instant> instant(OptionalLong seconds) {
        return seconds.isPresent() && seconds.getAsLong() > 0 && seconds.getAsLong() <= MAX_EPOCH_SECOND
                ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong()))
                : Optional.empty();
    }
}
