package io.crosscloud.verification.storm;

import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is broken on purpose, to show that the storm would notice. */
enum Control {
    NONE,
    /** Every host sends when it likes. */
    NO_LOCK,
    /** A lock as many have it: a lease alone, which is given back without asking whose it is. */
    OWNERLESS_RELEASE,
    /** The result is fenced in place of the sender: who has lost the lease may not commit. */
    COMMIT_CHECKS_LEASE,
    /** A lease that is over is enough to send. */
    NO_BEACON,
    /** An answer after the deadline is no answer. */
    NO_LATE_LOOK,
    /** A lease that is over is enough to send, and whoever was held up sends nevertheless. */
    SENDS_LATE;

    /** The store as this control has it. */
    TokenStore open(StoreAddress address, Duration maxPause) {
        boolean leaseAlone = this == NO_BEACON || this == OWNERLESS_RELEASE || this == SENDS_LATE;
        TokenStore real = address.open(leaseAlone ? Duration.ZERO : maxPause);
        return switch (this) {
            case NO_LOCK -> new NoLock(real);
            case OWNERLESS_RELEASE -> new OwnerlessRelease(real);
            case COMMIT_CHECKS_LEASE -> new CommitChecksLease(real);
            default -> real;
        };
    }

    private static final class NoLock extends PassingStore {
        NoLock(TokenStore real) {
            super(real);
        }

        @Override
        public Claim claim(String key, long generation, String holder, Duration lease) {
            SessionRecord record = real.find(key).orElse(null);
            return record == null || record.generation() != generation
                    ? new Claim.Changed()
                    : new Claim.Granted(record, false);
        }
    }

    private static final class OwnerlessRelease extends PassingStore {
        private static final String ANYBODY = "1";

        OwnerlessRelease(TokenStore real) {
            super(real);
        }

        @Override
        public Claim claim(String key, long generation, String holder, Duration lease) {
            return real.claim(key, generation, ANYBODY, lease);
        }

        @Override
        public void release(String key, long generation, String holder, Release release) {
            real.release(key, generation, ANYBODY, release);
        }
    }

    private static final class CommitChecksLease extends PassingStore {
        private final Map<String, String> holders = new ConcurrentHashMap<>();

        CommitChecksLease(TokenStore real) {
            super(real);
        }

        @Override
        public Claim claim(String key, long generation, String holder, Duration lease) {
            holders.put(key, holder);
            return real.claim(key, generation, holder, lease);
        }

        @Override
        public boolean commit(String key, long generation, SealedSession session) {
            SessionRecord.Lease lease = real.find(key).map(SessionRecord::lease).orElse(null);
            return lease != null && lease.holder().equals(holders.get(key)) && real.commit(key, generation, session);
        }
    }
}
