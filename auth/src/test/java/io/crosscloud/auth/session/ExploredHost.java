package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.refresh.Timed;
import io.crosscloud.auth.internal.state.SessionState;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process with a session manager. It does two things at once: what a caller wants, and what it tries again in the
 * background.
 */
final class ExploredHost extends ScheduledThreadPoolExecutor implements TokenProvider {
    static final User MARTA = User.of("marta");
    static final SessionKey KEY = SessionKey.of("salesforce", MARTA);
    static final Duration LEASE = Duration.ofSeconds(20);
    static final Duration LONG = LEASE.plusMillis(1);

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final TokenCipher CIPHER = TokenCipher.generated();
    private static final HttpClient UNUSED = HttpClient.newHttpClient();

    private final World world;
    private final Stage.Actor caller;
    private final Stage.Actor background;
    private final SessionManager manager;
    private final Access access;
    private final Queue<Runnable> retries = new ArrayDeque<>();
    private final Set<Stage.Actor> behind = new HashSet<>();
    private @Nullable CompletableFuture<?> retry;
    private volatile @Nullable Thread retrying;
    private boolean hasClaim;
    private boolean probe;
    private boolean carries;
    private boolean crashed;
    private boolean hasBeacon = true;
    private boolean loggedIn;
    private int changesSeen;
    private int knows;

    ExploredHost(String name, World world) {
        super(1);
        this.world = world;
        this.caller = world.stage.new Actor(name);
        this.background = world.stage.new Actor(name + "'s background");
        SessionManager.Builder builder = SessionManager.builder()
                .connection(KEY.connection(), this)
                .store(world.store.seenBy(this), CIPHER)
                .clock(world.clock)
                .scheduler(this)
                .httpClient(UNUSED)
                .lease(LEASE)
                .closeTimeout(Duration.ofSeconds(1));
        builder.background = new Background();
        this.manager = builder.build();
        this.access = connection().access(KEY);
    }

    private Connection connection() {
        return manager.connection(KEY.connection());
    }

    Stage.Actor caller() {
        return caller;
    }

    Stage.Actor background() {
        return background;
    }

    /** Which of the two the current thread is. */
    Stage.Actor acting() {
        return Thread.currentThread() == retrying ? background : caller;
    }

    /** Begins to refresh. */
    void refresh(Timed<AccessToken> before) {
        caller.begin(() -> access.obtain(new Want(KEY, before, Set.of())));
    }

    /** Begins to take a login. */
    void logIn(TokenGrant login) {
        caller.begin(() -> CompletableFuture.runAsync(() -> adopt(login), task -> new Thread(task).start()));
    }

    void adopt(TokenGrant login) {
        connection().adopt(MARTA, login);
        loggedIn = true;
    }

    /** Whether it has begun something that is not done. */
    boolean isBusy() {
        return !caller.isDone() || !background.isDone();
    }

    /** Whether there is something to try again, and nothing is being tried. */
    boolean canTryAgain() {
        return !crashed && !retries.isEmpty() && background.isDone();
    }

    void tryAgain() {
        background.begin(() -> {
            retries.remove().run();
            return retry;
        });
    }

    void proceed(Stage.Actor actor, Stage.Order order) {
        if (actor.isAt("find")) {
            changesSeen = world.store.changes();
        }
        actor.proceed(order);
    }

    /** Whether another look can find anything new. */
    boolean hasNews() {
        return hasClaim || world.store.changes() != changesSeen;
    }

    /** Whether this process has the only copy of a rotation. */
    boolean carries() {
        return carries;
    }

    /** Nothing that it had planned happens any more. */
    void kill() {
        if (carries) {
            world.witness.lost();
        }
        crashed = true;
        retries.clear();
        caller.crash();
        background.crash();
    }

    boolean isCrashed() {
        return crashed;
    }

    void loseBeacon() {
        hasBeacon = false;
        world.witness.beaconWentOut();
    }

    /** Whether others see that it lives. */
    boolean hasBeacon() {
        return hasBeacon && !crashed;
    }

    /** The newest refresh token that it has ever seen, as the server orders them. */
    int knows() {
        return knows;
    }

    private void knows(TokenGrant grant) {
        grant.refreshToken().ifPresent(token -> knows = Math.max(knows, world.server.order(token.exposeSecret())));
    }

    /** From now on it takes its steps unasked, and first those that it owes. */
    void setFree() {
        caller.setFree();
        background.setFree();
        tryAllAgain();
    }

    private void tryAllAgain() {
        while (!retries.isEmpty()) {
            retries.remove().run();
            retry.join();
        }
    }

    /** A token, or why there is none, taking its steps unasked; what may be tried again is. */
    Object outcome(boolean patiently) {
        Throwable failure = null;
        for (int i = 0; i < (patiently ? 5 : 1); i++) {
            try {
                return access.obtain(new Want(KEY, null, Set.of()))
                        .toCompletableFuture()
                        .join()
                        .value();
            } catch (CompletionException e) {
                failure = Witness.cause(e);
                if (!(failure instanceof TryLaterException)) {
                    break;
                }
            }
            world.clock.advance(Duration.ofMinutes(2));
        }
        return failure;
    }

