package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.state.SessionState;
import io.crosscloud.error.AuthException;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.SessionRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final int AT_A_TIME = 8;
    private static final int MOST_FAILURES = 1_000;

    private final SessionRuntime runtime;
    private final Map<String, Connection> connections;
    private final Set<String> chosen;
    private volatile CompletableFuture<?> lastPass = CompletableFuture.completedFuture(null);

    KeepAlive(SessionRuntime runtime, Map<String, Connection> connections, Set<String> chosen) {
        this.runtime = runtime;
        this.connections = connections;
        this.chosen = chosen;
    }

    void start() {
        if (chosen.isEmpty()) {
            return;
        }
        runtime.schedule(INTERVAL, () -> {
            CompletableFuture<Void> pass = new CompletableFuture<>();
            lastPass = pass;
            runtime.executor().execute(() -> step(ConcurrentHashMap.newKeySet(), pass));
            start();
        });
    }

    /** Done when the pass that was started last is. */
    CompletableFuture<?> lastPass() {
        return lastPass;
    }

    /** Renews the next few that are due and were not tried in this pass, then goes on; holds no thread while it waits. */
    private void step(Set<String> tried, CompletableFuture<Void> pass) {
        try {
            List<SessionRecord> due = runtime.store().due(runtime.now(), tried.size() + AT_A_TIME).stream()
                    .filter(record -> !tried.contains(record.key()))
                    .limit(AT_A_TIME)
                    .toList();
            if (due.isEmpty() || tried.size() >= MOST_FAILURES) {
                pass.complete(null);
                return;
            }
            CompletableFuture<?>[] renewals = due.stream()
                    .map(record -> renew(record).thenAccept(renewed -> {
                        if (!renewed) {
                            tried.add(record.key());
                        }
                    }))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture<?> unused =
                    CompletableFuture.allOf(renewals).thenRunAsync(() -> step(tried, pass), runtime.executor());
        } catch (RuntimeException e) {
            LOG.warn("keep-alive failed; it goes on in {}", INTERVAL, e);
            pass.complete(null);
        }
    }

    /** Whether the record is no longer due. */
    private CompletableFuture<Boolean> renew(SessionRecord record) {
        Connection connection = connections.get(
                record.key().substring(0, Math.max(0, record.key().indexOf('/'))));
        if (connection == null || !chosen.contains(connection.name())) {
            return CompletableFuture.completedFuture(false);
        }
        try {
            SessionState state = Ledger.open(record, connection, runtime);
            User user = state.user().isEmpty() ? User.integration() : User.of(state.user());
            SessionKey key = SessionKey.of(connection.name(), user);
            if (!StoreKeys.storeKey(key, connection.provider()).equals(record.key())) {
                return CompletableFuture.completedFuture(false);
            }
            return connection
                    .access(key)
                    .keepAlive(key, state)
                    .toCompletableFuture()
                    .handle((done, failure) -> failure == null);
        } catch (AuthException e) {
            LOG.warn("keep-alive cannot read {}: {}", record.key(), e.getMessage());
            return CompletableFuture.completedFuture(false);
        }
    }
}
