package io.crosscloud.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where sessions are kept: a row per store key, changed by compare-and-set on its generation. There is no verb that
 * overwrites.
 *
 * <p>The protocol above it, which makes one sender of many hosts and loses no rotated refresh token:
 *
 * <ol>
 *   <li>{@link #find} the row; its generation is <i>n</i>.
 *   <li>{@link #claim} generation <i>n</i>. Nothing is sent unless the claim is durable.
 *   <li>Ask the server.
 *   <li>{@link #commit} on generation <i>n</i>, whoever holds the lease by then: the slow holder may carry the only living
 *       refresh token. Generation <i>n + 1</i> is then the current one.
 *   <li>Or {@link #release} the claim, and say whether the refresh token is in doubt, whether the server refused it for a
 *       reason that may pass, and how long everybody pauses; or {@link #end} the session, on proof that it is over.
 * </ol>
 *
 * <p>Each row keeps a {@linkplain SessionRecord.History history}, by the store's clock. A first commit and the first one after
 * an ending set when the session was created, every commit when it was refreshed, an ending when and why it ended. Codes of
 * problems are kept in clear; a server's text never is.
 *
 * <p>Every method is one atomic and, for a persistent store, durable step. Implementations are thread-safe and may block;
 * they throw {@link io.crosscloud.error.StoreException} when the store cannot be reached or does not answer as it should. A
 * session manager waits ten seconds for a verb, interrupts its thread then, and takes the outcome for unknown: writes are
 * tried again, so each must bear to be repeated.
 * A decorator extends {@link ForwardingTokenStore}. A lease is measured by the store's clock alone. Keys are visible ASCII, at most 512 characters.
 */
public interface TokenStore {
    /** The row under a key. */
    Optional<SessionRecord> find(String key);

    /**
     * Claims the right to send: sets the lease and the attempt mark, if the generation is still this one, the session has
     * not ended, no lease is alive, and the pause that the server asked for is over.
     *
     * @param key the store key; a missing row counts as generation 0 and is created
     * @param generation the generation that was read
     * @param holder a name that is unique to one process start
     * @param lease how long the right lasts, by the store's clock
     */
    Claim claim(String key, long generation, String holder, Duration lease);

    /**
     * Replaces the session and raises the generation by one, if it is still this one. Clears lease, attempt mark, ending,
     * pause and refusals. A missing row counts as generation 0 and is created.
     *
     * @return whether the generation was still this one
     */
    boolean commit(String key, long generation, SealedSession session);

    /**
     * Gives a claim back: clears the lease, clears or leaves the attempt mark, and starts the pause, all as the release says.
     * A {@linkplain Release#refusal() refusal} is counted for this generation, with its time if it is the first, and its
     * code is kept; any other release leaves what was counted. Does nothing if the lease is no longer this holder's, or the
     * generation is another.
     */
    void release(String key, long generation, String holder, Release release);

    /**
     * Marks the session as ended, if the generation is still this one, and clears lease, attempt mark, pause and refusals.
     * {@link Ending#LOGGED_OUT} also erases the session and raises the generation, so that no late commit brings it back;
     * any other ending leaves both, so that a late commit still can. A missing row counts as generation 0 and is created.
     *
     * @param problem the code of the problem that it ended with: 1 to 64 characters of visible ASCII, kept in clear for
     *     whoever lists the store
     * @return whether the generation was still this one
     */
    boolean end(String key, long generation, Ending ending, String problem);

    /**
     * Sessions that go on and whose {@link SealedSession#renewBefore()} is not after this instant, the earliest first. Rows that
     * have ended, were erased past the store or cannot be read are not among them and do not count towards the limit.
     */
    List<SessionRecord> due(Instant before, int limit);

    /** Whether commits survive a restart of the process. */
    default boolean persistent() {
        return true;
    }
}
