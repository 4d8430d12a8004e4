package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.internal.http.HttpCall;
import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.HttpReply.Extent;
import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ServerProblem;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server's public RSA keys (RFC 7517), read when they are first needed, kept for an hour, and read once more at once for a
 * key id that is not among them: a server that changes its key publishes the next one first. What is no such key is passed over
 * (section 5). Thread-safe; blocking.
 */
final class KeySet {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final int MIN_BITS = 2048;
    private static final int MAX_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 64;

    private record Named(@Nullable String id, PublicKey key) {}

    private record Known(List<Named> keys, Instant until) {}

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
    List<PublicKey> keys(@Nullable String id) {
        Known kept = known;
        if (kept != null && clock.now().isBefore(kept.until())) {
            List<PublicKey> found = named(kept.keys(), id);
            if (!found.isEmpty()) {
                return found;
            }
        }
        List<Named> read = read();
        known = new Known(read, clock.now().plus(KEPT));
        return named(read, id);
    }

    private static List<PublicKey> named(List<Named> keys, @Nullable String id) {
        return keys.stream()
                .filter(key -> id == null || id.equals(key.id()))
                .map(Named::key)
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

    private List<Named> read() {
        HttpReply reply = get();
        if (!reply.succeeded() || reply.extent() != Extent.COMPLETE) {
            throw unreadable(reply.extent() == Extent.CUT_OFF ? AnswerBody.CUT_OFF : "an answer that is none")
                    .answer(reply.status(), null, null)
                    .toException();
        }
        List<JsonObject> members;
        try {
            members = AnswerBody.read(reply).objects("keys");
        } catch (AnswerBody.UnreadableAnswerException e) {
            throw unreadable("not a JSON Web Key Set").toException();
        }
        List<Named> keys =
                members.stream().flatMap(member -> key(member).stream()).toList();
        if (keys.isEmpty()) {
            throw unreadable("no RSA key for signatures is among them").toException();
        }
        return keys;
    }

    /** A key for RS256 (RFC 7518 section 6.3.1); empty if it is another, or of a size that nobody uses. */
    private static Optional<Named> key(JsonObject member) {
        boolean ours = member.text("kty").filter("RSA"::equals).isPresent()
                && member.text("use").orElse("sig").equals("sig")
                && member.text("alg").orElse("RS256").equals("RS256");
        if (!ours) {
            return Optional.empty();
        }
        BigInteger modulus = number(member, "n");
        BigInteger exponent = number(member, "e");
        boolean usual = modulus.bitLength() >= MIN_BITS
                && modulus.bitLength() <= MAX_BITS
                && exponent.bitLength() <= MAX_EXPONENT_BITS;
        if (!usual) {
            return Optional.empty();
        }
        try {
            PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
            return Optional.of(new Named(member.text("kid").orElse(null), key));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static BigInteger number(JsonObject member, String name) {
        try {
            return new BigInteger(
                    1, Base64.getUrlDecoder().decode(member.text(name).orElse("")));
        } catch (IllegalArgumentException e) {
            return BigInteger.ZERO;
        }
    }

    private AuthFailure unreadable(String detail) {
        return AuthFailure.of(ServerProblem.LOGIN_SERVER_ERROR)
                .cloud(server.cloud())
                .detail("the keys of its id_tokens: " + detail);
    }
}
