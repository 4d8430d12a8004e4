package io.crosscloud.auth.session;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The truth about refresh tokens: which one of each family lives, and which were spent. Used by one thread at a time. */
final class ExploredServer {
    static final Duration LIFE = Duration.ofMinutes(20);

    static final ProviderInfo INFO =
            ProviderInfo.of(GrantType.REFRESH_TOKEN, SalesforceOrg.myDomain("acme"), ClientId.of("client"));

    /** How it answers the first request; every later one is answered as it should be. */
    enum Mode {
        STRICT,
        /** The last spent refresh token brings once more what it brought. */
        GRACE,
        /** Spent, and the answer does not arrive. */
        ANSWER_LOST,
        ANSWER_LOST_WITH_GRACE,
        /** Not spent, but nobody can know. */
        NEVER_ARRIVED,
        NOT_SENT,
        BUSY,
        BUSY_FOR_LONG,
        /** 503 that says when to come back. */
        UNAVAILABLE,
        /** Spent, and of the answer only the new refresh token can be read. */
        UNUSABLE_WITH_TOKEN,
        /** Spent, and nothing of the answer can be read. */
        UNUSABLE,
        CLIENT_REJECTED,
        /** An administrator has revoked the family. */
        REVOKED;

        boolean grace() {
            return this == GRACE || this == ANSWER_LOST_WITH_GRACE;
        }

        boolean losesAnswers() {
            return this == ANSWER_LOST || this == UNUSABLE;
        }
    }

    private static final int BUSY_ANSWERS = 5;
    private static final int MOST_TOKENS = 1_000;

    private final Mode mode;
    private final InstantSource clock;
    private final Map<String, String> familyOf = new HashMap<>();
    private final Map<String, @Nullable String> living = new HashMap<>();
    private final Map<String, TokenGrant> brought = new HashMap<>();
    private final Set<String> spent = new HashSet<>();
    private int issued;
    private int requests;
    private boolean calm;
    private String lastFamily = "";

    ExploredServer(Mode mode, InstantSource clock) {
        this.mode = mode;
        this.clock = clock;
    }

    TokenGrant login() {
        lastFamily = "family-" + ++issued;
        return issue(lastFamily);
    }

    String lastFamily() {
        return lastFamily;
    }

    String familyOf(String refreshToken) {
        return familyOf.get(refreshToken);
    }

    boolean isSpent(String refreshToken) {
        return spent.contains(refreshToken);
    }

    /** Of two refresh tokens the later login's is higher, and of one login the later issued. */
    int order(String refreshToken) {
        return number(familyOf(refreshToken)) * MOST_TOKENS + number(refreshToken);
    }

    /** Whether two refresh tokens of these orders are of one login. */
    static boolean sameLogin(int one, int other) {
        return one / MOST_TOKENS == other / MOST_TOKENS;
    }

    private static int number(String name) {
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    }

    /** Whether a spent refresh token may be shown again. */
    boolean forgives(String refreshToken) {
        TokenGrant grant = brought.get(refreshToken);
        return mode.grace()
                && grant != null
                && grant.refreshToken().orElseThrow().exposeSecret().equals(living.get(familyOf(refreshToken)));
    }

    int requests() {
        return requests;
    }

    /** From now on every request is answered as it should be. */
    void calm() {
        calm = true;
    }

    /** What a request brings, or why it does not. */
    TokenGrant exchange(String shown) {
        requests++;
        boolean first = requests == 1 || (mode == Mode.BUSY_FOR_LONG && requests <= BUSY_ANSWERS);
        if (calm || !first) {
            return rotate(shown);
        }
        return switch (mode) {
            case STRICT, GRACE -> rotate(shown);
            case ANSWER_LOST, ANSWER_LOST_WITH_GRACE -> {
                rotate(shown);
                throw AuthFailure.of(Problem.OUTCOME_UNKNOWN).toException();
            }
            case NEVER_ARRIVED -> throw AuthFailure.of(Problem.OUTCOME_UNKNOWN).toException();
            case NOT_SENT -> throw AuthFailure.of(Problem.NETWORK).toException();
            case BUSY, BUSY_FOR_LONG ->
                throw AuthFailure.of(Problem.SALESFORCE_REFRESH_BUSY)
                        .answer(400, "invalid_grant", "token request is already being processed")
                        .toException();
            case UNAVAILABLE ->
                throw AuthFailure.of(Problem.SERVER_UNAVAILABLE)
                        .answer(503, null, null)
                        .retryAfter(Duration.ofSeconds(2))
                        .toException();
            case UNUSABLE_WITH_TOKEN ->
                throw AuthFailure.of(Problem.RESPONSE_INVALID)
                        .rotated(rotate(shown).refreshToken().orElseThrow())
                        .toException();
            case UNUSABLE -> {
                rotate(shown);
                throw AuthFailure.of(Problem.NOT_JSON).toException();
            }
            case CLIENT_REJECTED ->
                throw AuthFailure.of(Problem.CLIENT_REJECTED)
                        .answer(401, "invalid_client", null)
                        .toException();
            case REVOKED -> {
                revoke(shown);
                throw refusal();
            }
        };
    }

    private TokenGrant rotate(String shown) {
        String family = familyOf.get(shown);
        if (forgives(shown)) {
            return brought.get(shown);
        }
        if (!shown.equals(living.get(family))) {
            living.put(family, null);
            throw refusal();
        }
        spent.add(shown);
        TokenGrant grant = issue(family);
        brought.put(shown, grant);
        return grant;
    }

    private TokenGrant issue(String family) {
        String refreshToken = "rt-" + ++issued;
        familyOf.put(refreshToken, family);
        living.put(family, refreshToken);
        AccessToken token = AccessToken.of(
                        "at-" + family + "-" + issued,
                        ApiEndpoints.of(URI.create("https://acme.my.salesforce.com")),
                        Scopes.unspecified(),
                        clock.instant())
                .expiringAt(clock.instant().plus(LIFE));
        return TokenGrant.of(token).with(RefreshToken.of(refreshToken));
    }

    /** Ends the login that the refresh token is of. */
    void revoke(String refreshToken) {
        living.put(familyOf(refreshToken), null);
    }

    private static RuntimeException refusal() {
        return AuthFailure.of(Problem.SALESFORCE_REFRESH_TOKEN_REVOKED)
                .answer(400, "invalid_grant", "expired access/refresh token")
                .toException();
    }
}
