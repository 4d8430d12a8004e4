package io.crosscloud.auth.internal.http;

import io.crosscloud.spi.Deadline;
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
        WITHDRAWN,
        LATE
    }

    private final BodyPublisher body;
    private final long deadline;
    private final Deadline sendBy;
    private final AtomicReference<State> state = new AtomicReference<>(State.HELD);

    /**
     * A body that is held back until it is asked for.
     *
     * @param deadline by {@link System#nanoTime}; a host that was paused until then has been given up and sends nothing
     * @param sendBy the caller's deadline for handing it over
     */
    OnceBody(BodyPublisher body, long deadline, Deadline sendBy) {
        this.body = body;
        this.deadline = deadline;
        this.sendBy = sendBy;
    }

    /** Takes the body back. Returns false if it was handed over before. */
    boolean withdraw() {
        return state.compareAndSet(State.HELD, State.WITHDRAWN) || state.get() != State.HANDED_OVER;
    }

    /** Whether it was kept back because the caller's deadline was over when the transport asked for it. */
    boolean late() {
        return state.get() == State.LATE;
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        State next = nextState();
        if (state.compareAndSet(State.HELD, next) && next == State.HANDED_OVER) {
            body.subscribe(subscriber);
        } else {
            subscriber.onSubscribe(NOTHING);
            subscriber.onError(new IOException("a request body is sent once, and in time"));
        }
    }

    private State nextState() {
        if (sendBy.isOver()) {
            return State.LATE;
        }
        return System.nanoTime() - deadline >= 0 ? State.WITHDRAWN : State.HANDED_OVER;
    }

    private static final Subscription NOTHING = new Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    };
}
