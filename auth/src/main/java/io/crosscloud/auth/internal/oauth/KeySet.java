package io.crosscloud.auth.internal.oauth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.crosscloud.auth.internal.http.HttpCall;
import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.HttpReply.Extent;
import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server's public RSA keys (RFC 7517), read when they are first needed, kept for an hour, and read once more at once for a
 * key id that is not among them: a server that changes its key publishes the next one first. Thread-safe; blocking.
 */
final class KeySet {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final int MIN_BITS = 2048;

    private record Known(List<RSAKey> keys, Instant until) {}

    private final AuthorizationServer server;
    private final HttpSender sender;
    private final ServerClock clock;
    private volatile @Nullable Known known;

    KeySet(AuthorizationServer server, HttpSender sender, ServerClock clock) {
        this.server = server;
        this.sender = sender;
        this.clock = clock;
    }

    /**
     * The keys of this id, or all if there is none; empty if the server does not know it.
     *
     * @throws AuthException if the keys could not be read
     */
    List<RSAKey> keys(@Nullable String id) {
        Known kept = known;
        if (kept != null && clock.now().isBefore(kept.until())) {
            List<RSAKey> found = named(kept.keys(), id);
            if (!found.isEmpty()) {
                return found;
            }
        }
        List<RSAKey> read = read();
        known = new Known(read, clock.now().plus(KEPT));
        return named(read, id);
    }

    private static List<RSAKey> named(List<RSAKey> keys, @Nullable String id) {
        return keys.stream()
                .filter(key -> id == null || id.equals(key.getKeyID()))
                .toList();
    }

    private HttpReply get() {
        HttpCall call = HttpCall.get(server.endpoint(Endpoint.KEYS)
                .orElseThrow(() -> unreadable("this cloud publishes none").toException()));
        try {
            return sender.send(call);
        } catch (AuthException e) {
            throw unreadable("they could not be read").cause(e).toException();
        }
    }

    private List<RSAKey> read() {
        HttpReply reply = get();
        if (!reply.succeeded() || reply.extent() != Extent.COMPLETE) {
            throw unreadable("an answer that is none")
                    .answer(reply.status(), null, null)
                    .toException();
        }
        try {
            return JWKSet.parse(new String(reply.body(), StandardCharsets.UTF_8)).getKeys().stream()
                    .filter(key -> key instanceof RSAKey && key.size() >= MIN_BITS)
                    .map(JWK::toRSAKey)
                    .toList();
        } catch (ParseException e) {
            throw unreadable("not a JSON Web Key Set").toException();
        }
    }

    private AuthFailure unreadable(String detail) {
        return AuthFailure.of(Problem.LOGIN_SERVER_ERROR)
                .cloud(server.cloud())
                .detail("the keys of its id_tokens: " + detail);
    }
}
