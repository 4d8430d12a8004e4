package io.crosscloud.auth.store.jdbc;

import io.crosscloud.auth.internal.door.Defaults;
import io.crosscloud.auth.internal.door.Door;
import io.crosscloud.auth.internal.door.StoreListener;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Keeps sessions in one table of PostgreSQL, for a fleet of hosts, or of H2, for one machine. The table is
 * {@code crosscloud_session}; {@link #createSchema()} makes it, or the host's own migration does with the file
 * {@code postgresql.sql} or {@code h2.sql} that stands beside this class. Both add what a table of an earlier release lacks,
 * and must be applied before the first host of this release starts; hosts of the earlier one go on with the new table. A host
 * that finds a column missing says which file to apply.
 *
 * <p>Thread-safe. Each verb borrows a connection of the pool, blocks for one or two statements in autocommit, and hands it
 * back as it was; the pool's and the driver's timeouts bound it. Nothing is read before the first verb, so a host starts
 * while its database is down. Times are the database's alone, kept to the microsecond.
 *
 * <p><b>A paused host.</b> On PostgreSQL a lease that is over is not enough to send: as long as the holder's host is seen to
 * live, others wait, for {@link Builder#maxPause} at most. It is seen by an advisory lock that one connection of the host
 * holds while at least one of its claims stands, however many these are. So however many rotations run
 * at once, they hold only one pooled connection. Give the pool two connections or more; with one, other verbs
 * wait for a rotation in flight. A pool that watches for leaks may report that connection, and one that takes back what is
 * long in use only weakens it to the lease. On H2 leases alone count. A restart or fail-over of the server ends all
 * locks: rows claimed before it are waited for as if their holders lived.
 *
 * <p><b>Behind PgBouncer</b> with session pooling nothing changes. With transaction pooling an advisory lock is of no use, as
 * sessions are shared: this is noticed as soon as two claims meet in one session or one claim in two, is logged and told to
 * {@link Builder#listener}, and from then on leases alone count. The driver needs {@code prepareThreshold=0} there, unless
 * PgBouncer is 1.21 or newer and has {@code max_prepared_statements}.
 *
 * <p><b>What is durable.</b> On PostgreSQL what {@code synchronous_commit} makes so; for a fail-over that must not lose a
 * commit, a synchronous standby. H2 in a file is refused without {@code WRITE_DELAY=0}: it otherwise loses the last commits
 * when the process is killed. With it they survive that; H2 promises nothing for a loss of power. H2 in memory is taken for
 * what it is.
 *
 * <p><b>A broken connection</b> does not go back into the pool as a good one. After a failure that may have ended it, it is asked
 * once more; if it does not answer, it is aborted, or evicted from HikariCP, which does not know the SQL states of H2.
 *
 * <p>The pool is the plain one, not a proxy that joins a thread's transaction. All verbs throw
 * {@link io.crosscloud.error.StoreException} when the database does not answer as it should, also if it takes no writes, as
 * after a fail-over; and {@link io.crosscloud.error.ConfigurationException} when it is another one, or not durable.
 */
public final class JdbcTokenStore implements TokenStore {
    static {
        Door.open(JdbcTokenStore.class, store -> (Defaults.Taker) store::with);
    }

    private static final int TRIES = 4;

    private final DataSource dataSource;
    private final String table;
    private final Duration maxPause;
    private final LivenessLock liveness;
    private final StoreListener listener;
    private volatile @Nullable SqlTexts sql;

    private JdbcTokenStore(Builder builder) {
        this.dataSource = builder.dataSource;
        this.table = builder.table;
        this.maxPause = builder.maxPause;
        this.liveness = new LivenessLock(maxPause.isZero());
        this.listener = StoreListener.of(builder.listener, LoggerFactory.getLogger(SqlErrors.LOGGER));
    }

    private JdbcTokenStore(JdbcTokenStore shared, StoreListener listener) {
        this.dataSource = shared.dataSource;
        this.table = shared.table;
        this.maxPause = shared.maxPause;
        this.liveness = shared.liveness;
        this.listener = listener;
        this.sql = shared.sql;
    }

    @SuppressWarnings("ReferenceEquality") // the same object if nothing is to change
    private JdbcTokenStore with(Defaults defaults) {
        StoreListener changed = listener.with(defaults);
        return changed == listener ? this : new JdbcTokenStore(this, changed);
    }

    /** A store in this database. */
    public static JdbcTokenStore create(DataSource dataSource) {
        return builder(dataSource).build();
    }

    /** A store in this database, with options. */
    public static Builder builder(DataSource dataSource) {
        return new Builder(Objects.requireNonNull(dataSource, "dataSource"));
    }

    /** Makes the table and its index, and adds what a table of an earlier release lacks. May be called again. */
    public void createSchema() {
        run(statements -> {
            statements.createSchema(table);
            return true;
        });
    }

    @Override
    public Optional<SessionRecord> find(String key) {
        return run(statements -> statements.find(key)).map(SessionRow::record);
    }

    @Override
    public Claim claim(String key, long generation, String holder, Duration lease) {
        StoreStatements.Claiming claiming =
                new StoreStatements.Claiming(key, generation, holder, lease, liveness.number());
        return retried(() -> {
            PooledConnection connection = PooledConnection.from(dataSource);
            StoreStatements.Outcome outcome = over(connection, statements -> statements.claim(claiming, maxPause));
            boolean mine = true;
            try {
                mine = outcome.backend() == 0
                        || !liveness.claimed(key, generation, connection, outcome.backend(), outcome.lockFree());
            } finally {
                if (mine) {
                    connection.close();
                }
                tellIfOff();
            }
            return outcome.claim();
        });
    }

    @Override
    public boolean commit(String key, long generation, SealedSession session) {
        return resolve(key, generation, true, statements -> statements.commit(key, generation, session));
    }

    @Override
    public void release(String key, long generation, String holder, Release release) {
        resolve(key, generation, false, statements -> statements.release(key, generation, holder, release));
    }

    @Override
    public boolean end(String key, long generation, Ending ending, String problem) {
        return resolve(key, generation, false, statements -> statements.end(key, generation, ending, problem));
    }

    @Override
    public List<SessionRecord> due(Instant before, int limit) {
        return run(statements -> {
            List<SessionRecord> records = new ArrayList<>();
            for (SessionRow row : statements.due(before, limit)) {
                records.add(row.record());
            }
            return List.copyOf(records);
        });
    }

    /**
     * Does what resolves a claim, over the connection that holds the liveness lock if nothing else needs that meanwhile.
     *
     * @param retried whether the claim stands if it fails: what is to be stored will be tried again, and nobody else may send
     *     until then
     */
    private boolean resolve(String key, long generation, boolean retried, Work<Boolean> work) {
        PooledConnection borrowed = liveness.borrow(key, generation);
        boolean done = false;
        try {
            boolean answer = borrowed == null ? run(work) : runOver(borrowed, work);
            done = true;
            return answer;
        } finally {
            if (done || !retried) {
                liveness.resolved(key, generation, borrowed);
            } else if (borrowed != null) {
                liveness.unresolved(borrowed);
            }
            tellIfOff();
        }
    }

    /** Says once that leases alone count, also if another copy of this store has found it out. */
    private void tellIfOff() {
        if (liveness.isUseless()) {
            listener.tellOnce(new AuthEvent.BeaconOff(LivenessLock.USELESS));
        }
    }

    /** Over this connection, or another one if it turns out to be dead. */
    private boolean runOver(PooledConnection borrowed, Work<Boolean> work) {
        try {
            return retried(() -> work.on(statements(borrowed)));
        } catch (RuntimeException e) {
            if (borrowed.isAlive()) {
                throw e;
            }
        }
        return run(work);
    }

    private <T> T run(Work<T> work) {
        return retried(() -> {
            PooledConnection connection = PooledConnection.from(dataSource);
            T answer = over(connection, work);
            connection.close();
            return answer;
        });
    }

    /** Does work over a connection, which is handed back, or broken, if that fails. */
    private <T> T over(PooledConnection connection, Work<T> work) throws SQLException {
        try {
            return work.on(statements(connection));
        } catch (SQLException | RuntimeException | Error e) {
            connection.closeAfter(e);
            throw e;
        }
    }

    private StoreStatements statements(PooledConnection connection) throws SQLException {
        SqlTexts texts = sql;
        if (texts == null) {
            texts = new SqlTexts(Dialect.of(connection.connection()), table, maxPause);
            sql = texts;
        }
        return new StoreStatements(connection.connection(), texts);
    }

    private static <T> T retried(Step<T> step) {
        for (int attempt = 1; ; attempt++) {
            try {
                return step.run();
            } catch (SQLException e) {
                if (attempt == TRIES || !SqlErrors.isRolledBack(e)) {
                    throw SqlErrors.typed(e);
                }
            }
        }
    }

    /** The options of a store. Not thread-safe. */
    public static final class Builder {
        private static final Pattern TABLE =
                Pattern.compile("([A-Za-z_][A-Za-z0-9_]{0,50}\\.)?[A-Za-z_][A-Za-z0-9_]{0,50}");
        private static final Duration DEFAULT_MAX_PAUSE = Duration.ofMinutes(1);
        private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

        private final DataSource dataSource;
        private String table = StoreStatements.TABLE;
        private Duration maxPause = DEFAULT_MAX_PAUSE;
        private @Nullable AuthListener listener;

        private Builder(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        /**
         * The table's name, with its schema if the connections' own is not meant; default {@code crosscloud_session}.
         *
         * @throws io.crosscloud.error.ConfigurationException if it is not a plain name
         */
        public Builder table(String table) {
            if (!TABLE.matcher(table).matches()) {
                throw AuthFailure.of(SettingProblem.SETTING_INVALID)
                        .detail("table: \"" + table
                                + "\" (expected: a name of letters, digits and '_', or schema.name)")
                        .toException();
            }
            this.table = table;
            return this;
        }

        /**
         * How long after the end of its lease a host that is seen to live may still keep others from sending; default one
         * minute. A longer time tolerates longer pauses of a machine, but work that a host left unfinished while it stays alive
         * waits just as long. Zero turns this off: leases alone count, and no connection stays out.
         *
         * @throws io.crosscloud.error.ConfigurationException if it is negative, or longer than a day
         */
        public Builder maxPause(Duration maxPause) {
            if (maxPause.isNegative() || maxPause.compareTo(LONGEST_PAUSE) > 0) {
                throw AuthFailure.of(SettingProblem.SETTING_INVALID)
                        .detail("maxPause: " + maxPause + " (expected: zero to one day)")
                        .toException();
            }
            this.maxPause = maxPause;
            return this;
        }

        /**
         * Who hears that leases alone count ({@link io.crosscloud.spi.AuthEvent.BeaconOff}), as behind a pooler that shares
         * sessions. By default the listener of the session manager that uses the store.
         */
        public Builder listener(AuthListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /** The store. */
        public JdbcTokenStore build() {
            return new JdbcTokenStore(this);
        }
    }

    private interface Work<T> {
        T on(StoreStatements verbs) throws SQLException;
    }

    private interface Step<T> {
        T run() throws SQLException;
    }
}
