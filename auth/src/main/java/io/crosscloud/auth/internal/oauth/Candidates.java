package io.crosscloud.auth.internal.oauth;

import io.crosscloud.cloud.Cloud;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.Problem;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Secrets or keys, of which the next is tried when the server refuses one; the one that worked is tried first from then
 * on. Thread-safe.
 */
public final class Candidates<C> {
    private final List<C> all;
    private final Set<Problem> refusals;
    private final Cloud cloud;
    private final AuthListener listener;
    private volatile int preferred;

    /**
     * Candidates in the order in which they are tried.
     *
     * @param refusals what the server answers to a wrong one
     */
    public Candidates(List<C> all, Set<Problem> refusals, Cloud cloud, AuthListener listener) {
        this.all = List.copyOf(all);
        this.refusals = Set.copyOf(refusals);
        this.cloud = cloud;
        this.listener = listener;
    }

    /**
     * The first answer that comes. If every candidate that may be tried is refused, says so of the one tried first.
     *
     * @param attempts those that the tries take from
     */
    public <T> T grant(Function<C, T> attempt, Attempts attempts) {
        int first = preferred;
        @Nullable ConfigurationException refusal = null;
        for (int i = 0; i < all.size() && (i == 0 || attempts.left()); i++) {
            int index = (first + i) % all.size();
            try {
                T grant = attempt.apply(all.get(index));
                if (refusal != null) {
                    preferred = index;
                    listener.on(new AuthEvent.CredentialFallback(cloud, index));
                }
                return grant;
            } catch (ConfigurationException e) {
                if (!refusals.contains(e.problem())) {
                    throw e;
                }
                refusal = refusal == null ? e : refusal;
            }
        }
        throw refusal == null ? new IllegalStateException("no candidate") : refusal;
    }
}
