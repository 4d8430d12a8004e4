package io.crosscloud.auth.store.redis;

import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.StoreProblem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What the client's errors mean. Of their messages only the error code is shown, which is their first word; the rest is logged
 * at DEBUG.
 */
final class RedisErrors {
    /** The store's logger. */
    static final String LOGGER = "io.crosscloud.auth.store.redis.RedisTokenStore";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final int DEPTH = 10;
    private static final Pattern CODE = Pattern.compile("(-?)([A-Z]{2,24})( .*)?", Pattern.DOTALL);

    private RedisErrors() {}

    /** The library's own exception. */
    static AuthException typed(JedisException e) {
        LOG.debug("The store failed", e);
        String code = code(e);
        if (code.equals("READONLY")) {
            return AuthFailure.of(StoreProblem.STORE_READ_ONLY)
                    .detail("Redis: connected to a read-only replica")
                    .toException();
        }
        return AuthFailure.of(StoreProblem.STORE_UNAVAILABLE)
                .detail("Redis " + code + rootOf(e) + meaning(code))
                .toException();
    }

    /** In brackets, what has happened to the connection; empty for an answer. */
    private static String rootOf(JedisException e) {
        Throwable root = e;
        for (int depth = 0; depth < DEPTH; depth++) {
            Throwable[] tried = root.getSuppressed(); // the addresses of a host
            root = root.getCause() != null ? root.getCause() : tried.length > 0 ? tried[0] : root;
        }
        return root == e ? "" : " (" + root.getClass().getSimpleName() + ")";
    }

    static String code(JedisException e) {
        Matcher matcher =
                e instanceof JedisDataException && e.getMessage() != null ? CODE.matcher(e.getMessage()) : null;
        return matcher != null && matcher.matches()
                ? matcher.group(2)
                : e.getClass().getSimpleName();
    }

    private static String meaning(String code) {
        return switch (code) {
            case "NOPERM" -> ", no permission";
            case "NOAUTH", "WRONGPASS" -> ", credentials refused";
            case "OOM" -> ", out of memory";
            case "MISCONF" -> ", it cannot write to its disk";
            case "NOREPLICAS" -> ", too few replicas";
            case "LOADING" -> ", it is starting";
            case "JedisConnectionException" -> ", no connection";
            default -> "";
        };
    }
}
