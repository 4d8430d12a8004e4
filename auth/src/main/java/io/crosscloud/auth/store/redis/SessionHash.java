package io.crosscloud.auth.store.redis;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.SessionRecord.History;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row as {@code read.lua} and {@code claim.lua} answer with it: the fields in the order in which they stand there. */
final class SessionHash {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private SessionHash() {}

    /** @throws io.crosscloud.error.StoreException if a field is not what this release writes */
    static SessionRecord of(String key, List<?> fields, long now) {
        try {
            return parsed(key, fields, now);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw AuthFailure.of(StoreProblem.STORE_RECORD_UNREADABLE)
                    .detail("Redis: a field of the row is not what the library writes")
                    .toException();
        }
    }

    private static SessionRecord parsed(String key, List<?> fields, long now) {
        Instant seen = Instant.ofEpochMilli(now);
        Instant leaseUntil = instant(fields.get(5));
        Instant notBefore = instant(fields.get(8));
        String holder = (String) fields.get(4);
        return new SessionRecord(
                key,
                Long.parseLong((String) fields.get(0)),
                session((String) fields.get(1), (String) fields.get(2), (String) fields.get(3)),
                holder != null && leaseUntil != null && leaseUntil.isAfter(seen)
                        ? new SessionRecord.Lease(holder, leaseUntil)
                        : null,
                instant(fields.get(6)),
                ending((String) fields.get(7)),
                notBefore != null && notBefore.isAfter(seen) ? notBefore : null,
                history(fields));
    }

    /** What is told of this generation. What an earlier release wrote since, it did not tell. */
    private static History history(List<?> fields) {
        boolean current = Objects.equals(fields.get(15), fields.get(0));
        boolean ended = fields.get(7) != null;
        Instant endedAt = instant(fields.get(11));
        History history = History.NONE.withCreatedAt(current || endedAt == null ? instant(fields.get(9)) : null);
        if (!current) {
            return history;
        }
        history = history.withRefreshedAt(instant(fields.get(10)));
        if (ended && endedAt == null) {
            return history;
        }
        return history.withEndedAt(endedAt)
                .withProblem((String) fields.get(12))
                .withRefusals(
                        fields.get(13) == null ? 0 : Integer.parseInt((String) fields.get(13)),
                        instant(fields.get(14)));
    }

    static boolean isDue(SessionRecord row, Instant before) {
        SealedSession session = row.session();
        return session != null
                && session.renewBefore() != null
                && !session.renewBefore().isAfter(before);
    }

    /** When keep-alive is due; far away if it never is. */
    static Instant renewBefore(SessionRecord row) {
        SealedSession session = row.session();
        return session == null || session.renewBefore() == null ? Instant.MAX : session.renewBefore();
    }

    /** The milliseconds of an instant, within what the index can hold. */
    static long millis(Instant instant) {
        return (instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant).toEpochMilli();
    }

    private static @Nullable SealedSession session(
            @Nullable String payload, @Nullable String format, @Nullable String renewBefore) {
        return payload == null || format == null
                ? null
                : new SealedSession(
                        payload, Integer.parseInt(format), renewBefore == null ? null : Instant.parse(renewBefore));
    }

    private static @Nullable Ending ending(@Nullable String name) {
        try {
            return name == null ? null : Ending.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw AuthFailure.of(StoreProblem.STORE_FORMAT_NEWER)
                    .detail("an ending that this release does not know")
                    .toException();
        }
    }

    private static @Nullable Instant instant(@Nullable Object millis) {
        return millis == null ? null : Instant.ofEpochMilli(Long.parseLong((String) millis));
    }
}
