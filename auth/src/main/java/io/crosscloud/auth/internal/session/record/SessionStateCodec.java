package io.crosscloud.auth.internal.session.record;

import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.auth.internal.json.MalformedJsonException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.session.Identity;
import io.crosscloud.session.User;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

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
 *       StoreProblem#STORE_FORMAT_NEWER}): it neither refreshes nor ends nor replaces it, not even by a login.
 * </ul>
 */
public final class SessionStateCodec {
    /** The number of the format that is written. */
    public static final int FORMAT = 1;

    private SessionStateCodec() {}

    /**
     * Checks the number of a format, before anything of the record is looked at.
     *
     * @throws io.crosscloud.error.StoreException if it is a newer one
     */
    public static void requireKnown(int format) {
        if (format > FORMAT) {
            throw AuthFailure.of(StoreProblem.STORE_FORMAT_NEWER)
                    .detail("format " + format + " (expected: at most " + FORMAT + ")")
                    .toException();
        }
    }

    /** Writes. */
    public static String encode(SessionState state) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("user", state.user());
        root.put("family", state.family());
        root.put("rotation", state.rotation());
        if (state.refreshToken() != null) {
            root.put("refresh_token", state.refreshToken().exposeSecret());
        }
        if (state.refreshedAt() != null) {
            root.put("refreshed_at", state.refreshedAt().toEpochMilli());
        }
        if (state.identity() != null) {
            root.put("identity", members(state.identity()));
        }
        if (state.overtaken()) {
            root.put("overtaken", true);
        }
        Map<String, Object> tokens = new LinkedHashMap<>();
        state.tokens().forEach((variant, held) -> tokens.put(variant, members(held)));
        root.put("tokens", tokens);
        return Json.write(root);
    }

    private static Map<String, Object> members(Identity identity) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("org", identity.organizationId());
        members.put("user", identity.userId());
        identity.username().ifPresent(name -> members.put("name", name));
        return members;
    }

    private static Map<String, Object> members(HeldToken held) {
        AccessToken token = held.token();
        return Map.of(
                "token", token.exposeSecret(),
                "rest", token.endpoints().rest().toString(),
                "soap", token.endpoints().soap().toString(),
                "scope", token.scopes().toString(),
                "issued_at", token.issuedAt().toEpochMilli(),
                "expires_at", held.expiresAt().toEpochMilli(),
                "stated", token.expiresAt().isPresent());
    }

    /**
     * Reads.
     *
     * @param trusted checks an API host that the record names
     * @throws io.crosscloud.error.StoreException if it cannot be read
     * @throws io.crosscloud.error.ProtocolException if it names a host that is not trusted
     */
    public static SessionState decode(String text, UnaryOperator<URI> trusted) {
        try {
            return read(Json.parseOwn(text), trusted);
        } catch (IllegalArgumentException | NoSuchElementException | MalformedJsonException e) {
            throw unreadable();
        }
    }

    private static SessionState read(JsonObject root, UnaryOperator<URI> trusted) {
        Map<String, HeldToken> tokens = new TreeMap<>();
        root.object("tokens")
                .ifPresent(held -> held.names()
                        .forEach(variant -> tokens.put(
                                variant, readToken(held.object(variant).orElseThrow(), trusted))));
        return new SessionState(
                user(root.text("user").orElse("")),
                root.text("family").orElse(""),
                root.wholeNumber("rotation").orElse(0),
                root.has("refresh_token") ? RefreshToken.of(required(root, "refresh_token")) : null,
                root.has("refreshed_at") ? instant(root, "refreshed_at") : null,
                root.object("identity").map(SessionStateCodec::readIdentity).orElse(null),
                root.flag("overtaken").orElse(false),
                tokens);
    }

    /** A name that {@link User#of} refuses is nobody's. */
    private static String user(String name) {
        return name.isEmpty() ? name : User.of(name).name();
    }

    private static Identity readIdentity(JsonObject members) {
        Identity identity = Identity.of(required(members, "org"), required(members, "user"));
        return members.text("name").map(identity::withUsername).orElse(identity);
    }

    private static HeldToken readToken(JsonObject members, UnaryOperator<URI> trusted) {
        Instant expiresAt = instant(members, "expires_at");
        ApiEndpoints endpoints = new ApiEndpoints(
                trusted.apply(URI.create(required(members, "rest"))),
                trusted.apply(URI.create(required(members, "soap"))));
        AccessToken token = AccessToken.of(
                required(members, "token"),
                endpoints,
                Scopes.parse(required(members, "scope")),
                instant(members, "issued_at"));
        return new HeldToken(members.flag("stated").orElse(false) ? token.expiringAt(expiresAt) : token, expiresAt);
    }

    private static String required(JsonObject members, String name) {
        return members.text(name).orElseThrow();
    }

    private static Instant instant(JsonObject members, String name) {
        return Instant.ofEpochMilli(members.wholeNumber(name).orElseThrow());
    }

    private static RuntimeException unreadable() {
        return AuthFailure.of(StoreProblem.STORE_RECORD_UNREADABLE)
                .detail("its content is not of this library's format")
                .toException();
    }
}
