package io.crosscloud.testkit.internal.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server on 127.0.0.1 with one daemon thread per connection. Its {@code Date} header follows a clock of the
 * caller's. (The JDK's own {@code jdk.httpserver} always stamps the system's time and can neither reset a connection
 * nor send a broken status line.) Thread-safe.
 */
public final class FakeServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FakeServer.class.getPackageName());
    private static final int BACKLOG = 4096;

    private final InstantSource clock;
    private final Handler handler;
    private final @Nullable SSLSocketFactory tls;
    private final InetSocketAddress address;
    private final ExecutorService threads;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ReentrantLock listening = new ReentrantLock();
    private volatile ServerSocket listener;
    private volatile Duration dateSkew = Duration.ZERO;
    private @Nullable Thread acceptor;
    private @Nullable Socket placeholder;

    private FakeServer(InstantSource clock, int port, Handler handler, @Nullable SSLSocketFactory tls) {
        this.clock = clock;
        this.handler = handler;
        this.tls = tls;
        this.listener = listen(new InetSocketAddress(loopback(), port));
        this.address = new InetSocketAddress(loopback(), listener.getLocalPort());
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "fake-cloud-" + address.getPort());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts on this port, or on any free one if 0. */
    public static FakeServer start(InstantSource clock, int port, Handler handler) {
        return new FakeServer(clock, port, handler, null).accepting();
    }

    /** The same over TLS, with the certificate of {@link TestTls}. */
    public static FakeServer startSecure(InstantSource clock, int port, Handler handler) {
        return new FakeServer(clock, port, handler, TestTls.serverSockets()).accepting();
    }

    /** Scheme, host and port, without a slash at the end. */
    public URI uri() {
        return URI.create((tls == null ? "http" : "https") + "://127.0.0.1:" + address.getPort());
    }

    /** From now on the {@code Date} header is off the clock by this much. */
    public void skewDate(Duration skew) {
        dateSkew = skew;
    }

    /** Ends all connections and refuses new ones (the kernel answers RST); the port stays reserved. */
    public void refuse() {
        listening.lock();
        try {
            if (placeholder == null && closed.getCount() > 0) {
                stopListening();
                Socket bound = new Socket();
                bound.setReuseAddress(true);
                bound.bind(address);
                placeholder = bound;
                connections.forEach(Connection::close);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            listening.unlock();
        }
    }

    /** Ends what {@link #refuse()} began. */
    public void accept() {
        listening.lock();
        try {
            if (placeholder != null && closed.getCount() > 0) {
                placeholder.close();
                placeholder = null;
                listener = listen(address);
                accepting();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            listening.unlock();
        }
    }

    /** Ends all connections, also stalled ones, interrupts handlers and frees the port. Idempotent. */
    @Override
    public void close() {
        listening.lock();
        try {
            closed.countDown();
            stopListening();
            if (placeholder != null) {
                placeholder.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            listening.unlock();
        }
        connections.forEach(Connection::close);
        threads.shutdownNow();
    }

    String date() {
        return HttpDate.format(clock.instant().plus(dateSkew));
    }

    void pause(Duration duration) throws IOException {
        try {
            if (closed.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("the server was closed");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("the server was closed", stopped);
        }
    }

    void ended(Connection connection) {
        connections.remove(connection);
    }

    private FakeServer accepting() {
        ServerSocket source = listener;
        Thread thread = new Thread(() -> acceptFrom(source), "fake-cloud-" + address.getPort() + "-accept");
        thread.setDaemon(true);
        thread.start();
        acceptor = thread;
        return this;
    }

    /** The kernel listens until the accepting thread has left its call, so that this waits for it. */
    private void stopListening() throws IOException {
        listener.close();
        boolean interrupted = false;
        while (acceptor != null) {
            try {
                acceptor.join();
                acceptor = null;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptFrom(ServerSocket source) {
        while (!source.isClosed()) {
            try {
                Connection connection = new Connection(source.accept(), this, handler, tls);
                connections.add(connection);
                threads.execute(connection);
                if (source.isClosed()) {
                    connection.close();
                }
            } catch (IOException | RejectedExecutionException stopped) {
                LOG.log(Level.TRACE, "not accepted", stopped);
            }
        }
    }

    private static ServerSocket listen(InetSocketAddress address) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(address, BACKLOG);
            return socket;
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot listen on " + address + " (expected: a free port)", failed);
        }
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
