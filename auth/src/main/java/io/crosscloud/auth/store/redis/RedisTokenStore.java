package io.crosscloud.auth.store.redis;

import io.crosscloud.auth.internal.door.Defaults;
import io.crosscloud.auth.internal.door.Door;
import io.crosscloud.auth.internal.door.StoreListener;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.error.StoreException;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Keeps sessions in Redis 6.2 or newer, for a fleet of hosts: a hash for each session, and a sorted set of those that
 * keep-alive looks after. Each verb is one Lua script, and so one atomic step; {@code due} takes one for each
 * page of the set. Thread-safe and blocking;
 * the client's timeouts bound it. Times are the server's alone, in milliseconds. The client is the host's, which closes it.
 *
 * <p><b>What Redis must be told</b>, as it keeps what people cannot get back without logging in again:
 *
 * <ul>
 *   <li>{@code appendonly yes} and {@code appendfsync always}. With {@code everysec}, up to a second of commits is lost when
 *       the server's machine fails.
 *   <li>{@code maxmemory-policy noeviction}. Any other may throw sessions away. No key has a time to live.
 *   <li>With replicas, {@code min-replicas-to-write 1}, and {@link Builder#replicas} or {@link Builder#onDisk} here.
 *       Replication is asynchronous: without these a fail-over can bring an older row back. A host that still has the newer
 *       session in memory commits it again; where none has, the old refresh token is shown to the server once, and if it was
 *       spent the person must log in again. With them that takes the loss of every replica that had answered, or the choice
 *       of one that had not. PostgreSQL promises more.
 * </ul>
 *
 * <p><b>In a cluster</b> all keys must share a slot, so the prefix holds a hash tag: all sessions are on one node.
 *
 * <p><b>A paused host.</b> A lease that is over is not enough to send: as long as a connection of its holder is still there,
 * others wait, for {@link Builder#maxPause} at most. For this, one connection stays out of the pool from the first claim to
 * {@link #close()}. Only a {@link redis.clients.jedis.RedisClient} whose pool has two connections or more can do that, with
 * the commands {@code INFO}, {@code CLIENT ID}, {@code CLIENT SETNAME} and {@code CLIENT LIST}; elsewhere leases alone count.
 * A host that lives and whose connection was cut keeps what it has claimed by its leases alone; its next claim opens another.
 * A restart or fail-over of the server ends all connections: rows claimed before it are waited for as if their holders
 * lived.
 *
 * <p>All verbs throw {@link io.crosscloud.error.StoreException} when Redis does not answer as it should.
 */
public final class RedisTokenStore implements TokenStore, AutoCloseable {
    static {
        Door.open(RedisTokenStore.class, store -> (Defaults.Taker) store::with);
    }

    private static final Duration LONGEST = Duration.ofDays(3650);

    private final UnifiedJedis client;
    private final String prefix;
    private final Duration maxPause;
    private final LivenessProbe liveness;
    private final Acknowledgement acknowledgement;
    private final StoreListener listener;

    private RedisTokenStore(Builder builder) {
        this.client = builder.client;
        this.prefix = builder.prefix;
        this.maxPause = builder.maxPause;
        this.acknowledgement = builder.acknowledgement;
        this.liveness = new LivenessProbe(client, maxPause.isZero());
        this.listener = StoreListener.of(builder.listener, LoggerFactory.getLogger(RedisErrors.LOGGER));
    }

    private RedisTokenStore(RedisTokenStore shared, StoreListener listener) {
        this.client = shared.client;
        this.prefix = shared.prefix;
        this.maxPause = shared.maxPause;
        this.acknowledgement = shared.acknowledgement;
        this.liveness = shared.liveness;
        this.listener = listener;
    }

    @SuppressWarnings("ReferenceEquality") // the same object if nothing is to change
    private RedisTokenStore with(Defaults defaults) {
        StoreListener changed = listener.with(defaults);
        return changed == listener ? this : new RedisTokenStore(this, changed);
    }

    /** A store behind this client. */
    @SuppressWarnings("exports") // the client is optional, and so not required transitively
    public static RedisTokenStore create(UnifiedJedis client) {
        return builder(client).build();
    }

    /** A store behind this client, with options. */
    @SuppressWarnings("exports") // as above
    public static Builder builder(UnifiedJedis client) {
        return new Builder(Objects.requireNonNull(client, "client"));
    }

    @Override
    public Optional<SessionRecord> find(String key) {
        List<?> answer = (List<?>) typed(() -> Script.READ.run(client, List.of(row(key)), List.of()));
        List<?> fields = (List<?>) answer.get(1);
        return fields.get(0) == null
                ? Optional.empty()
                : Optional.of(SessionHash.of(key, fields, (Long) answer.get(0)));
    }

    @Override
    public Claim claim(String key, long generation, String holder, Duration lease) {
        try {
            return typed(() -> claimed(key, generation, holder, lease));
        } finally {
            if (liveness.isUseless()) { // said once, also if another copy of this store has found it out
                listener.tellOnce(new AuthEvent.BeaconOff(LivenessProbe.USELESS));
            }
        }
    }

    private Claim claimed(String key, long generation, String holder, Duration lease) {
        String own = liveness.name();
        String unseen = "";
        while (true) {
            Acknowledgement.Answer claim = acknowledgement.run(
                    client,
                    Script.CLAIM,
                    List.of(row(key)),
                    List.of(Long.toString(generation), holder, millis(lease), own, unseen, millis(maxPause)));
            List<?> answer = (List<?>) claim.result();
            switch ((String) answer.get(0)) {
                case "granted" -> {
                    Claim.Granted granted = new Claim.Granted(
                            SessionHash.of(key, (List<?>) answer.get(3), (Long) answer.get(2)),
                            answer.get(1).equals(1L));
                    if (claim.shortfall() != null) {
                        throw withdrawn(key, generation, holder, granted.probe(), claim);
                    }
                    return granted;
                }
                case "changed" -> {
                    return new Claim.Changed();
                }
                case "busy" -> {
                    return busy(answer);
                }
                default -> {
                    unseen = (String) answer.get(2);
                    if (liveness.mayLive(unseen)) {
                        return busy(answer);
                    }
                }
            }
        }
    }

    /** Gives back a claim that a fail-over could take away: nobody may send by it. */
    private AuthException withdrawn(
            String key, long generation, String holder, boolean probe, Acknowledgement.Answer claim) {
        AuthException failure = claim.failure("nothing is sent");
        try {
            release(key, generation, holder, probe ? Release.inDoubt() : Release.nothingSpent());
        } catch (StoreException e) {
            failure.addSuppressed(e); // then it ends with its lease
        }
        return failure;
    }

    @Override
    public boolean commit(String key, long generation, SealedSession session) {
        Instant renewBefore = session.renewBefore();
        Acknowledgement.Answer commit = typed(() -> acknowledgement.run(
                client,
                Script.COMMIT,
                List.of(row(key), index()),
                List.of(
                        Long.toString(generation),
                        session.payload(),
                        Integer.toString(session.format()),
                        renewBefore == null ? "" : renewBefore.toString(),
                        renewBefore == null ? "" : Long.toString(SessionHash.millis(renewBefore)),
                        key,
                        acknowledgement.wanted() ? "1" : "0")));
        if (!commit.result().equals(0L) && commit.shortfall() != null) {
            throw commit.failure("the primary has it, and a fail-over could lose it");
        }
        return commit.result().equals(1L);
    }

    @Override
    public void release(String key, long generation, String holder, Release release) {
        changed(
                Script.RELEASE,
                List.of(row(key)),
                List.of(
                        Long.toString(generation),
                        holder,
                        release.isInDoubt() ? "1" : "0",
                        millis(release.pause()),
                        release.refusal().orElse("")));
    }

    @Override
    public boolean end(String key, long generation, Ending ending, String problem) {
        return changed(
                Script.END,
                List.of(row(key), index()),
                List.of(
                        Long.toString(generation),
                        ending.name(),
                        ending == Ending.LOGGED_OUT ? "1" : "0",
                        key,
                        problem));
    }

    @Override
    public List<SessionRecord> due(Instant before, int limit) {
        return typed(() -> new DueIndex(client, index(), this::row).due(before, limit));
    }

    /** Ends the connection that shows that this host lives. The store may go on being used; the next claim takes another. */
    @Override
    public void close() {
        liveness.release();
    }

    private boolean changed(Script script, List<String> keys, List<String> arguments) {
        return typed(() -> script.run(client, keys, arguments)).equals(1L);
    }

    private String row(String key) {
        return prefix + ":session:" + key;
    }

    private String index() {
        return prefix + ":due";
    }

    private static Claim busy(List<?> answer) {
        return new Claim.Busy(Duration.ofMillis((Long) answer.get(1)));
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.compareTo(LONGEST) > 0 ? LONGEST.toMillis() : Math.max(0, duration.toMillis()));
    }

    private static <T> T typed(Supplier<T> call) {
        try {
            return call.get();
        } catch (JedisException e) {
            throw RedisErrors.typed(e);
        }
    }

    /** The options of a store. Not thread-safe. */
    public static final class Builder {
        private static final Pattern PREFIX = Pattern.compile("[!-~]{1,100}");
        private static final Duration DEFAULT_MAX_PAUSE = Duration.ofMinutes(1);
        private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
        private static final int MOST_REPLICAS = 100;
        private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

        private final UnifiedJedis client;
        private String prefix = "{crosscloud}";
        private Duration maxPause = DEFAULT_MAX_PAUSE;
        private @Nullable AuthListener listener;
        private Acknowledgement acknowledgement = Acknowledgement.NONE;

        private Builder(UnifiedJedis client) {
            this.client = client;
        }

        /**
         * What the name of every key begins with; default {@code {crosscloud}}. In a cluster it needs a hash tag, that is,
         * a part in braces.
         *
         * @throws io.crosscloud.error.ConfigurationException if it is not 1 to 100 characters of visible ASCII
         */
        public Builder prefix(String prefix) {
            if (!PREFIX.matcher(prefix).matches()) {
                throw AuthFailure.of(SettingProblem.SETTING_INVALID)
                        .detail("prefix: \"" + prefix + "\" (expected: 1 to 100 characters of visible ASCII)")
                        .toException();
            }
            this.prefix = prefix;
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
         * Lets a claim and a commit count only when so many replicas have them too ({@code WAIT}), so that a fail-over to one
         * of these loses neither. By default they count when the primary has them.
         *
         * <p>If fewer have a claim in time, nothing is sent: the claim is given back, and the verb fails. If fewer have a
         * commit, the verb fails though the primary has it: the session manager serves the token, says
         * {@link io.crosscloud.spi.AuthEvent.CommitDelayed}, and tries until they have it. The same holds for a commit
         * whose answer is lost: a host that finds the next generation waits until enough replicas have it. Ends and releases
         * do not wait, since the server's refusal or the lease's end would bring them about again.
         *
         * @param count the number of replicas that can be promoted, minus those that may fail together with the primary
         * @param within well below the client's socket timeout, and below a quarter of the manager's lease
         * @throws io.crosscloud.error.ConfigurationException if the count is not 1 to 100, or the time not more than nothing
         *     and at most a minute
         */
        public Builder replicas(int count, Duration within) {
            this.acknowledgement = Acknowledgement.ofReplicas(checked("replicas", 1, count), checked(within));
            return this;
        }

        /**
         * The same as {@link #replicas}, which it replaces, with what is on disk: on the primary's and on those of so many
         * replicas ({@code WAITAOF}, Redis 7.2 or newer, {@code appendonly yes}). It makes up for {@code appendfsync everysec},
         * at the price of up to a second for each write.
         *
         * <p>Whether the server can is found out at the first use; if not, every claim fails with
         * {@link io.crosscloud.error.ConfigurationException}, before anything is written or sent.
         *
         * @param replicas as above, or 0 for the primary alone
         * @param within as above
         * @throws io.crosscloud.error.ConfigurationException if the count is not 0 to 100, or the time as above
         */
        public Builder onDisk(int replicas, Duration within) {
            this.acknowledgement = Acknowledgement.onDisk(checked("onDisk", 0, replicas), checked(within));
            return this;
        }

        private static int checked(String setting, int least, int count) {
            if (count < least || count > MOST_REPLICAS) {
                throw AuthFailure.of(SettingProblem.SETTING_INVALID)
                        .detail(setting + ": " + count + " (expected: " + least + " to " + MOST_REPLICAS + ")")
                        .toException();
            }
            return count;
        }

        private static Duration checked(Duration within) {
            if (within.toMillis() < 1 || within.compareTo(LONGEST_WAIT) > 0) {
                throw AuthFailure.of(SettingProblem.SETTING_INVALID)
                        .detail("within: " + within + " (expected: a millisecond to a minute)")
                        .toException();
            }
            return within;
        }

        /**
         * Who hears that leases alone count ({@link io.crosscloud.spi.AuthEvent.BeaconOff}), as without the rights for the
         * commands above. By default the listener of the session manager that uses the store.
         */
        public Builder listener(AuthListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /** The store. */
        public RedisTokenStore build() {
            return new RedisTokenStore(this);
        }
    }
}
