package io.crosscloud.auth.internal.session.host;

import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.spi.AuthListener;
import io.crosscloud.spi.TokenStore;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a host sets of its session manager, with the defaults. Not thread-safe. The manager's builder documents each. */
public final class Settings {
    public @Nullable TokenStore store;
    public TokenCipher cipher = TokenCipher.generated();
    public AuthListener listener = AuthListener.NONE;
    public InstantSource clock = InstantSource.system();
    public @Nullable HttpClient httpClient;
    public LongSupplier ticker = System::nanoTime;
    public @Nullable ScheduledExecutorService scheduler;

    public @Nullable Duration assumedLifetime;
    public Duration acquireTimeout = Duration.ofSeconds(30);
    public Duration closeTimeout = Duration.ofSeconds(20);
    public Duration lease = Duration.ofSeconds(20);

    public Duration keepAliveWithin = Duration.ofDays(25);
    public final Set<String> keptAlive = new TreeSet<>();

    public int concurrency = 32;
    public long maximumSessions = 10_000;
    public Duration idleTime = Duration.ofHours(12);

    /** How long one verb of the store is waited for: longer than a driver's or a pool's own timeouts should be. */
    public Duration storeTimeout = Duration.ofSeconds(10);

    /** Where the store is asked; null for threads of the manager's. */
    public @Nullable Executor storeThreads;

    /** Where late writes and revocations are tried again; null for threads of the manager's. */
    public @Nullable ExecutorService background;
}
