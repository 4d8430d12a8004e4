package io.crosscloud.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.spi.SessionRecord.History;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SessionRecordTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void rowWithoutHistory_tellsNothing() {
        SessionRecord row = new SessionRecord("key", 0, null, null, null, null, null);
        assertThat(row.history()).isEqualTo(History.NONE);
        assertThat(row.history().createdAt()).isNull();
        assertThat(row.history().refusals()).isZero();
    }

    @Test
    void withHistory_changesNothingElse() {
        SessionRecord row = new SessionRecord(
                "key",
                3,
                new SealedSession("x", 1, NOON),
                new SessionRecord.Lease("a", NOON),
                NOON,
                Ending.EXPIRED,
                NOON);
        History history = History.NONE.withRefreshedAt(NOON);
        assertThat(row.withHistory(history).history()).isSameAs(history);
        assertThat(row.withHistory(history).withHistory(History.NONE)).isEqualTo(row);
    }

    @Test
    void history_keepsEachOfItsParts() {
        History history = History.NONE
                .withCreatedAt(NOON)
                .withRefreshedAt(NOON.plusSeconds(1))
                .withEndedAt(NOON.plusSeconds(2))
                .withProblem("A_PROBLEM")
                .withRefusals(3, NOON.plusSeconds(4));
        assertThat(history.createdAt()).isEqualTo(NOON);
        assertThat(history.refreshedAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(history.endedAt()).isEqualTo(NOON.plusSeconds(2));
        assertThat(history.problem()).isEqualTo("A_PROBLEM");
        assertThat(history.refusals()).isEqualTo(3);
        assertThat(history.refusedSince()).isEqualTo(NOON.plusSeconds(4));
        assertThat(history)
                .isNotEqualTo(history.withCreatedAt(null))
                .isNotEqualTo(history.withRefreshedAt(null))
                .isNotEqualTo(history.withEndedAt(null))
                .isNotEqualTo(history.withProblem(null))
                .isNotEqualTo(history.withRefusals(4, NOON.plusSeconds(4)))
                .isNotEqualTo(history.withRefusals(3, null))
                .isEqualTo(history.withProblem("A_PROBLEM"))
                .hasSameHashCodeAs(history.withProblem("A_PROBLEM"));
        assertThat(history.toString()).contains("A_PROBLEM", "refusals=3", "2026-01-01T12:00:04Z");
    }
}
