package io.crosscloud.auth.store.jdbc;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.SessionRecord.History;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row as the database had it, at a time by the database's clock. */
record SessionRow(
        SessionRecord record, boolean probe, @Nullable Instant leaseUntil, boolean hasBeacon, Instant now) {
    static SessionRow of(ResultSet columns) throws SQLException {
        Instant now = required(columns, "store_now");
        Instant leaseUntil = instant(columns, "lease_until");
        Instant notBefore = instant(columns, "not_before");
        String holder = columns.getString("lease_holder");
        String ending = columns.getString("ending");
        SessionRecord record = new SessionRecord(
                columns.getString("session_key"),
                columns.getLong("generation"),
                session(columns),
                holder != null && leaseUntil != null && leaseUntil.isAfter(now)
                        ? new SessionRecord.Lease(holder, leaseUntil)
                        : null,
                instant(columns, "attempted_at"),
                ending == null ? null : ending(ending),
                notBefore != null && notBefore.isAfter(now) ? notBefore : null,
                history(columns, ending != null));
        return new SessionRow(
                record, columns.getBoolean("probe"), leaseUntil, columns.getObject("beacon") != null, now);
    }

    /** Why a claim on this generation is not granted, or null if this row gives no reason. */
    @Nullable
    Claim refusal(long generation, Duration maxPause) {
        if (record.generation() != generation || record.ending() != null) {
            return new Claim.Changed();
        }
        Instant free = now;
        if (leaseUntil != null) {
            free = later(free, hasBeacon && !leaseUntil.isAfter(now) ? leaseUntil.plus(maxPause) : leaseUntil);
        }
        if (record.notBefore() != null) {
            free = later(free, record.notBefore());
        }
        return free.isAfter(now) ? new Claim.Busy(Duration.between(now, free)) : null;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static @Nullable SealedSession session(ResultSet columns) throws SQLException {
        String payload = columns.getString("payload");
        return payload == null
                ? null
                : new SealedSession(payload, columns.getInt("format"), instant(columns, "renew_before"));
    }

    private static Ending ending(String name) {
        try {
            return Ending.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw AuthFailure.of(StoreProblem.STORE_FORMAT_NEWER)
                    .detail("an ending that this release does not know")
                    .toException();
        }
    }

    /** What is told of this generation. What an earlier release wrote since, it did not tell. */
    private static History history(ResultSet columns, boolean ended) throws SQLException {
        boolean current = Objects.equals(columns.getObject("history_generation"), columns.getLong("generation"));
        Instant endedAt = instant(columns, "ended_at");
        History history =
                History.NONE.withCreatedAt(current || endedAt == null ? instant(columns, "created_at") : null);
        if (!current) {
            return history;
        }
        history = history.withRefreshedAt(instant(columns, "refreshed_at"));
        if (ended && endedAt == null) {
            return history;
        }
        return history.withEndedAt(endedAt)
                .withProblem(columns.getString("problem"))
                .withRefusals(columns.getInt("refusals"), instant(columns, "refused_since"));
    }

    private static Instant required(ResultSet columns, String column) throws SQLException {
        return columns.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant instant(ResultSet columns, String column) throws SQLException {
        OffsetDateTime time = columns.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
