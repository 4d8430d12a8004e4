package io.crosscloud.auth.connectedapp;

import io.crosscloud.error.AuthFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Listens on loopback addresses for one callback, on the thread that waits for it. Whoever connects and says nothing, little
 * or too much costs a small buffer: nobody is waited for, and beyond a few hundred the one who came first has to go. Not
 * thread-safe.
 */
final class CallbackListener implements AutoCloseable {
    private static final int MOST_VISITORS = 256;

    private final URI redirectUri;
    private final Selector selector;
    private final Deque<SocketChannel> visitors = new ArrayDeque<>();

    private CallbackListener(URI redirectUri, Selector selector) {
        this.redirectUri = redirectUri;
        this.selector = selector;
    }

    /** @throws io.crosscloud.error.ConfigurationException if none of the URIs can be listened on */
    static CallbackListener listen(List<URI> redirectUris) {
        List<String> taken = new ArrayList<>();
        for (URI uri : redirectUris) {
            try {
                return listen(uri);
            } catch (IOException e) {
                taken.add(uri + " (" + e.getMessage() + ")");
            }
        }
        throw AuthFailure.of(LoginProblem.LOGIN_PORT_TAKEN)
                .detail(String.join(", ", taken))
                .toException();
    }

    /** On every loopback address of the host: which one the browser takes for {@code localhost}, nobody knows. */
    private static CallbackListener listen(URI uri) throws IOException {
        CallbackListener listener = new CallbackListener(uri, Selector.open());
        try {
            for (InetAddress address : loopback(uri.getHost())) {
                listener.bind(new InetSocketAddress(address, uri.getPort()));
            }
            if (listener.selector.keys().isEmpty()) {
                throw new IOException("no such address");
            }
            return listener;
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    /** The addresses of this name that this machine has: at others no browser connects either. */
    private static List<InetAddress> loopback(String host) throws IOException {
        List<InetAddress> addresses = new ArrayList<>();
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (address.isLoopbackAddress() && NetworkInterface.getByInetAddress(address) != null) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private void bind(InetSocketAddress address) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.configureBlocking(false);
            server.bind(address);
            server.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException | UnsupportedAddressTypeException e) {
            server.close();
            throw e instanceof IOException known ? known : new IOException(e);
        }
    }

    /** Where it listens. */
    URI redirectUri() {
        return redirectUri;
    }

    /**
     * Waits for the callback. Whoever asks for anything else is answered 404.
     *
     * @param expected whether a URI is the callback that is waited for
     * @return where the browser came back to; empty if nobody came in time
     */
    Optional<URI> await(Duration patience, Predicate<URI> expected) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); left > 0; left = end - System.nanoTime()) {
            select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            for (SelectionKey key : List.copyOf(selector.selectedKeys())) {
                Optional<URI> callback = serve(key, expected);
                if (callback.isPresent()) {
                    return callback;
                }
            }
            selector.selectedKeys().clear();
        }
        return Optional.empty();
    }

    private void select(long millis) {
        try {
            selector.select(millis);
        } catch (IOException e) {
            throw AuthFailure.of(LoginProblem.LOGIN_PORT_TAKEN)
                    .detail(redirectUri + " (" + e.getMessage() + ")")
                    .toException();
        }
    }

    private Optional<URI> serve(SelectionKey key, Predicate<URI> expected) {
        try {
            if (key.channel() instanceof ServerSocketChannel server) {
                admit(server.accept());
                return Optional.empty();
            }
            return hear((SocketChannel) key.channel(), (CallbackRequest) key.attachment(), expected);
        } catch (IOException | RuntimeException e) {
            if (key.channel() instanceof SocketChannel visitor) {
                dismiss(visitor);
            }
            return Optional.empty();
        }
    }

    private void admit(SocketChannel visitor) throws IOException {
        if (visitor == null) {
            return;
        }
        visitor.configureBlocking(false);
        visitor.register(selector, SelectionKey.OP_READ, new CallbackRequest());
        visitors.add(visitor);
        if (visitors.size() > MOST_VISITORS) {
            dismiss(visitors.element());
        }
    }

    private Optional<URI> hear(SocketChannel visitor, CallbackRequest request, Predicate<URI> expected)
            throws IOException {
        if (request.readFrom(visitor)) {
            return Optional.empty();
        }
        Optional<URI> callback = request.callback(redirectUri).filter(expected);
        ByteBuffer answer = callback.isPresent() ? CallbackPage.done() : CallbackPage.notFound();
        try {
            visitor.write(answer);
        } catch (IOException e) {
            // The browser did not wait for its page; what it brought counts all the same.
            return callback;
        } finally {
            dismiss(visitor);
        }
        return callback;
    }

    private void dismiss(SocketChannel visitor) {
        visitors.remove(visitor);
        closeQuietly(visitor);
    }

    private static void closeQuietly(SelectableChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is as good as closed.
        }
    }

    /** Frees the port. */
    @Override
    public void close() {
        selector.keys().forEach(key -> closeQuietly(key.channel()));
        try {
            selector.close();
        } catch (IOException e) {
            // Its channels are closed.
        }
    }
}
