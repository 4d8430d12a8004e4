package io.crosscloud.auth.store.jdbc;

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
    static final Problem USELESS = Problem.STORE_SESSIONS_SHARED;

    private static final Logger LOG = LoggerFactory.getLogger(SqlErrors.LOGGER);

    private final long number = new SecureRandom().nextLong();
    private final ReentrantLock lock = new ReentrantLock(); // never held around I/O
    private final Map<String, Long> claims = new HashMap<>();
    private final boolean unwanted;
    private final AtomicBoolean off;
    private @Nullable PooledConnection lit;
    private @Nullable CompletableFuture<Boolean> lighting;
    private int litOver;

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
     * A claim stands. Returns when the beacon burns for it: it is lit if it is dark, and while another thread lights it, that
     * is waited for.
     *
     * @param connection the connection that claimed, which may become the one that holds the lock
     * @param backend the server's process that claimed over it
     * @param dark whether nobody held the lock at that time
     * @return whether the connection is out of the caller's hands
     */
    boolean claimed(String key, long generation, PooledConnection connection, int backend, boolean dark) {
        PooledConnection shared = litOver(backend);
        if (shared != null && shared.isAlive()) { // else the number is a newer process's
            turnOff();
        }
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        boolean seenDark = dark;
        while (true) {
            CompletableFuture<Boolean> others;
            PooledConnection previous;
            lock.lock();
            try {
                if (off.get()) {
                    return false;
                }
                claims.put(key, generation);
                others = lighting;
                if (others == null && lit != null && !seenDark) {
                    return false;
                }
                previous = lit;
                if (others == null) {
                    lighting = mine;
                    lit = null;
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
            seenDark = true;
        }
    }

    /** Lights it over a connection in place of the previous one. */
    private void replace(@Nullable PooledConnection previous, PooledConnection connection, int backend, CompletableFuture<Boolean> turn) {
        boolean burns = false;
        boolean kept = false;
        try {
            burns = light(connection, backend);
        } finally {
            lock.lock();
            try {
                lighting = null;
                kept = burns && !claims.isEmpty();
                lit = kept ? connection : null;
                litOver = backend;
            } finally {
                lock.unlock();
            }
            turn.complete(kept);
        }
        if (burns && !kept) {
            putOut(connection);
        }
        if (previous != null) {
            putOut(previous);
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
            PooledConnection free = lit;
            lit = null;
            return free;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody sends under this claim any more, nor under an older one. Puts the beacon out if it was the last. */
    void resolved(String key, long generation, @Nullable PooledConnection borrowed) {
        PooledConnection free = null;
        lock.lock();
        try {
            claims.computeIfPresent(key, (each, claimed) -> claimed <= generation ? null : claimed);
            if (claims.isEmpty()) {
                free = lit;
                lit = null;
            }
        } finally {
            lock.unlock();
        }
        if (borrowed != null) {
            putOut(borrowed);
        }
        if (free != null) {
            putOut(free);
        }
    }

    /** The claim stands, so the beacon burns on, if its connection does. */
    void unresolved(PooledConnection borrowed) {
        if (!borrowed.isAlive()) {
            borrowed.discard();
            return;
        }
        CompletableFuture<Boolean> others;
        boolean kept;
        lock.lock();
        try {
            others = lighting;
            kept = others == null && lit == null;
            if (kept) {
                lit = borrowed;
            }
        } finally {
            lock.unlock();
        }
        if (others != null) {
            boolean unused = others.join();
            unresolved(borrowed);
        } else if (!kept) {
            putOut(borrowed);
        }
    }

    /** Frees the lock and hands the connection back. */
    void putOut(PooledConnection connection) {
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
    private @Nullable PooledConnection litOver(int backend) {
        lock.lock();
        try {
            return litOver == backend ? lit : null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the lock, in no other session than that of the claim; if it cannot, hands the connection back. */
    private boolean light(PooledConnection connection, int backend) {
        try (PreparedStatement light = connection
                .connection()
                .prepareStatement("select pg_advisory_lock_shared(?) where pg_backend_pid() = ?")) {
            light.setLong(1, number);
            light.setInt(2, backend);
            try (ResultSet answer = light.executeQuery()) {
                if (answer.next()) {
                    return true;
                }
            }
        } catch (SQLException e) {
            LOG.warn("The beacon could not be lit (SQL state {}): only leases protect a paused host", e.getSQLState());
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
