package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.testkit.Rotation;
import io.crosscloud.testkit.TokenTally;
import io.crosscloud.testkit.internal.engagement.Settings.Lives;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All codes and tokens. Each verb is one step under one lock, so that a code or a refresh token that may be used once is
 * used once, however many present it at the same time.
 */
final class Vault {
    static final Duration CODE_LIFE = Duration.ofMinutes(5);

    private static final String REFUSED = "The refresh token is invalid, expired or revoked.";
    private static final String BUSY = "token request is already being processed";

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Code> codes = new HashMap<>();
    private final Map<String, Access> access = new HashMap<>();
    private final Queue<Access> oldest = new ArrayDeque<>();
    private final Map<String, Refresh> refresh = new HashMap<>();
    private final Map<String, TokenUse> issuedShort = new HashMap<>();
    private final InstantSource clock;
    private final Lives lives;
    private final TokenText texts;
    private Rotation rotation;
    private int issued;
    private int spentPresented;
    private int familiesRevoked;
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final AtomicReference<Runnable> duringNext = new AtomicReference<>(() -> {});

    /** An access token. */
    record Access(String text, Rights rights, Instant expiresAt, TokenUse use) {}

    /** What a grant with a refresh token answers with. */
    record Pair(Access access, String refreshToken) {}

    /** A login that waits to be turned into tokens. */
    record Code(Rights rights, AuthorizationRequest request, Instant expiresAt, Family family) {}

    Vault(InstantSource clock, Lives lives, Rotation rotation, TokenText texts) {
        this.clock = clock;
        this.lives = lives;
        this.rotation = rotation;
        this.texts = texts;
    }

    /** An access token that no refresh token goes with. */
    Access issue(Rights rights) {
        String text = texts.mint("access_token", rights.client());
        return locked(() -> add(text, rights, lives.access(), TokenUse.BEARER));
    }

    /** An access token of the endpoint of before 2019. */
    Access issueShort(Rights rights, Duration life, TokenUse use) {
        String text = texts.shortText();
        return locked(() -> {
            issuedShort.put(text, use);
            return add(text, rights, life, use);
        });
    }

    boolean wasIssuedShort(String text, TokenUse use) {
        return locked(() -> issuedShort.get(text) == use);
    }

    /** The tokens of a login that no code stands for. */
    Pair issuePair(Rights rights) {
        return locked(() -> pair(rights, rights, new Family()));
    }

    String issueCode(Rights rights, AuthorizationRequest request) {
        String text = texts.mint("code", rights.client());
        return locked(() -> {
            codes.put(text, new Code(rights, request, clock.instant().plus(CODE_LIFE), new Family()));
            return text;
        });
    }

    /**
     * Uses a code once. One that is used again costs the tokens that it was turned into (RFC 6749 section 4.1.2).
     *
     * @param narrow gives what the tokens may do, or refuses, in which case the code stays good
     */
    Pair redeem(String presented, Predicate<AuthorizationRequest> matches, UnaryOperator<Rights> narrow) {
        return locked(() -> {
            Code code = codes.get(presented);
            if (code == null || !matches.test(code.request)) {
                throw Refusal.grant("The authorization code is invalid.");
            }
            if (!code.expiresAt.isAfter(clock.instant())) {
                throw Refusal.grant("The authorization code has expired.");
            }
            if (!code.family.accessTokens().isEmpty() || code.family.isRevoked()) {
                revoke(code.family);
                throw Refusal.grant("The authorization code has already been used.");
            }
            Rights rights = narrow.apply(code.rights);
            return pair(code.rights.within(code.rights.unit(), rights.scopes()), rights, code.family);
        });
    }

    /**
     * Uses a refresh token.
     *
     * @param narrow gives what the new access token may do, or refuses, in which case the refresh token stays good
     */
    Pair refresh(String presented, ClientId client, UnaryOperator<Rights> narrow) {
        Refresh token = locked(() -> Optional.ofNullable(refresh.get(presented))
                .filter(known -> known.rights().client().clientId().equals(client))
                .orElseThrow(() -> Refusal.grant(REFUSED)));
        mostInFlight.accumulateAndGet(token.family().enter(), Math::max);
        try {
            duringNext.getAndSet(() -> {}).run();
            return locked(() -> rotated(presented, token, narrow));
        } finally {
            token.family().leave();
        }
    }

