package io.crosscloud.auth.internal.oauth;

import io.crosscloud.Cloud;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import io.crosscloud.spi.Deadline;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Secrets or keys, of which the next is tried when the server refuses one. The one that worked is tried first from then
 * on. One that was refused, or from which no proof could be made, is tried last the next time, also if no other was
 * tried after it. Thread-safe.
 */
public final class CredentialRotation<C> {
    private final List<C> all;
    private final Set<Problem> refusals;
    private final Cloud cloud;
    private final AuthListener listener;
    private final AtomicInteger first = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();

    /**
     * CredentialRotation in the order in which they are tried.
     *
     * @param all at least one
     * @param refusals what the server answers to a wrong one
     */
    public CredentialRotation(List<C> all, Set<Problem> refusals, Cloud cloud, AuthListener listener) {
        this.all = List.copyOf(all);
        this.refusals = Set.copyOf(refusals);
        this.cloud = cloud;
        this.listener = listener;
    }

    /**
     * Makes the proof of the candidate that is tried first, such as a signed assertion.
     *
     * @param maker makes a proof; may block, since it may ask a host's supplier or signer
     */
    public <P> Proofs<P> prepare(Function<C, P> maker) {
        int index = first.get();
        return new Proofs<>(maker, index, make(maker, index));
    }

    /** The first answer that comes, to a request that has no deadline for sending; otherwise as {@link Proofs#send}. */
    public <T> T grant(Function<C, T> attempt, Attempts attempts) {
        return prepare(candidate -> candidate).send(attempt, attempts, Deadline.none());
    }

    private <P> P make(Function<C, P> maker, int index) {
        try {
            return maker.apply(all.get(index));
        } catch (RuntimeException | Error e) {
            tryLast(index);
            throw e;
        }
    }

    private void tryLast(int index) {
        first.compareAndSet(index, (index + 1) % all.size());
    }

    private void accept(int index, boolean othersRefused) {
        first.set(index);
        if (accepted.getAndSet(index) != index || othersRefused) {
            listener.on(new AuthEvent.CredentialFallback(cloud, index));
        }
    }

    /** A proof of the first candidate, and those that are made of the others when they are needed. Sent once. */
    public final class Proofs<P> {
        private final Function<C, P> maker;
        private final int index;
        private final P made;
        private final AtomicBoolean sent = new AtomicBoolean();

        private Proofs(Function<C, P> maker, int index, P made) {
            this.maker = maker;
            this.index = index;
            this.made = made;
        }

        /**
         * The first answer that comes. If every candidate that may be tried is refused, says so of the one tried first;
         * any other failure has that refusal as a suppressed exception.
         *
         * @param sender sends a proof before the deadline or not at all
         * @param attempts those that the tries take from
         * @param sendBy after which no further proof is made
         */
        public <T> T send(Function<P, T> sender, Attempts attempts, Deadline sendBy) {
            if (sent.getAndSet(true)) {
                throw new IllegalStateException("sent before (expected: a request that is prepared anew)");
            }
            @Nullable AuthException refusal = null;
            for (int tried = 0; tried < all.size() && (tried == 0 || attempts.left()); tried++) {
                int current = (index + tried) % all.size();
                try {
                    T answer = sender.apply(tried == 0 ? made : another(current, sendBy));
                    accept(current, refusal != null);
                    return answer;
                } catch (AuthException e) {
                    if (!refusals.contains(e.problem())) {
                        throw after(refusal, e);
                    }
                    tryLast(current);
                    refusal = refusal == null ? e : refusal;
                }
            }
            throw refusal == null ? new IllegalStateException("no candidate") : refusal;
        }

        private P another(int current, Deadline sendBy) {
            if (sendBy.isOver()) {
                throw AuthFailure.of(ServerProblem.NOT_SENT_IN_TIME)
                        .cloud(cloud)
                        .detail("late when the server had refused another secret or key")
                        .toException();
            }
            return make(maker, current);
        }

        private static AuthException after(@Nullable AuthException refusal, AuthException failure) {
            if (refusal != null) {
                failure.addSuppressed(refusal);
            }
            return failure;
        }
    }
}
