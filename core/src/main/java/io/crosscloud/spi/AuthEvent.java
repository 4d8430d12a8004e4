package io.crosscloud.spi;

import io.crosscloud.Cloud;
import io.crosscloud.error.Problem;
import io.crosscloud.session.SessionKey;
import java.net.URI;
import java.time.Duration;

/** Something that happened to a session or to a connection. Holds no secret. */
public sealed interface AuthEvent {
    /** A server issued a token where there was none, or after the last one had ended. */
    record TokenIssued(SessionKey session) implements AuthEvent {}

    /** A server issued a token before the last one had ended. */
    record TokenRefreshed(SessionKey session) implements AuthEvent {}

    /** Another host had got a token already, and this one took it from the store. */
    record TokenAdopted(SessionKey session) implements AuthEvent {}

    /** A token could not be obtained; the next try is not before {@code retryIn}. */
    record RefreshFailed(SessionKey session, Problem problem, Duration retryIn) implements AuthEvent {}

    /** A person must log in again. Reported once each time that this becomes true. */
    record LoginRequired(SessionKey session, Problem problem) implements AuthEvent {}

    /** A session was logged out on this host; {@code revocation} says what became of the refresh token. */
    record LoggedOut(SessionKey session, Revocation revocation) implements AuthEvent {}

    /**
     * A refresh token could not be revoked: after a logout, or because it came too late or from a login that was refused. It
     * is tried again for about five minutes; {@code attempts} counts the tries so far.
     */
    record RevocationFailed(SessionKey session, Problem problem, int attempts) implements AuthEvent {}

    /** Introspection did not say when a token expires; its lifetime is assumed, and the session goes on. */
    record ExpiryUnknown(SessionKey session, Problem problem) implements AuthEvent {}

    /** The org now lives on another host; the session follows. */
    record InstanceChanged(SessionKey session, URI from, URI to) implements AuthEvent {}

    /**
     * Tokens of one user are asked for so often that the cloud will soon refuse: Salesforce locks a user out at 3,600 logins
     * an hour, Engagement throttles more than one token request per 20 minutes. Reported once for each such period.
     */
    record LoginBudgetLow(SessionKey session, int requests, Duration within) implements AuthEvent {}

    /**
     * 80 or 95 percent of the org's daily API allowance is used. Reported once for each crossing, to the session whose answer
     * said so; the allowance is that of the whole org.
     */
    record AllowanceLow(SessionKey session, int percent, long used, long allowed) implements AuthEvent {}

    /** A rotated refresh token is in memory only because the store did not take it; it is tried again until it does. */
    record CommitDelayed(SessionKey session, int attempts) implements AuthEvent {}

    /** A refresh was sent and its answer never arrived; whether the refresh token is spent is unknown. */
    record InDoubt(SessionKey session) implements AuthEvent {}

    /** A stored session cannot be read: wrong key, moved, damaged, or of a newer version. It is left as it is. */
    record RecordUnreadable(SessionKey session, Problem problem) implements AuthEvent {}

    /**
     * The store cannot tell whether a host lives, so that leases alone keep others from overtaking one that is paused;
     * {@code problem} says why. Said once by each store, to its listener, or to that of each session manager that uses it.
     */
    record BeaconOff(Problem problem) implements AuthEvent {}

    /** The server's clock and this machine's differ by more than ten seconds; positive if the server's is ahead. */
    record ClockSkew(Cloud cloud, Duration ahead) implements AuthEvent {}

    /**
     * Code of the host's, such as a secret supplier, a signer or a store, has not come back though it was interrupted;
     * {@code hanging} calls of this connection have not. With eight of them, further ones fail at once. The connection is
     * {@code *} where keep-alive asks the store on behalf of all.
     */
    record HostCodeHangs(String connection, String code, int hanging) implements AuthEvent {}

    /** The server refused an earlier client secret or key and took a later one of the configured list, counted from 0. */
    record CredentialFallback(Cloud cloud, int used) implements AuthEvent {}

    /**
     * The listener was too slow, and so many events were dropped. Comes in their place; the log has them. Never among them
     * are {@link LoginRequired} and {@link CommitDelayed}, unless a later one of the same kind and session follows.
     */
    record EventsDropped(long count) implements AuthEvent {}
}
