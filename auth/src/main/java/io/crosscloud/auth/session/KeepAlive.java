package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.state.SessionState;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses refresh tokens again before they go stale. Once an hour it asks the store for what is due and works it off, a few at a
 * time, on the manager's threads. Which host does it is left to the claim; a record that another host has used meanwhile
 * costs a look.
 */
final class KeepAlive {
    private static final Logger LOG = LoggerFactory.getLogger(SessionManager.class);
    private static final Duration INTERVAL = Duration.ofHours(1);
    /** How long a renewal is waited for; one that takes longer goes on by itself. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** In place of a connection's name, for what is asked on behalf of all. */
    private static final String ALL = "*";

    private static final int AT_A_TIME = 8;
    private static final int MOST_AT_ONCE = 1_000;
    private static final int MOST_FAILURES = 1_000;
    private static final int MOST_FOREIGN = 20_000;

    private final SessionRuntime runtime;
    private final TokenStore store;
    private final Map<String, Connection> connections;
    private final Set<String> chosen;
    private volatile CompletableFuture<?> lastPass = CompletableFuture.completedFuture(null);

    KeepAlive(SessionRuntime runtime, Map<String, Connection> connections, Set<String> chosen) {
        this.runtime = runtime;
        this.connections = connections;
        this.store = runtime.storeOf(ALL);
        this.chosen = chosen;
    }

    void start() {
        if (chosen.isEmpty()) {
            return;
        }
        runtime.clockwork().schedule(INTERVAL, () -> {
            CompletableFuture<Void> pass = new CompletableFuture<>();
            lastPass = pass;
            runtime.clockwork().threads().execute(() -> new Pass(pass).step());
            start();
        });
    }

    /** Done when the pass that was started last is. */
    CompletableFuture<?> lastPass() {
        return lastPass;
    }

    private enum Outcome {
        /** No longer due. */
        RENEWED,
        FAILED,
        /** Of a connection that is not kept alive here, or of another binding of it. */
        FOREIGN,
        /** The server has refused it, and nobody asks again for a while. */
        PAUSED
    }

    /** One walk through what is due, a few at a time; it holds no thread while it waits. */
    private final class Pass {
        private final CompletableFuture<Void> done;
        private final Queue<SessionRecord> found = new ArrayDeque<>();
        private final Set<String> failed = ConcurrentHashMap.newKeySet();
        private final Set<String> foreign = ConcurrentHashMap.newKeySet();
        private final Set<String> paused = ConcurrentHashMap.newKeySet();

        Pass(CompletableFuture<Void> done) {
            this.done = done;
        }

        void step() {
            try {
                if (found.isEmpty()) {
                    look();
                }
                if (found.isEmpty() || isTooLong()) {
                    done.complete(null);
                    return;
                }
                List<CompletableFuture<?>> renewals = new ArrayList<>();
                while (!found.isEmpty() && renewals.size() < AT_A_TIME) {
                    SessionRecord record = found.remove();
                    renewals.add(renew(record).thenAccept(outcome -> note(record, outcome)));
                }
                CompletableFuture<?> unused = CompletableFuture.allOf(renewals.toArray(CompletableFuture[]::new))
                        .thenRunAsync(this::step, runtime.clockwork().threads());
            } catch (RuntimeException e) {
                LOG.warn("keep-alive failed; it goes on in {}", INTERVAL, e);
                done.complete(null);
            }
        }

        /** Reads due records past those that were skipped, in batches that grow with the number of these. */
        private void look() {
            int skipped = failed.size() + foreign.size() + paused.size();
            int more = Math.max(AT_A_TIME, Math.min(skipped, MOST_AT_ONCE));
            store.due(runtime.now(), skipped + more).stream()
                    .filter(record -> !failed.contains(record.key())
                            && !foreign.contains(record.key())
                            && !paused.contains(record.key()))
                    .forEach(found::add);
        }

        private void note(SessionRecord record, Outcome outcome) {
            switch (outcome) {
                case RENEWED -> {}
                case FAILED -> failed.add(record.key());
                case FOREIGN -> foreign.add(record.key());
                case PAUSED -> paused.add(record.key());
            }
        }

        private boolean isTooLong() {
            if (failed.size() >= MOST_FAILURES) {
                LOG.warn("keep-alive failed for {} sessions; it goes on in {}", failed.size(), INTERVAL);
                return true;
            }
            if (foreign.size() >= MOST_FOREIGN) {
                LOG.warn(
                        "keep-alive stopped: {} sessions in the store are due and belong to no connection that is kept alive"
                                + " here (removed, or of another client id); erase their rows, such as {}",
                        foreign.size(),
                        foreign.iterator().next());
                return true;
            }
            return false;
        }
    }

    private CompletableFuture<Outcome> renew(SessionRecord record) {
        Connection connection = connections.get(
                record.key().substring(0, Math.max(0, record.key().indexOf('/'))));
        if (connection == null || !chosen.contains(connection.name())) {
            return CompletableFuture.completedFuture(Outcome.FOREIGN);
        }
        if (record.notBefore() != null) {
            return CompletableFuture.completedFuture(Outcome.PAUSED);
        }
        try {
            SessionState state = Ledger.open(record, connection, runtime);
            User user = state.user().isEmpty() ? User.integration() : User.of(state.user());
            SessionKey key = SessionKey.of(connection.name(), user);
            if (!connection.storeKeyInTime(key).equals(record.key())) {
                return CompletableFuture.completedFuture(Outcome.FOREIGN);
            }
            return connection
                    .standingAccess(key, record.key())
                    .keepAlive(key, state)
                    .toCompletableFuture()
                    .handle((renewed, failure) -> failure == null ? Outcome.RENEWED : Outcome.FAILED)
                    .completeOnTimeout(Outcome.FAILED, LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (RuntimeException e) {
            LOG.warn("keep-alive cannot renew {}: {}", record.key(), e.getMessage());
            return CompletableFuture.completedFuture(Outcome.FAILED);
        }
    }
}
