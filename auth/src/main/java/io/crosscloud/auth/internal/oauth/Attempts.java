package io.crosscloud.auth.internal.oauth;

import io.crosscloud.spi.TokenRequest;

/** How many more requests may be sent for one token. Not thread-safe. */
public final class Attempts {
    private int left;

    private Attempts(int left) {
        this.left = left;
    }

    /** As many as the request allows. */
    public static Attempts of(TokenRequest request) {
        return new Attempts(request.tries());
    }

    /** Without limit. */
    public static Attempts unlimited() {
        return new Attempts(Integer.MAX_VALUE);
    }

    /** Takes one, for a request that is about to be sent. */
    public void take() {
        left--;
    }

    /** Whether one more may be sent. */
    public boolean left() {
        return left > 0;
    }
}