    private Pair rotated(String presented, Refresh token, UnaryOperator<Rights> narrow) {
        Instant now = clock.instant();
        if (token.spentAt().isPresent()) {
            return again(token, token.spentAt().get(), now);
        }
        if (!token.isLive(now)) {
            throw Refusal.grant(REFUSED);
        }
        Rights rights = narrow.apply(token.rights());
        if (rotation instanceof Rotation.None) {
            return new Pair(member(token.family(), rights), presented);
        }
        Pair successor = pair(token.rights(), rights, token.family());
        token.spend(now, successor);
        return successor;
    }

    private Pair again(Refresh token, Instant spentAt, Instant now) {
        if (rotation instanceof Rotation.Grace grace && now.isBefore(spentAt.plus(grace.window()))) {
            Optional<Pair> same = token.successor().filter(pair -> isLive(pair.refreshToken()));
            if (same.isPresent()) {
                return same.get();
            }
        }
        spentPresented++;
        if (rotation instanceof Rotation.Busy busy && now.isBefore(spentAt.plus(busy.window()))) {
            throw Refusal.spent(BUSY);
        }
        if (!(rotation instanceof Rotation.Strict strict) || strict.revokesFamily()) {
            familiesRevoked += token.family().isRevoked() ? 0 : 1;
            revoke(token.family());
        }
        throw Refusal.spent(REFUSED);
    }

    private boolean isLive(String refreshToken) {
        Refresh token = refresh.get(refreshToken);
        return token != null && token.isLive(clock.instant());
    }

    private Pair pair(Rights granted, Rights narrowed, Family family) {
        String text = texts.mint("refresh_token", granted.client());
        refresh.put(text, new Refresh(granted, family, clock.instant().plus(lives.refresh())));
        return new Pair(member(family, narrowed), text);
    }

    private Access member(Family family, Rights rights) {
        Access token = add(texts.mint("access_token", rights.client()), rights, lives.access(), TokenUse.BEARER);
        family.add(token.text);
        return token;
    }

    private Access add(String text, Rights rights, Duration life, TokenUse use) {
        Instant now = clock.instant();
        for (Access old = oldest.peek(); old != null && !old.expiresAt.isAfter(now); old = oldest.peek()) {
            oldest.remove();
            access.remove(old.text);
        }
        Access token = new Access(text, rights, now.plus(life), use);
        access.put(text, token);
        oldest.add(token);
        issued++;
        return token;
    }

    private void revoke(Family family) {
        if (!family.isRevoked()) {
            family.revoke();
            family.accessTokens().forEach(access::remove);
        }
    }

    /** The access token of this text, if it is alive and for this use. */
    Optional<Access> find(String text, TokenUse use) {
        return locked(() -> Optional.ofNullable(access.get(text))
                .filter(token -> token.use == use && token.expiresAt.isAfter(clock.instant())));
    }

    /** From now on no access token given out so far is any good. */
    void expireAccessTokens() {
        locked(() -> {
            access.clear();
            oldest.clear();
            return true;
        });
    }

    /** Ends one access token, or a refresh token with everything of the same login; whether there was one. */
    boolean revoke(String text) {
        return locked(() -> {
            Refresh token = refresh.get(text);
            if (token != null) {
                revoke(token.family());
            }
            return access.remove(text) != null || token != null;
        });
    }

    /** Revokes every login whose rights are such. */
    void revokeAll(Predicate<Rights> rights) {
        locked(() -> {
            refresh.values().stream()
                    .filter(token -> rights.test(token.rights()))
                    .forEach(token -> revoke(token.family()));
            return access.values().removeIf(token -> rights.test(token.rights));
        });
    }

    void duringNextRefresh(Runnable code) {
        duringNext.set(code);
    }

    void rotation(Rotation mode) {
        locked(() -> rotation = mode);
    }

    TokenTally tally() {
        return locked(() -> new TokenTally(
                issued,
                (int) access.values().stream()
                        .filter(token -> token.expiresAt.isAfter(clock.instant()))
                        .count(),
                (int) refresh.keySet().stream().filter(this::isLive).count(),
                spentPresented,
                familiesRevoked,
                mostInFlight.get()));
    }

    private <T extends @Nullable Object> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }
}
