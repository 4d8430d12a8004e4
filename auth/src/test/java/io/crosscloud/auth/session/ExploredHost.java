package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.session.engine.Timed;
import io.crosscloud.auth.internal.session.grant.Access;
import io.crosscloud.auth.internal.session.grant.TokenDemand;
import io.crosscloud.auth.internal.session.record.SessionState;
import io.crosscloud.auth.session.World.Sight;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
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
final class ExploredHost extends ScheduledThreadPoolExecutor {
    static final User MARTA = User.of("marta");
    static final SessionKey KEY = SessionKey.of("salesforce", MARTA);
    static final Duration LEASE = Duration.ofSeconds(20);
    static final Duration LONG = LEASE.plusMillis(1);

    /** A wait for another host is shorter. */
    private static final Duration SHORTEST_WAIT_FOR_THE_SERVER = Duration.ofMillis(500);

    private static final TokenCipher CIPHER = TokenCipher.generated();
    private static final HttpClient UNUSED = HttpClient.newHttpClient();

    private final World world;
    private final Stage.Actor caller;
    private final Stage.Actor background;
    private final SessionManager manager;
    private final Access access;
    private final Queue<Runnable> retries = new ArrayDeque<>();
    private final ExploredKnowledge knowledge;
    private @Nullable CompletableFuture<?> retry;
    private volatile @Nullable Thread retrying;
    private boolean waitsForTheServer;
    private boolean crashed;
    private boolean hasBeacon = true;
    private int changesSeen;

    ExploredHost(String name, World world) {
        super(1);
        this.world = world;
        this.knowledge = new ExploredKnowledge(this, world);
        this.caller = world.stage.new Actor(name);
        this.background = world.stage.new Actor(name + "'s background");
        SessionManager.Builder builder = SessionManager.builder()
                .connection(KEY.connection(), new ExploredClient(this, world))
                .store(world.store.seenBy(this), CIPHER)
                .clock(world.clock)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(world.clock.millis()))
                .scheduler(this)
                .httpClient(UNUSED)
                .lease(LEASE)
                .closeTimeout(Duration.ofMillis(1)); // whoever still owes something then is dead
        builder.settings.background = new Background();
        builder.settings.storeThreads = Runnable::run;
        this.manager = builder.build();
        this.access = connection().managed().accesses().of(KEY);
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

    ExploredKnowledge knowledge() {
        return knowledge;
    }

    List<Stage.Actor> actors() {
        return List.of(caller, background);
    }

    /** Which of the two the current thread is. */
    Stage.Actor acting() {
        return Thread.currentThread() == retrying ? background : caller;
    }

    /** Called on the way to the server. */
    void step(String what) {
        Stage.Order unused = caller.step(what, false);
    }

    /** Begins to refresh. */
    void refresh(Timed<AccessToken> before) {
        caller.begin(() -> access.obtain(new TokenDemand(KEY, before, Set.of())));
    }

    /** Begins to take a login. */
    void logIn(TokenGrant login) {
        caller.begin(() -> CompletableFuture.runAsync(() -> complete(login), task -> new Thread(task).start()));
    }

    /** As a login does: what certainly is not stored is revoked. */
    private void complete(TokenGrant login) {
        try {
            adopt(login);
        } catch (AuthException e) {
            if (e.problem() == SessionProblem.STORE_UNCONFIRMED && !crashed) {
                world.saw(Sight.UNCONFIRMED);
            } else if (!crashed) {
                connection().managed().discard(MARTA, login.refreshToken().orElseThrow());
            }
            throw e;
        }
    }

    void adopt(TokenGrant login) {
        connection().adopt(MARTA, login);
        knowledge.loggedIn();
    }

    /** Whether it has begun something that is not done. */
    boolean isBusy() {
        return actors().stream().anyMatch(actor -> !actor.isDone());
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

    /** The store has taken a commit of its. */
    void committed(Optional<SessionRecord> before, Optional<SessionRecord> after) {
        if (acting() == background) {
            world.saw(Sight.STORED_LATER);
        }
        knowledge.committed(before, after);
    }

    void proceed(Stage.Actor actor, Stage.Order order) {
        if (actor.isAt("find")) {
            changesSeen = world.store.changes();
        }
        actor.proceed(order);
    }

    void violation(String what) {
        world.witness.violation(what);
    }

    /** Whether another look can find anything new. */
    boolean hasNews() {
        return waitsForTheServer || world.store.changes() != changesSeen;
    }

    /** Whether a store without a beacon would let another host overtake it, if more than a lease passed now. */
    boolean isExposed() {
        return knowledge.isExposed() && !crashed;
    }

    /** Whether it owes the store a rotation and does nothing about it. */
    boolean forgets() {
        return knowledge.isOwed() && !crashed && !isBusy() && retries.isEmpty();
    }

    /** Nothing that it had planned happens any more. */
    void kill() {
        if (knowledge.carries()) {
            world.witness.lost();
        }
        crashed = true;
        retries.clear();
        actors().forEach(Stage.Actor::crash);
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

    /** From now on it takes its steps unasked, and first those that it owes. */
    void setFree() {
        actors().forEach(Stage.Actor::setFree);
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
                return access.obtain(new TokenDemand(KEY, null, Set.of()))
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
            SessionState state = connection().managed().context().records().open(row);
            return state.refreshToken() == null ? null : state.refreshToken().exposeSecret();
        } catch (AuthException e) {
            violation("a record that cannot be opened");
            return null;
        }
    }

    @Override
    public String toString() {
        return caller + (background.isDone() ? "" : ", " + background);
    }

    // Time.

    /** Waits are steps. */
    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        boolean pause = StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("pause")));
        if (!pause) {
            return null;
        }
        Duration length = Duration.of(delay, unit.toChronoUnit());
        waitsForTheServer = length.compareTo(SHORTEST_WAIT_FOR_THE_SERVER) >= 0;
        if (caller.isFree()) {
            world.clock.advance(waitsForTheServer ? length : LONG);
            end(task);
        } else {
            caller.rest(() -> end(task));
        }
        return null;
    }

    /** What is tried again is so when the world says. That a call is still away is said at once, if at all. */
    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        boolean again = StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("retry")));
        if (!crashed && again) {
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
