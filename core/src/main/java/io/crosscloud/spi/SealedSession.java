package io.crosscloud.spi;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a session manager gives a store to keep. Opaque to the store but for the two fields that it needs for its work.
 *
 * @param payload the sealed session: visible ASCII, at most 64 KiB
 * @param format the number of the payload's format
 * @param renewBefore by when keep-alive must use the refresh token again; null if nothing in it goes stale
 */
public record SealedSession(
        String payload, int format, @Nullable Instant renewBefore) {
    public SealedSession {
        Objects.requireNonNull(payload, "payload");
    }

    @Override
    public String toString() {
        return "SealedSession[format=" + format + ", renewBefore=" + renewBefore + "]";
    }
}
