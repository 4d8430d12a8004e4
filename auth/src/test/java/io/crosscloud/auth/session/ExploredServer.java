package io.crosscloud.auth.session;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
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
        /** The same after the refresh token is spent. */
        UNAVAILABLE_AFTER_THE_COMMIT,
        /** 500, and nothing is spent. */
        BROKEN,
        /** Spent, and of the answer only the new refresh token can be read. */
        UNUSABLE_WITH_TOKEN,
        /** Spent, and nothing of the answer can be read. */
        UNUSABLE,
        CLIENT_REJECTED,
        /** Refused for a reason that nobody knows, and nothing is spent. */
        REFUSED,
        /** The same three times in a row, however late that is. */
        REFUSED_FOR_LONG,
        /** The first answer does not arrive, and whoever shows the spent refresh token next is refused for such a reason. */
        PROBE_REFUSED,
        /** The same, and the refresh token is not spent. */
        PROBE_REFUSED_UNSPENT,
        /** An administrator has revoked the family. */
        REVOKED;

        boolean grace() {
            return this == GRACE || this == ANSWER_LOST_WITH_GRACE;
        }
    }

    private static final int BUSY_ANSWERS = 5;
    private static final int REFUSALS = 3;
    /** More than a moment of the hosts'. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

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

    /** The order of the refresh token that was issued last. */
    int newest() {
        return order("rt-" + issued);
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
        return switch (requests <= disturbed() ? mode : Mode.STRICT) {
            case STRICT, GRACE -> rotate(shown);
            case ANSWER_LOST, ANSWER_LOST_WITH_GRACE -> {
                rotate(shown);
                throw AuthFailure.of(ServerProblem.OUTCOME_UNKNOWN).toException();
            }
            case NEVER_ARRIVED ->
                throw AuthFailure.of(ServerProblem.OUTCOME_UNKNOWN).toException();
            case NOT_SENT -> throw AuthFailure.of(ServerProblem.NETWORK).toException();
            case BUSY, BUSY_FOR_LONG -> throw answer(ServerProblem.SALESFORCE_REFRESH_BUSY, 400, "is being processed");
            case UNAVAILABLE -> throw unavailable();
            case UNAVAILABLE_AFTER_THE_COMMIT -> {
                rotate(shown);
                throw unavailable();
            }
            case BROKEN -> throw answer(ServerProblem.SERVER_UNAVAILABLE, 500, "");
            case UNUSABLE_WITH_TOKEN ->
                throw AuthFailure.of(ServerProblem.RESPONSE_INVALID)
                        .rotated(rotate(shown).refreshToken().orElseThrow())
                        .toException();
            case UNUSABLE -> {
                rotate(shown);
                throw AuthFailure.of(ServerProblem.NOT_JSON).toException();
            }
            case CLIENT_REJECTED -> throw answer(ServerProblem.CLIENT_REJECTED, 401, "");
            case REFUSED, REFUSED_FOR_LONG -> throw refusalForNoKnownReason();
            case PROBE_REFUSED, PROBE_REFUSED_UNSPENT -> {
                if (requests > 1) {
                    throw refusalForNoKnownReason();
                }
                if (mode == Mode.PROBE_REFUSED) {
                    rotate(shown);
                }
                throw AuthFailure.of(ServerProblem.OUTCOME_UNKNOWN).toException();
            }
            case REVOKED -> {
                revoke(shown);
                throw refusal();
            }
        };
    }

    /** How many requests are answered as the mode says; but if it is calm, only what lasts however late it is. */
    private int disturbed() {
        return switch (mode) {
            case REFUSED_FOR_LONG -> REFUSALS;
            case PROBE_REFUSED, PROBE_REFUSED_UNSPENT -> 2;
            case BUSY_FOR_LONG -> calm ? 0 : BUSY_ANSWERS;
            default -> calm ? 0 : 1;
        };
    }

    private static RuntimeException answer(Problem problem, int status, String description) {
        return AuthFailure.of(problem)
                .answer(status, status == 400 ? "invalid_grant" : null, description)
                .toException();
    }

    private static RuntimeException unavailable() {
        return AuthFailure.of(ServerProblem.SERVER_UNAVAILABLE)
                .answer(503, null, null)
                .retryAfter(RETRY_AFTER)
                .toException();
    }

    private static RuntimeException refusalForNoKnownReason() {
        return answer(ServerProblem.SALESFORCE_REFRESH_REFUSED, 400, "ip address not allowed");
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
        return answer(ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED, 400, "expired access/refresh token");
    }
}
