package io.crosscloud.auth.internal.state;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.session.Identity;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@link SessionState} as JSON, before it is sealed.
 *
 * <p><b>Hosts of two versions on one store.</b> The number of the format stands in clear beside what is sealed, and is looked
 * at first. This is format 1. The promise, for whoever changes it:
 *
 * <ul>
 *   <li>Every release reads all formats that any release before it wrote.
 *   <li>A member may be added under the same number if it may be lost: a reader passes over members that it does not know,
 *       and drops them when it writes.
 *   <li>Anything else, the way of sealing included, raises the number; and a release writes a new number only if the one
 *       before it reads that number already. So during a roll-out of neighbouring releases, and when it is taken back, each
 *       host reads what the others write.
 *   <li>A host that meets a newer number all the same leaves the record alone and says so ({@link
 *       Problem#STORE_FORMAT_NEWER}): it neither refreshes nor ends nor replaces it, not even by a login.
 * </ul>
 */
public final class SessionStateCodec {
    /** The number of the format that is written. */
    public static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SessionStateCodec() {}

    /**
     * Checks the number of a format, before anything of the record is looked at.
     *
     * @throws io.crosscloud.error.StoreException if it is a newer one
     */
    public static void requireKnown(int format) {
        if (format > FORMAT) {
            throw AuthFailure.of(Problem.STORE_FORMAT_NEWER)
                    .detail("format " + format + " (expected: at most " + FORMAT + ")")
                    .toException();
        }
    }

    /** Writes. */
    public static String encode(SessionState state) {
        ObjectNode root = JSON.createObjectNode();
        root.put("user", state.user());
        root.put("family", state.family());
        if (state.refreshToken() != null) {
            root.put("refresh_token", state.refreshToken().exposeSecret());
        }
        if (state.refreshedAt() != null) {
            root.put("refreshed_at", state.refreshedAt().toEpochMilli());
        }
        if (state.identity() != null) {
            ObjectNode identity = root.putObject("identity");
            identity.put("org", state.identity().organizationId());
            identity.put("user", state.identity().userId());
            state.identity().username().ifPresent(name -> identity.put("name", name));
        }
        ObjectNode tokens = root.putObject("tokens");
        state.tokens().forEach((variant, held) -> write(tokens.putObject(variant), held));
        return root.toString();
    }

    /**
     * Reads.
     *
     * @param trusted checks an API host that the record names
     * @throws io.crosscloud.error.StoreException if it cannot be read
     * @throws io.crosscloud.error.ProtocolException if it names a host that is not trusted
     */
    public static SessionState decode(String text, UnaryOperator<URI> trusted) {
        JsonNode root = parse(text);
        try {
            return read(root, trusted);
        } catch (IllegalArgumentException | JacksonException e) {
            throw unreadable();
        }
    }

    private static SessionState read(JsonNode root, UnaryOperator<URI> trusted) {
        JsonNode refreshToken = root.get("refresh_token");
        JsonNode refreshedAt = root.get("refreshed_at");
        Map<String, HeldToken> tokens = new TreeMap<>();
        JsonNode held = root.path("tokens");
        for (String variant : held.propertyNames()) {
            tokens.put(variant, readToken(held.path(variant), trusted));
        }
        return new SessionState(
                root.path("user").stringValue(""),
                root.path("family").stringValue(""),
                refreshToken == null ? null : RefreshToken.of(refreshToken.stringValue()),
                refreshedAt == null ? null : Instant.ofEpochMilli(refreshedAt.longValue()),
                readIdentity(root.get("identity")),
                tokens);
    }

    private static @Nullable Identity readIdentity(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        Identity identity =
                Identity.of(node.path("org").stringValue(), node.path("user").stringValue());
        JsonNode name = node.get("name");
        return name == null ? identity : identity.withUsername(name.stringValue());
    }

    private static void write(ObjectNode node, HeldToken held) {
        AccessToken token = held.token();
        node.put("token", token.exposeSecret());
        node.put("rest", token.endpoints().rest().toString());
        node.put("soap", token.endpoints().soap().toString());
        node.put("scope", token.scopes().toString());
        node.put("issued_at", token.issuedAt().toEpochMilli());
        node.put("expires_at", held.expiresAt().toEpochMilli());
        node.put("stated", token.expiresAt().isPresent());
    }

    private static HeldToken readToken(JsonNode node, UnaryOperator<URI> trusted) {
        Instant expiresAt = Instant.ofEpochMilli(node.path("expires_at").longValue());
        ApiEndpoints endpoints = new ApiEndpoints(
                trusted.apply(URI.create(node.path("rest").stringValue())),
                trusted.apply(URI.create(node.path("soap").stringValue())));
        AccessToken token = AccessToken.of(
                node.path("token").stringValue(),
                endpoints,
                Scopes.parse(node.path("scope").stringValue()),
                Instant.ofEpochMilli(node.path("issued_at").longValue()));
        return new HeldToken(node.path("stated").booleanValue(false) ? token.expiringAt(expiresAt) : token, expiresAt);
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            if (root.isObject()) {
                return root;
            }
            throw unreadable();
        } catch (JacksonException e) {
            throw unreadable();
        }
    }

    private static RuntimeException unreadable() {
        return AuthFailure.of(Problem.STORE_RECORD_UNREADABLE)
                .detail("its content is not of this library's format")
                .toException();
    }
}
