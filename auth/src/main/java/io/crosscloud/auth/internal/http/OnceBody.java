package io.crosscloud.auth.internal.http;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A request body that is handed to the transport at most once, whatever the transport would like to repeat, and that
 * knows whether it was. A body that was not handed over has not left this machine.
 */
final class OnceBody implements BodyPublisher {
    private enum State {
        HELD,
        HANDED_OVER,
        WITHDRAWN
    }

    private final BodyPublisher body;
    private final long deadline;
    private final AtomicReference<State> state = new AtomicReference<>(State.HELD);

    /** @param deadline by {@link System#nanoTime}; a host that was paused until then has been given up, and sends nothing */
    OnceBody(BodyPublisher body, long deadline) {
        this.body = body;
        this.deadline = deadline;
    }

    /** Takes the body back. Returns false if it was handed over before. */
    boolean withdraw() {
        return state.compareAndSet(State.HELD, State.WITHDRAWN) || state.get() == State.WITHDRAWN;
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        boolean late = System.nanoTime() - deadline >= 0;
        if (state.compareAndSet(State.HELD, late ? State.WITHDRAWN : State.HANDED_OVER) && !late) {
            body.subscribe(subscriber);
        } else {
            subscriber.onSubscribe(NOTHING);
            subscriber.onError(new IOException("a request body is sent once, and in time"));
        }
    }

    private static final Subscription NOTHING = new Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    };
}
