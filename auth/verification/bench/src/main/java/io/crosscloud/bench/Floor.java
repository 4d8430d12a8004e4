package io.crosscloud.bench;

import org.jspecify.annotations.Nullable;

/** A volatile read and a clock read, and nothing more. */
final class Floor implements Client {
    private record Held(Object token, long until, Object ballast) {}

    private static final class Slot {
        @SuppressWarnings("UnusedVariable") // it only weighs
        private final Object ballast;

        private volatile @Nullable Held held;

        Slot(int ballast) {
            this.ballast = new byte[ballast];
        }
    }

    private final Slot[] slots;

    /** @param ballast how many bytes more each slot weighs, and again what it holds */
    Floor(Endpoint endpoint, int users, int ballast) {
        slots = new Slot[users];
        for (int i = 0; i < users; i++) {
            slots[i] = new Slot(ballast);
        }
        for (int i = 0; i < users; i++) {
            slots[i].held = new Held(endpoint.uri().toString() + i, Long.MAX_VALUE, new byte[ballast]);
        }
    }

    @Override
    public Object token(int user) {
        Held seen = slots[user].held;
        if (seen == null || System.currentTimeMillis() >= seen.until()) {
            throw new IllegalStateException("ended");
        }
        return seen.token();
    }
}
