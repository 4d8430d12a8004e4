package io.crosscloud.auth.internal.session.record;

import io.crosscloud.session.Identity;
import io.crosscloud.token.RefreshToken;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one user's access over one connection. Immutable.
 *
 * @param user the host's name for the user; empty for the integration
 * @param family which login the refresh token descends from; empty if there is none
 * @param rotation how often a refresh token of this login was issued or used: of two states of one login, the higher is newer
 * @param refreshToken the living refresh token; null for grants that have none
 * @param refreshedAt when the refresh token was last used or issued; null if there is none
 * @param identity who the cloud said it was; null if it did not
 * @param overtaken whether the refresh token came so late that another host may have presented the one before it again, for
 *     which the server may have ended the login
 * @param tokens the access tokens by variant: business unit and scopes
 */
public record SessionState(
        String user,
        String family,
        long rotation,
        @Nullable RefreshToken refreshToken,
        @Nullable Instant refreshedAt,
        @Nullable Identity identity,
        boolean overtaken,
        Map<String, HeldToken> tokens) {
    /** What the access tokens may take, in characters: sealed, a state must stay below the 64 KiB of a store. */
    private static final int ROOM = 40_000;

    /** What a token takes beside itself and its scopes. */
    private static final int AROUND = 400;

    public SessionState {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(family, "family");
        tokens = Map.copyOf(tokens);
    }

    /** Nothing yet. */
    public static SessionState of(String user) {
        return new SessionState(user, "", 0, null, null, null, false, Map.of());
    }

    /** The same as the beginning of a new family. */
    public SessionState asFamily(String family) {
        return new SessionState(user, family, rotation, refreshToken, refreshedAt, identity, overtaken, tokens);
    }

    /** The same with this refresh token, used or issued now. */
    public SessionState with(RefreshToken refreshToken, Instant now) {
        return new SessionState(user, family, rotation + 1, refreshToken, now, identity, false, tokens);
    }

    /** The same, whose refresh token came late. */
    public SessionState asOvertaken() {
        return new SessionState(user, family, rotation, refreshToken, refreshedAt, identity, true, tokens);
    }

    /** The same user, named by the cloud. */
    public SessionState with(Identity identity) {
        return new SessionState(user, family, rotation, refreshToken, refreshedAt, identity, overtaken, tokens);
    }

    /** The same with this access token, without those that have ended, and without those that end first if there are too many. */
    public SessionState with(String variant, HeldToken token, Instant now) {
        Map<String, HeldToken> kept = new HashMap<>(Map.of(variant, token));
        int taken = weight(variant, token);
        for (Map.Entry<String, HeldToken> other : others(variant, now)) {
            taken += weight(other.getKey(), other.getValue());
            if (taken > ROOM) {
                break;
            }
            kept.put(other.getKey(), other.getValue());
        }
        return new SessionState(user, family, rotation, refreshToken, refreshedAt, identity, overtaken, kept);
    }

    /** The tokens of other variants that have not ended, the last to end first. */
    private List<Map.Entry<String, HeldToken>> others(String variant, Instant now) {
        return tokens.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(variant)
                        && entry.getValue().expiresAt().isAfter(now))
                .sorted(Map.Entry.comparingByValue(
                        Comparator.comparing(HeldToken::expiresAt).reversed()))
                .toList();
    }

    private static int weight(String variant, HeldToken held) {
        return variant.length()
                + held.token().exposeSecret().length()
                + held.token().scopes().toString().length()
                + AROUND;
    }

    /** Whether another state of the same login is newer. */
    public boolean isOlderThan(SessionState other) {
        return family.equals(other.family) && rotation < other.rotation;
    }

    @Override
    public String toString() {
        return "SessionState[" + user + ", " + refreshToken + ", " + tokens.size() + " access tokens]";
    }
}
