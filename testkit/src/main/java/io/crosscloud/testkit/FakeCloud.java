package io.crosscloud.testkit;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

/** What the fakes of both clouds have in common. Thread-safe; {@link #close()} frees the port. */
public interface FakeCloud extends AutoCloseable {

    /** Scheme, host and port that the fake answers on, without a slash at the end. */
    URI uri();

    /** The time by which the fake's tokens live and die. */
    InstantSource clock();

    /** All requests so far. */
    Journal journal();

    /** Where faults and hooks for coming requests are scripted. */
    Faults faults();

    /** From now on the {@code Date} header is off the fake's clock by this much (negative: it is behind). */
    void skewDate(Duration skew);

    /** Ends all connections and refuses new ones until {@link #acceptConnections()}, as a host does that is down. */
    void refuseConnections();

    /** Answers again on the same port. */
    void acceptConnections();

    @Override
    void close();
}
