package io.crosscloud.auth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.SessionRecord.History;
import io.crosscloud.spi.TokenStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Two releases on one store, as a roll-out has them. The earlier one knows nothing of a row's history: its verbs are run as
 * it shipped them, and what they have made untrue is not told.
 */
public abstract class PreviousReleaseContract {
    private static final String KEY = "salesforce/marta";
    private static final Duration LEASE = Duration.ofSeconds(20);

    /** Called once for each test. */
    protected PreviousReleaseContract() {}

    /** The store of this release. */
    protected abstract TokenStore store();

    /** The earlier release's commit, also of a first generation. */
    protected abstract void earlierCommit(String key, long generation);

    /** The earlier release's claim, which is granted. */
    protected abstract void earlierClaim(String key, long generation, String holder);

    /** The earlier release's release in doubt, without a pause. */
    protected abstract void earlierRelease(String key, long generation, String holder);

    /** The earlier release's ending. */
    protected abstract void earlierEnd(String key, long generation, Ending ending);

    @Test
    void sessionOfTheEarlierRelease_hasNoHistory_andGoesOn() {
        earlierCommit(KEY, 0);
        earlierCommit(KEY, 1);
        assertThat(row().generation()).isEqualTo(2);
        assertThat(row().history()).isEqualTo(History.NONE);

        assertThat(store().claim(KEY, 2, "new", LEASE)).isInstanceOf(Claim.Granted.class);
        assertThat(store().commit(KEY, 2, session())).isTrue();

        assertThat(row().history()).isEqualTo(History.NONE.withRefreshedAt(refreshedAt()));
    }

    @Test
    void rotationOfTheEarlierRelease_leavesWhenTheSessionCame() {
        store().commit(KEY, 0, session());
        Instant created = row().history().createdAt();
        earlierClaim(KEY, 1, "old");
        earlierCommit(KEY, 1);
        assertThat(row().history()).isEqualTo(History.NONE.withCreatedAt(created));

        store().commit(KEY, 2, session());

        assertThat(row().history())
                .isEqualTo(History.NONE.withCreatedAt(created).withRefreshedAt(refreshedAt()));
    }

    @Test
    void refusals_countForTheGenerationThatWasRefused() {
        store().commit(KEY, 0, session());
        refuse(1);
        refuse(1);
        earlierClaim(KEY, 1, "old");
        earlierRelease(KEY, 1, "old");
        assertThat(row().history().refusals()).isEqualTo(2);
        Instant since = row().history().refusedSince();

        earlierCommit(KEY, 1);
        assertThat(row().history().refusals()).isZero();
        assertThat(row().history().refusedSince()).isNull();
        assertThat(row().history().problem()).isNull();

        refuse(2);
        assertThat(row().history().refusals()).isEqualTo(1);
        assertThat(row().history().refusedSince()).isAfterOrEqualTo(since);
        assertThat(row().history().refreshedAt()).isNull();
        assertThat(row().history().createdAt()).isNotNull();
    }

    @Test
    void endingOfTheEarlierRelease_hasNoTimeAndNoProblem() {
        store().commit(KEY, 0, session());
        refuse(1);
        earlierEnd(KEY, 1, Ending.EXPIRED);

        assertThat(row().ending()).isEqualTo(Ending.EXPIRED);
        assertThat(row().history().endedAt()).isNull();
        assertThat(row().history().problem()).isNull();
        assertThat(row().history().refusals()).isZero();
        assertThat(row().history().createdAt()).isNotNull();
    }

    @Test
    void commitOfTheEarlierReleaseAfterAnEnding_leavesNothingOfWhatHadEnded() {
        store().commit(KEY, 0, session());
        store().end(KEY, 1, Ending.REVOKED, "REVOKED");
        earlierCommit(KEY, 1);
        assertThat(row().ending()).isNull();
        assertThat(row().history()).isEqualTo(History.NONE);

        refuse(2);
        assertThat(row().history())
                .isEqualTo(History.NONE
                        .withProblem("REFUSED")
                        .withRefusals(1, row().history().refusedSince()));
        store().commit(KEY, 2, session());
        assertThat(row().history()).isEqualTo(History.NONE.withRefreshedAt(refreshedAt()));
    }

    @Test
    void endingAfterACommitOfTheEarlierRelease_isOfThatSession() {
        store().commit(KEY, 0, session());
        store().end(KEY, 1, Ending.REVOKED, "REVOKED");
        earlierCommit(KEY, 1);

        store().end(KEY, 2, Ending.LOGGED_OUT, "LOGGED_OUT");

        assertThat(row().history())
                .isEqualTo(History.NONE.withEndedAt(row().history().endedAt()).withProblem("LOGGED_OUT"));
    }

    @Test
    void logoutOfTheEarlierRelease_hidesAnEndingBefore_andALoginBeginsAnew() {
        store().commit(KEY, 0, session());
        store().end(KEY, 1, Ending.REVOKED, "REVOKED");
        earlierEnd(KEY, 1, Ending.LOGGED_OUT);
        assertThat(row().ending()).isEqualTo(Ending.LOGGED_OUT);
        assertThat(row().history()).isEqualTo(History.NONE);

        store().commit(KEY, 2, session());

        assertThat(row().history().createdAt()).isEqualTo(refreshedAt()).isNotNull();
    }

    private void refuse(long generation) {
        assertThat(store().claim(KEY, generation, "new", LEASE)).isInstanceOf(Claim.Granted.class);
        store().release(KEY, generation, "new", Release.nothingSpent().refused("REFUSED"));
    }

    private SessionRecord row() {
        return store().find(KEY).orElseThrow();
    }

    private Instant refreshedAt() {
        Instant refreshedAt = row().history().refreshedAt();
        assertThat(refreshedAt).isNotNull();
        return refreshedAt;
    }

    private static SealedSession session() {
        return new SealedSession("new", 1, null);
    }
}
