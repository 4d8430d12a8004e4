package io.crosscloud.bench;

import org.jspecify.annotations.Nullable;

/** A volatile read and a clock read, and nothing more. */
final class Floor implements Client {
    private record Held(Object token, long until) {}

    private static final class Slot {
        private volatile @Nullable Held held;
    }

    private final Slot[] slots;

    Floor(Endpoint endpoint, int users) {
        slots = new Slot[users];
        for (int i = 0; i < users; i++) {
            slots[i] = new Slot();
            slots[i].held = new Held(endpoint.uri().toString() + i, Long.MAX_VALUE);
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
