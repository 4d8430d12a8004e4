package io.crosscloud.auth.store.jdbc;

import io.crosscloud.auth.store.DatabaseProblem;
import io.crosscloud.error.Problem;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows that this process lives: while it holds claims, one connection of it holds a PostgreSQL advisory lock of a random
 * number, and every claim names that number. The server frees the lock when the process ends, and not while it is paused; so
 * who finds a lease that is over, and its lock still held, does not send yet.
 *
 * <p>The lock is held shared, and tried exclusively by the others: a connection that takes over from another overlaps
 * with it.
 */
final class LivenessLock {
    /** Why it is of no use where sessions are shared. */
    static final Problem USELESS = DatabaseProblem.STORE_SESSIONS_SHARED;

    private static final Logger LOG = LoggerFactory.getLogger(SqlErrors.LOGGER);

    private final long number = new SecureRandom().nextLong();
    private final ReentrantLock lock = new ReentrantLock(); // never held around I/O
    private final Map<String, Long> claims = new HashMap<>();
    private final boolean unwanted;
    private final AtomicBoolean off;
    private @Nullable PooledConnection holder;
    private @Nullable CompletableFuture<Boolean> acquiring;
    private int holderBackend;

    /** @param unwanted whether leases alone shall count */
    LivenessLock(boolean unwanted) {
        this.unwanted = unwanted;
        this.off = new AtomicBoolean(unwanted);
    }

    /** Whether it was wanted and has turned out to be of no use. */
    boolean isUseless() {
        return !unwanted && off.get();
    }

    /** What a claim names; null where there is none. */
    @Nullable
    Long number() {
        return off.get() ? null : number;
    }

    /**
     * A claim stands. Returns once the lock is held for it: takes it if nobody holds it, and waits while another thread takes
     * it.
     *
     * @param connection the connection that claimed, which may become the one that holds the lock
     * @param backend the server's process that claimed over it
     * @param free whether nobody held the lock at that time
     * @return whether the connection is out of the caller's hands
     */
    boolean claimed(String key, long generation, PooledConnection connection, int backend, boolean free) {
        PooledConnection shared = holderBackend(backend);
        if (shared != null && shared.isAlive()) { // else the number is a newer process's
            turnOff();
        }
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        boolean seenFree = free;
        while (true) {
            CompletableFuture<Boolean> others;
            PooledConnection previous;
            lock.lock();
            try {
                if (off.get()) {
                    return false;
                }
                claims.put(key, generation);
                others = acquiring;
                if (others == null && holder != null && !seenFree) {
                    return false;
                }
                previous = holder;
                if (others == null) {
                    acquiring = mine;
                    holder = null;
                }
            } finally {
                lock.unlock();
            }
            if (others == null) {
                replace(previous, connection, backend, mine);
                return true;
            }
            if (others.join()) {
                return false;
            }
            seenFree = true;
        }
    }

    /** Takes the lock over a connection in place of the previous one. */
    private void replace(
            @Nullable PooledConnection previous,
            PooledConnection connection,
            int backend,
            CompletableFuture<Boolean> turn) {
        boolean held = false;
        boolean kept = false;
        try {
            held = acquire(connection, backend);
        } finally {
            lock.lock();
            try {
                acquiring = null;
                kept = held && !claims.isEmpty();
                holder = kept ? connection : null;
                holderBackend = backend;
            } finally {
                lock.unlock();
            }
            turn.complete(kept);
        }
        if (held && !kept) {
            release(connection);
        }
        if (previous != null) {
            release(previous);
        }
    }

    /**
     * The connection that holds the lock, to resolve this claim over it, if no other claim needs it meanwhile. It goes on to
     * hold the lock, until it comes back by {@link #resolved} or {@link #unresolved}.
     */
    @Nullable
    PooledConnection borrow(String key, long generation) {
        lock.lock();
        try {
            Long claimed = claims.get(key);
            if (claimed == null || claimed != generation || claims.size() != 1) {
                return null;
            }
            PooledConnection free = holder;
            holder = null;
            return free;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody sends under this claim any more, nor under an older one. Releases the lock if it was the last. */
    void resolved(String key, long generation, @Nullable PooledConnection borrowed) {
        PooledConnection free = null;
        lock.lock();
        try {
            claims.computeIfPresent(key, (each, claimed) -> claimed <= generation ? null : claimed);
            if (claims.isEmpty()) {
                free = holder;
                holder = null;
            }
        } finally {
            lock.unlock();
        }
        if (borrowed != null) {
            release(borrowed);
        }
        if (free != null) {
            release(free);
        }
    }

    /** The claim stands, so the lock stays held, if its connection still does. */
    void unresolved(PooledConnection borrowed) {
        if (!borrowed.isAlive()) {
            borrowed.discard();
            return;
        }
        CompletableFuture<Boolean> others;
        boolean kept;
        lock.lock();
        try {
            others = acquiring;
            kept = others == null && holder == null;
            if (kept) {
                holder = borrowed;
            }
        } finally {
            lock.unlock();
        }
        if (others != null) {
            boolean unused = others.join();
            unresolved(borrowed);
        } else if (!kept) {
            release(borrowed);
        }
    }

    /** Frees the lock and hands the connection back. */
    void release(PooledConnection connection) {
        try (PreparedStatement unlock =
                connection.connection().prepareStatement("select pg_advisory_unlock_shared(?)")) {
            unlock.setLong(1, number);
            try (ResultSet answer = unlock.executeQuery()) {
                answer.next();
                if (!answer.getBoolean(1)) {
                    turnOff();
                }
            }
        } catch (SQLException e) {
            connection.discard();
            return;
        }
        connection.close();
    }

    /** The connection that holds the lock, if it does so in the session that another one was given. */
    private @Nullable PooledConnection holderBackend(int backend) {
        lock.lock();
        try {
            return holderBackend == backend ? holder : null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the lock, in no other session than that of the claim; if it cannot, hands the connection back. */
    private boolean acquire(PooledConnection connection, int backend) {
        try (PreparedStatement query = connection
                .connection()
                .prepareStatement("select pg_advisory_lock_shared(?) where pg_backend_pid() = ?")) {
            query.setLong(1, number);
            query.setInt(2, backend);
            try (ResultSet answer = query.executeQuery()) {
                if (answer.next()) {
                    return true;
                }
            }
        } catch (SQLException e) {
            LOG.warn(
                    "The liveness lock could not be taken (SQL state {}): only leases protect a paused host",
                    e.getSQLState());
            connection.discard();
            return false;
        }
        turnOff();
        connection.close();
        return false;
    }

    private void turnOff() {
        if (off.compareAndSet(false, true)) {
            LOG.warn("{}. {}", USELESS.summary(), USELESS.remedy());
        }
    }
}