    void close() {
        manager.close();
    }

    /** Closes what a killed process leaves in this one. */
    void bury() {
        try {
            manager.close();
        } catch (RuntimeException | Stage.Crash e) {
            // It is dead.
        }
    }

    /** The refresh token in a row, if there is one. */
    @Nullable
    String tokenIn(Optional<SessionRecord> row) {
        return row.map(SessionRecord::session)
                .map(session -> world.opened.computeIfAbsent(session.payload(), unused -> open(row.get())))
                .orElse(null);
    }

    private @Nullable String open(SessionRecord row) {
        try {
            SessionState state =
                    Ledger.open(row, connection(), manager.session(KEY).runtime());
            return state.refreshToken() == null ? null : state.refreshToken().exposeSecret();
        } catch (AuthException e) {
            violation("a record that cannot be opened");
            return null;
        }
    }

    private int orderIn(Optional<SessionRecord> row) {
        String token = tokenIn(row);
        return token == null ? 0 : world.server.order(token);
    }

    /** Whether this host knows of a newer one: of the same login, or of one that it has made itself. */
    private boolean isOutdated(int order) {
        boolean comparable = order == 0 || ExploredServer.sameLogin(order, knows);
        return order < knows && (comparable || (loggedIn && !world.witness.emptied()));
    }

    // What the store tells.

    void found(Optional<SessionRecord> row) {
        int found = orderIn(row);
        if (isOutdated(found)) {
            behind.add(acting());
        } else {
            behind.remove(acting());
        }
        knows = Math.max(knows, found);
    }

    void claimed(boolean probe) {
        if (behind.contains(acting())) {
            violation("a claim on a row that is older than what this host knows");
        }
        this.probe = probe;
        hasClaim = true;
    }

    void committed(Optional<SessionRecord> before, Optional<SessionRecord> after) {
        int stored = orderIn(after);
        if (stored < orderIn(before) && !world.witness.emptied()) {
            violation("a newer state is overwritten");
        }
        if (isOutdated(stored)) {
            violation("not repaired in one commit");
        }
        if (behind.remove(acting())) {
            world.witness.broughtBack(tokenIn(after)); // another host may know of a newer one
            world.saw(World.Sight.REPAIRED);
        }
        if (acting() == background) {
            world.saw(World.Sight.STORED_LATER);
        }
        knows = Math.max(knows, stored);
        carries = false;
        hasClaim = false;
    }

    void released() {
        hasClaim = false;
    }

    void violation(String what) {
        world.witness.violation(what);
    }

    @Override
    public String toString() {
        return caller + (background.isDone() ? "" : ", " + background);
    }

    // The way to the server.

    @Override
    public ProviderInfo info() {
        return ExploredServer.INFO;
    }

    @Override
    public TokenGrant token(TokenRequest request) {
        Instant deadline = world.clock.instant().plus(DEADLINE);
        caller.step("send", false);
        if (world.clock.instant().isAfter(deadline)) {
            throw AuthFailure.of(Problem.NETWORK)
                    .detail("paused past the deadline")
                    .toException();
        }
        String shown = request.refreshToken().orElseThrow().exposeSecret();
        if (isOutdated(world.server.order(shown))) {
            violation("a refresh token is shown that this host has seen replaced");
        }
        boolean spentBefore = world.server.isSpent(shown);
        boolean alone = world.witness.sends(shown, probe);
        try {
            return received(shown, spentBefore);
        } finally {
            if (alone) {
                world.witness.answered(shown);
            }
        }
    }

    private TokenGrant received(String shown, boolean spentBefore) {
        TokenGrant grant = null;
        RuntimeException refusal = null;
        try {
            grant = world.server.exchange(shown);
        } catch (RuntimeException e) {
            refusal = e;
        }
        if (!spentBefore && world.server.isSpent(shown)) {
            if (world.losesAnswers() && grant == null) {
                world.witness.lost();
            } else {
                carries = true;
            }
        }
        caller.step("answer", false);
        if (refusal != null) {
            throw refusal;
        }
        knows(grant);
        return grant;
    }

    @Override
    public Revocation revoke(RefreshToken token) {
        world.server.revoke(token.exposeSecret());
        return Revocation.REVOKED;
    }

    // Time.

    /** Waits are steps. */
    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        boolean pause = StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("pause")));
        if (pause && caller.isFree()) {
            world.clock.advance(hasClaim ? Duration.of(delay, unit.toChronoUnit()) : LONG);
            end(task);
        } else if (pause) {
            caller.rest(() -> end(task));
        }
        return null;
    }

    /** What is tried again is so when the world says. */
    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        if (!crashed) {
            retries.add(task);
        }
        return null;
    }

    private static void end(Callable<?> pause) {
        try {
            pause.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets it be seen when a try is over. */
    private final class Background extends ThreadPoolExecutor {
        Background() {
            super(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        }

        @Override
        public void execute(Runnable attempt) {
            retry = CompletableFuture.runAsync(
                    () -> {
                        retrying = Thread.currentThread();
                        attempt.run();
                    },
                    super::execute);
        }
    }
}
