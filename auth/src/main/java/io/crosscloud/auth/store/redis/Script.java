package io.crosscloud.auth.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** The scripts, each one atomic step on the server. They stand as files beside this class. */
enum Script {
    READ,
    DUE,
    REINDEX,
    CLAIM,
    COMMIT,
    RELEASE,
    END;

    private final String text;
    private final String hash;

    Script() {
        this.text = read(name().toLowerCase(Locale.ROOT) + ".lua");
        this.hash = sha1(text);
    }

    /** Runs it by its hash, and by its text where the server does not have it (yet, or after a restart). */
    Object run(UnifiedJedis client, List<String> keys, List<String> arguments) {
        try {
            return client.evalsha(hash, keys, arguments);
        } catch (JedisNoScriptException e) {
            return client.eval(text, keys, arguments);
        }
    }

    /** Has it run by its hash, with what else stands in the pipeline. */
    Response<Object> queueByHash(AbstractPipeline pipeline, List<String> keys, List<String> arguments) {
        return pipeline.evalsha(hash, keys, arguments);
    }

    /** The same by its text. */
    Response<Object> queueByText(AbstractPipeline pipeline, List<String> keys, List<String> arguments) {
        return pipeline.eval(text, keys, arguments);
    }

    private static String read(String file) {
        try (InputStream stream = Objects.requireNonNull(Script.class.getResourceAsStream(file), file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            MessageDigest digest =
                    MessageDigest.getInstance("SHA-1"); // the name that Redis gives a script, no safeguard
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
