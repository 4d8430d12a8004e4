package io.crosscloud.verification.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the storm may do to its hosts. */
class FleetTest {
    private static final Duration MOMENT = Duration.ofMillis(50);

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void close() {
        scheduler.shutdownNow();
    }

    /** Two stops in a row would be one that is longer than the store waits for a host. */
    @Test
    void hostThatHasJustGoneOn_isNotStoppedAgain() throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        Settings settings =
                new Settings(StoreServer.Kind.POSTGRES, Control.NONE, 0, 1, 0, 1, 0, false, false, 0, Duration.ZERO);
        HostSettings each = new HostSettings(
                "",
                new StoreAddress(StoreServer.Kind.POSTGRES, 1),
                Control.NONE,
                new HostSettings.Server(URI.create("http://127.0.0.1:1"), ClientId.of("none"), Secret.of("none")),
                Duration.ZERO,
                Timing.MAX_PAUSE,
                0,
                1,
                0,
                0,
                Storm.key());
        try (Fleet fleet = new Fleet(settings, each, (life, line) -> ready.countDown(), scheduler)) {
            fleet.start();
            Scene.await(ready);
            CountDownLatch wentOn = new CountDownLatch(1);
            fleet.pause("host-1.1", MOMENT);
            var unused = scheduler.schedule(wentOn::countDown, MOMENT.toNanos(), TimeUnit.NANOSECONDS);
            Scene.await(wentOn);

            fleet.pause("host-1.1", MOMENT);

            assertThat(fleet.pauses()).hasSize(1);
        }
    }
}
