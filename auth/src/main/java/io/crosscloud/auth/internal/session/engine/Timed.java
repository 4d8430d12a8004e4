package io.crosscloud.auth.internal.session.engine;

import java.time.Instant;

/**
 * A value with its two instants.
 *
 * @param value the value
 * @param refreshAt from when on somebody should start to replace it; at this very instant one should
 * @param expiresAt from when on nobody may use it; at this very instant nobody may
 */
public record Timed<V>(V value, Instant refreshAt, Instant expiresAt) {
    public Timed {
        if (refreshAt.isAfter(expiresAt)) {
            throw new IllegalArgumentException("refreshAt: " + refreshAt + " (expected: not after " + expiresAt + ")");
        }
    }
}
