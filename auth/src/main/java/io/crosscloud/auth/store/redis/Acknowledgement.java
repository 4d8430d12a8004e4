package io.crosscloud.auth.store.redis;

import io.crosscloud.auth.store.DatabaseProblem;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.StoreProblem;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.util.KeyValue;

/**
 * How far a write must have got before it counts: to this many replicas ({@code WAIT}), or onto the disks of the primary and
 * of this many replicas ({@code WAITAOF}). Redis answers for the writes of one connection, so script and question travel over
 * the same one, together.
 */
final class Acknowledgement {
    /** A write counts when the primary has answered. */
    static final Acknowledgement NONE = new Acknowledgement(false, 0, Duration.ZERO);

    private final boolean onDisk;
    private final int replicas;
    private final Duration within;
    private volatile boolean possible;

    private Acknowledgement(boolean onDisk, int replicas, Duration within) {
        this.onDisk = onDisk;
        this.replicas = replicas;
        this.within = within;
        this.possible = !onDisk;
    }

    static Acknowledgement ofReplicas(int replicas, Duration within) {
        return new Acknowledgement(false, replicas, within);
    }

    static Acknowledgement onDisk(int replicas, Duration within) {
        return new Acknowledgement(true, replicas, within);
    }

    /** Whether anybody but the primary has to answer. */
    boolean wanted() {
        return onDisk || replicas > 0;
    }

    /**
     * What a script answered.
     *
     * @param shortfall what its writes did not reach in time; null if they have got far enough
     */
    record Answer(Object result, @Nullable String shortfall) {
        /** The failure of a verb whose writes have not got far enough. */
        AuthException failure(String consequence) {
            return AuthFailure.of(StoreProblem.STORE_UNAVAILABLE)
                    .detail("Redis: " + shortfall + "; " + consequence)
                    .toException();
        }
    }

    /**
     * Runs a script that may write.
     *
     * @throws io.crosscloud.error.ConfigurationException if the server cannot tell what is on its disk; nothing is written then
     */
    Answer run(UnifiedJedis client, Script script, List<String> keys, List<String> arguments) {
        if (!wanted()) {
            return new Answer(script.run(client, keys, arguments), null);
        }
        if (!possible) {
            requirePossible(client, keys.get(0));
            possible = true;
        }
        try {
            return run(client, keys.get(0), pipeline -> script.queueByHash(pipeline, keys, arguments));
        } catch (JedisNoScriptException e) {
            return run(client, keys.get(0), pipeline -> script.queueByText(pipeline, keys, arguments));
        }
    }

    private Answer run(UnifiedJedis client, String key, Queued script) {
        try (AbstractPipeline pipeline = client.pipelined()) {
            Response<Object> result = script.queue(pipeline);
            if (onDisk) {
                Response<KeyValue<Long, Long>> synced = pipeline.waitAOF(key, 1, replicas, within.toMillis());
                pipeline.sync();
                return new Answer(
                        result.get(),
                        shortfall(synced.get().getKey(), synced.get().getValue()));
            }
            Response<Long> reached = pipeline.waitReplicas(key, replicas, within.toMillis());
            pipeline.sync();
            return new Answer(result.get(), shortfall(1, reached.get()));
        }
    }

    private @Nullable String shortfall(long primaries, long reached) {
        if (primaries >= 1 && reached >= replicas) {
            return null;
        }
        String where = onDisk ? (primaries < 1 ? "not on the primary's disk, and on " : "on the disks of ") : "on ";
        return where + reached + " of " + replicas + " replicas within " + within;
    }

    /** Asks for what was never written, which a server that can answers at once. */
    private static void requirePossible(UnifiedJedis client, String key) {
        try {
            KeyValue<Long, Long> unused = client.waitAOF(key, 1, 0, 1);
        } catch (JedisDataException e) {
            if (!RedisErrors.code(e).equals("ERR")) {
                throw e;
            }
            throw AuthFailure.of(DatabaseProblem.STORE_CANNOT_CONFIRM).toException();
        }
    }

    private interface Queued {
        Response<Object> queue(AbstractPipeline pipeline);
    }
}
