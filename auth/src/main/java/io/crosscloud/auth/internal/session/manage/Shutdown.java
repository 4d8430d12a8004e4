package io.crosscloud.auth.internal.session.manage;

import io.crosscloud.auth.internal.session.host.Environment;
import io.crosscloud.auth.internal.session.host.Events;
import io.crosscloud.auth.internal.session.record.PendingWrites;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.SessionProblem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a manager ends: it lets refreshes in flight end, and writes what is not written yet, until the time is up. */
public final class Shutdown {
    private static final Logger LOG = LoggerFactory.getLogger(Events.LOGGER);
    private static final Duration STEP = Duration.ofMillis(20);
    /** What the listener has at least to hear what was told before. */
    private static final Duration TO_TELL = Duration.ofSeconds(1);

    private final Environment environment;
    private final PendingWrites pendingWrites;

    public Shutdown(Environment environment, PendingWrites pendingWrites) {
        this.environment = environment;
        this.pendingWrites = pendingWrites;
    }

    /**
     * Ends, once nothing begins any more. An interrupt does not end the wait, and stays.
     *
     * @throws io.crosscloud.error.StoreException with {@link SessionProblem#CLOSE_UNFINISHED} if something is left
     */
    public void await(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean interrupted = Thread.interrupted();
        write(deadline);
        while (!pendingWrites.isEmpty() && System.nanoTime() - deadline < 0) {
            interrupted |= isInterruptedIn(STEP);
            write(deadline);
        }
        environment.clockwork().end();
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        environment.events().close(left.compareTo(TO_TELL) < 0 ? TO_TELL : left);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        requireNothingPending();
    }

    /** Once through all, or until one fails after the deadline: a store that does not answer is not asked for each. */
    private void write(long deadline) {
        for (PendingWrites.Pending record : pendingWrites.unwritten()) {
            try {
                record.write();
            } catch (RuntimeException | Error e) {
                LOG.debug("{} is not stored yet", record, e);
                if (System.nanoTime() - deadline >= 0) {
                    return;
                }
            }
        }
    }

    private static boolean isInterruptedIn(Duration step) {
        try {
            boolean unused = new CountDownLatch(1).await(step.toNanos(), TimeUnit.NANOSECONDS);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void requireNothingPending() {
        List<PendingWrites.Pending> unwritten = pendingWrites.unwritten();
        List<PendingWrites.Pending> inFlight = pendingWrites.inFlight();
        if (unwritten.isEmpty() && inFlight.isEmpty()) {
            return;
        }
        StringBuilder detail = new StringBuilder("closed with ");
        if (!unwritten.isEmpty()) {
            detail.append("rotated refresh tokens or logouts that the store has not taken, of ")
                    .append(names(unwritten));
        }
        if (!inFlight.isEmpty()) {
            detail.append(unwritten.isEmpty() ? "" : "; and with ")
                    .append("refreshes in flight whose answers will be lost with the process, of ")
                    .append(names(inFlight));
        }
        throw AuthFailure.of(SessionProblem.CLOSE_UNFINISHED)
                .detail(detail.toString())
                .toException();
    }

    private static String names(List<PendingWrites.Pending> records) {
        return String.join(", ", records.stream().map(Object::toString).sorted().toList());
    }
}
