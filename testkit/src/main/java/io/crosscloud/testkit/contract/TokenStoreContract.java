package io.crosscloud.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.SessionRecord.History;
import io.crosscloud.spi.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link TokenStore} does. Extend it, say how to reach yours, and run it with JUnit Jupiter:
 *
 * <pre>{@code
 * class MyTokenStoreTest extends TokenStoreContract {
 *     protected TokenStore store() { ... }
 *     protected TokenStore otherHandle() { ... }
 *     protected Stored look(String key) { ... }
 *     protected void elapse(String key, Duration time) { ... }
 *     protected boolean erase(String key) { ... } // if there is a way
 * }
 * }</pre>
 *
 * <p>The store is empty when a test begins, which is for the subclass to see to.
 */
public abstract class TokenStoreContract {
    private static final String KEY = "salesforce/marta";
    private static final String A = "host-a";
    private static final String B = "host-b";
    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMinutes(5);
    private static final Duration VERY_LONG = Duration.ofDays(2);
    private static final String PROBLEM = "SALESFORCE_REFRESH_TOKEN_REVOKED";
    private static final String OTHER_PROBLEM = "LONGEST_" + "~".repeat(56);
    private static final int ERASED = 300;
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    /** Called once for each test. */
    protected TokenStoreContract() {}

    /** The store under test. The same handle whenever it is asked for within a test. */
    protected abstract TokenStore store();

    /** Another handle on the same data, as another host has it; the same one if that cannot be. */
    protected abstract TokenStore otherHandle();

    /** The row as it is stored, read past the store under test wherever there is a way. */
    protected abstract Stored look(String key);

    /**
     * Makes a row as it would be if so much time had passed, by moving the store's clock, or the row's times, those of its
     * history too.
     */
    protected abstract void elapse(String key, Duration time);

    /**
     * Removes a row behind the store's back, as an operator does. By default nothing is removed, and tests that need it are
     * skipped: for stores into which nobody can reach.
     *
     * @return whether the row is gone
     */
    protected boolean erase(String key) {
        return false;
    }

    /**
     * What stands in a row.
     *
     * @param generation its generation
     * @param payload its payload; null if it has none
     */
    public record Stored(long generation, @Nullable String payload) {}

    // find

    @Test
    void missingRow_isEmpty() {
        assertEquals(Optional.empty(), store().find(KEY));
    }

    @Test
    void rows_areSeparate() {
        store().commit(KEY, 0, session("one"));
        store().commit(KEY + "x", 0, session("other"));
        assertEquals("one", payload(found(KEY)));
        assertEquals("other", payload(found(KEY + "x")));
    }

    @Test
    void committedSession_comesBackAsItWas() {
        SealedSession session = new SealedSession("~".repeat(64 * 1024), 7, NOON.plusMillis(123));
        assertTrue(store().commit(KEY, 0, session));
        SessionRecord row = otherHandle().find(KEY).orElseThrow();
        assertEquals(session, row.session());
        assertEquals(KEY, row.key());
        assertEquals(new Stored(1, session.payload()), look(KEY));
    }

    @Test
    void sessionWithoutRenewal_comesBackAsItWas() {
        store().commit(KEY, 0, new SealedSession("timeless", 1, null));
        assertEquals(new SealedSession("timeless", 1, null), found(KEY).session());
    }

    @Test
    void longestKey_isKept() {
        String key = "k".repeat(512);
        store().claim(key, 0, A, LEASE);
        assertTrue(store().commit(key, 0, session("one")));
        assertEquals(key, found(key).key());
    }

    // claim

    @Test
    void claimOfMissingRow_createsItAtGenerationZero() {
        Claim.Granted claim = granted(store().claim(KEY, 0, A, LEASE));
        assertFalse(claim.probe());
        assertClaimed(claim.record());
        assertClaimed(otherHandle().find(KEY).orElseThrow());
        assertEquals(new Stored(0, null), look(KEY));
    }

    private static void assertClaimed(SessionRecord row) {
        assertEquals(0, row.generation());
        assertNull(row.session());
        assertNull(row.ending());
        assertEquals(A, assertNotNullLease(row).holder());
        Instant attemptedAt = row.attemptedAt();
        assertNotNull(attemptedAt);
        Duration lease = Duration.between(attemptedAt, assertNotNullLease(row).until());
        assertTrue(
                lease.compareTo(LEASE.dividedBy(2)) > 0 && lease.compareTo(LEASE.multipliedBy(2)) < 0, lease::toString);
    }

    @Test
    void claimOfMissingRow_onAnotherGeneration_isChangedAndCreatesNothing() {
        assertEquals(new Claim.Changed(), store().claim(KEY, 3, A, LEASE));
        assertEquals(Optional.empty(), store().find(KEY));
    }

    @Test
    void claimOnAnotherGeneration_isChanged() {
        commits("one", "two");
        assertEquals(new Claim.Changed(), store().claim(KEY, 1, A, LEASE));
        assertEquals(new Claim.Changed(), store().claim(KEY, 3, A, LEASE));
        assertEquals(new Claim.Changed(), store().claim(KEY, 0, A, LEASE));
        assertNull(found(KEY).lease());
        assertNull(found(KEY).attemptedAt());
    }

    @Test
    void claim_bringsTheSessionAlong() {
        commits("one");
        Claim.Granted claim = granted(store().claim(KEY, 1, A, LEASE));
        assertEquals("one", payload(claim.record()));
        assertEquals(1, claim.record().generation());
        assertFalse(claim.probe());
    }

    @Test
    void claimUnderLiveLease_isBusyForAsLongAsItLasts() {
        store().claim(KEY, 0, A, LEASE);
        assertBusy(otherHandle().claim(KEY, 0, B, LEASE), LEASE);
        assertBusy(store().claim(KEY, 0, A, LEASE), LEASE);
        assertEquals(A, assertNotNullLease(found(KEY)).holder());
    }

    @Test
    void claimAfterLease_isProbe() {
        commits("one");
        store().claim(KEY, 1, A, LEASE);
        elapse(KEY, VERY_LONG);
        assertNull(found(KEY).lease());
        assertNotNull(found(KEY).attemptedAt());
        Claim.Granted claim = granted(otherHandle().claim(KEY, 1, B, LEASE));
        assertTrue(claim.probe());
        assertEquals(B, assertNotNullLease(claim.record()).holder());
    }

    @Test
    void claimAfterCommit_isNoProbe() {
        store().claim(KEY, 0, A, LEASE);
        commits("one");
        assertFalse(granted(store().claim(KEY, 1, A, LEASE)).probe());
    }

    @Test
    void claimOfEndedSession_isChanged() {
        for (Ending ending : Ending.values()) {
            String key = KEY + ending;
            store().commit(key, 0, session("one"));
            store().end(key, 1, ending, PROBLEM);
            long generation = found(key).generation();
            assertEquals(new Claim.Changed(), store().claim(key, generation, A, LEASE), ending::name);
        }
    }

    // commit

    @Test
    void commitToMissingRow_createsItAtGenerationOne() {
        assertTrue(store().commit(KEY, 0, session("one")));
        assertFalse(otherHandle().commit(KEY, 0, session("other")));
        assertEquals(new Stored(1, "one"), look(KEY));
    }

    @Test
    void commitToMissingRow_onAnotherGeneration_losesAndCreatesNothing() {
        assertFalse(store().commit(KEY, 1, session("one")));
        assertEquals(Optional.empty(), store().find(KEY));
    }

    @Test
    void commit_raisesGenerationAndResolvesClaim() {
        store().claim(KEY, 0, A, LEASE);
        assertTrue(store().commit(KEY, 0, session("one")));
        assertEquals(new SessionRecord(KEY, 1, session("one"), null, null, null, null), told(KEY));
        assertEquals(new Stored(1, "one"), look(KEY));
    }

    @Test
    void commitOnAnotherGeneration_losesAndChangesNothing() {
        commits("one", "two");
        store().claim(KEY, 2, A, LEASE);
        SessionRecord before = found(KEY);
        assertFalse(store().commit(KEY, 1, session("stale")));
        assertFalse(store().commit(KEY, 3, session("early")));
        assertFalse(store().commit(KEY, 0, session("first")));
        assertEquals(before, found(KEY));
    }

    @Test
    void commitAfterLostLease_stillWins() {
        commits("one");
        store().claim(KEY, 1, A, LEASE);
        elapse(KEY, VERY_LONG);
        granted(otherHandle().claim(KEY, 1, B, LEASE));
        assertTrue(store().commit(KEY, 1, session("slow")));
        assertFalse(otherHandle().commit(KEY, 1, session("fast")));
        assertEquals(new Stored(2, "slow"), look(KEY));
        assertNull(found(KEY).lease());
    }

    @Test
    void commitWithoutClaim_winsUnderSomebodyElsesLease() {
        commits("one");
        store().claim(KEY, 1, A, LEASE);
        assertTrue(otherHandle().commit(KEY, 1, session("login")));
        assertNull(found(KEY).lease());
        assertFalse(store().commit(KEY, 1, session("refresh")));
    }

    @Test
    void commitAfterLogout_loses() {
        commits("one");
        store().claim(KEY, 1, A, LEASE);
        assertTrue(otherHandle().end(KEY, 1, Ending.LOGGED_OUT, PROBLEM));
        assertFalse(store().commit(KEY, 1, session("late")));
        assertEquals(Ending.LOGGED_OUT, found(KEY).ending());
        assertEquals(new Stored(2, null), look(KEY));
    }

    @Test
    void commitAfterAnyOtherEnding_wins() {
        for (Ending ending : List.of(Ending.REVOKED, Ending.EXPIRED, Ending.LOST_IN_DOUBT)) {
            String key = KEY + ending;
            store().commit(key, 0, session("one"));
            assertTrue(store().end(key, 1, ending, PROBLEM));
            assertTrue(store().commit(key, 1, session("late")), ending::name);
            assertEquals(new SessionRecord(key, 2, session("late"), null, null, null, null), told(key));
        }
    }

    @Test
    void newLoginAfterLogout_wins() {
        commits("one");
        store().end(KEY, 1, Ending.LOGGED_OUT, PROBLEM);
        assertTrue(store().commit(KEY, 2, session("again")));
        assertEquals(new SessionRecord(KEY, 3, session("again"), null, null, null, null), told(KEY));
    }

    // release

    @Test
    void releaseOfNothingSpent_clearsLeaseAndMark() {
        commits("one");
        store().claim(KEY, 1, A, LEASE);
        store().release(KEY, 1, A, Release.nothingSpent());
        assertEquals(new SessionRecord(KEY, 1, session("one"), null, null, null, null), told(KEY));
        assertFalse(granted(otherHandle().claim(KEY, 1, B, LEASE)).probe());
    }

    @Test
    void releaseInDoubt_clearsLeaseAndLeavesMark() {
        commits("one");
        store().claim(KEY, 1, A, LEASE);
        store().release(KEY, 1, A, Release.inDoubt());
        assertNull(found(KEY).lease());
        assertNotNull(found(KEY).attemptedAt());
        assertTrue(granted(otherHandle().claim(KEY, 1, B, LEASE)).probe());
    }

    @Test
    void releaseAfterLease_whileNobodyElseClaimed_counts() {
        commits("one");
        store().claim(KEY, 1, A, LEASE);
        elapse(KEY, VERY_LONG);
        store().release(KEY, 1, A, Release.nothingSpent());
        assertNull(found(KEY).attemptedAt());
    }

    @Test
    void releaseBySomebodyElse_doesNothing() {
        commits("one");
        store().claim(KEY, 1, A, LEASE);
        SessionRecord before = found(KEY);
        otherHandle().release(KEY, 1, B, Release.nothingSpent().pausing(PAUSE));
        assertEquals(before, found(KEY));
    }

    @Test
    void releaseOfAnotherGeneration_doesNothing() {
        commits("one", "two");
        store().claim(KEY, 2, A, LEASE);
        SessionRecord before = found(KEY);
        store().release(KEY, 1, A, Release.nothingSpent().pausing(PAUSE));
        assertEquals(before, found(KEY));
    }

    @Test
    void releaseOfMissingRow_doesNothing() {
        store().release(KEY, 0, A, Release.nothingSpent().pausing(PAUSE));
        assertEquals(Optional.empty(), store().find(KEY));
    }

    @Test
    void pause_keepsEverybodyFromClaimingUntilItIsOver() {
        commits("one");
        store().claim(KEY, 1, A, LEASE);
        store().release(KEY, 1, A, Release.nothingSpent().pausing(PAUSE));
        assertNotNull(found(KEY).notBefore());
        assertBusy(otherHandle().claim(KEY, 1, B, LEASE), PAUSE);
        elapse(KEY, VERY_LONG);
        assertNull(found(KEY).notBefore());
        assertNull(granted(otherHandle().claim(KEY, 1, B, LEASE)).record().notBefore());
    }

    @Test
    void commit_endsPause() {
        commits("one");
        store().claim(KEY, 1, A, LEASE);
        store().release(KEY, 1, A, Release.nothingSpent().pausing(PAUSE));
        assertTrue(store().commit(KEY, 1, session("two")));
        granted(store().claim(KEY, 2, A, LEASE));
    }

    // end

    @Test
    void logout_erasesSessionAndRaisesGeneration() {
        commits("one");
        store().claim(KEY, 1, A, LEASE);
        assertTrue(store().end(KEY, 1, Ending.LOGGED_OUT, PROBLEM));
        assertEquals(new SessionRecord(KEY, 2, null, null, null, Ending.LOGGED_OUT, null), told(KEY));
        assertEquals(new Stored(2, null), look(KEY));
    }

    @Test
    void anyOtherEnding_leavesSessionAndGeneration() {
        for (Ending ending : List.of(Ending.REVOKED, Ending.EXPIRED, Ending.LOST_IN_DOUBT)) {
            String key = KEY + ending;
            store().commit(key, 0, session("one"));
            store().claim(key, 1, A, LEASE);
            assertTrue(otherHandle().end(key, 1, ending, PROBLEM));
            assertEquals(new SessionRecord(key, 1, session("one"), null, null, ending, null), told(key));
        }
    }

    @Test
    void endOnAnotherGeneration_doesNothing() {
        commits("one", "two");
        for (Ending ending : Ending.values()) {
            assertFalse(store().end(KEY, 1, ending, PROBLEM));
            assertFalse(store().end(KEY, 3, ending, PROBLEM));
        }
        assertEquals(new SessionRecord(KEY, 2, session("two"), null, null, null, null), told(KEY));
    }

    @Test
    void logoutOfMissingRow_leavesTombstone() {
        assertTrue(store().end(KEY, 0, Ending.LOGGED_OUT, PROBLEM));
        assertFalse(store().commit(KEY, 0, session("late")));
        assertEquals(new SessionRecord(KEY, 1, null, null, null, Ending.LOGGED_OUT, null), told(KEY));
    }

    // refusals

    @Test
    void refusal_isCountedAndPausesEverybody() {
        commits("one");
        store().claim(KEY, 1, A, LEASE);
        store().release(KEY, 1, A, Release.nothingSpent().refused(PROBLEM).pausing(PAUSE));
        assertRefused(1, PROBLEM);
        assertNull(found(KEY).lease());
        assertNull(found(KEY).attemptedAt());
        assertEquals(session("one"), found(KEY).session());
        assertBusy(otherHandle().claim(KEY, 1, B, LEASE), PAUSE);
    }

    @Test
    void refusalInDoubt_leavesMark() {
        commits("one");
        store().claim(KEY, 1, A, LEASE);
        store().release(KEY, 1, A, Release.inDoubt().refused(PROBLEM));
        assertRefused(1, PROBLEM);
        assertTrue(granted(otherHandle().claim(KEY, 1, B, LEASE)).probe());
    }

    @Test
    void refusalsInARow_keepTheTimeOfTheFirstAndTheProblemOfTheLast() {
        commits("one");
        refuse(store(), A, PROBLEM);
        elapse(KEY, VERY_LONG);
        Instant first = history(KEY).refusedSince();
        refuse(otherHandle(), B, OTHER_PROBLEM);
        assertRefused(2, OTHER_PROBLEM);
        assertEquals(first, history(KEY).refusedSince());
    }

    @Test
    void refusalOfFirstGeneration_isCountedToo() {
        store().claim(KEY, 0, A, LEASE);
        store().release(KEY, 0, A, Release.nothingSpent().refused(PROBLEM));
        assertRefused(1, PROBLEM);
        assertNull(history(KEY).createdAt());
    }

    @Test
    void claimsAndOtherReleases_leaveWhatWasCounted() {
        commits("one");
        refuse(store(), A, PROBLEM);
        History refused = history(KEY);
        for (Release release : List.of(
                Release.nothingSpent(),
                Release.inDoubt(),
                Release.nothingSpent().pausing(PAUSE))) {
            assertEquals(
                    refused,
                    granted(otherHandle().claim(KEY, 1, B, LEASE)).record().history());
            otherHandle().release(KEY, 1, B, release);
            assertEquals(refused, history(KEY));
        }
    }

    @Test
    void refusalOfSomebodyElsesClaim_isNotCounted() {
        commits("one", "two");
        store().claim(KEY, 2, A, LEASE);
        SessionRecord before = found(KEY);
        otherHandle().release(KEY, 2, B, Release.nothingSpent().refused(PROBLEM).pausing(PAUSE));
        store().release(KEY, 1, A, Release.nothingSpent().refused(PROBLEM).pausing(PAUSE));
        assertEquals(before, found(KEY));
    }

    @Test
    void commit_endsRefusals() {
        commits("one");
        refuse(store(), A, PROBLEM);
        assertTrue(store().commit(KEY, 1, session("two")));
        assertNotRefused();
        assertNull(history(KEY).problem());
        store().claim(KEY, 2, A, LEASE);
        store().release(KEY, 2, A, Release.nothingSpent().refused(PROBLEM));
        assertRefused(1, PROBLEM);
    }

    @Test
    void end_endsRefusals() {
        for (Ending ending : Ending.values()) {
            long generation = store().find(KEY).map(SessionRecord::generation).orElse(0L);
            store().commit(KEY, generation, session("one"));
            store().claim(KEY, generation + 1, A, LEASE);
            store().release(KEY, generation + 1, A, Release.nothingSpent().refused(OTHER_PROBLEM));
            assertTrue(otherHandle().end(KEY, generation + 1, ending, PROBLEM), ending::name);
            assertNotRefused();
            assertEquals(PROBLEM, history(KEY).problem());
        }
    }

    private void refuse(TokenStore handle, String holder, String problem) {
        granted(handle.claim(KEY, 1, holder, LEASE));
        handle.release(KEY, 1, holder, Release.nothingSpent().refused(problem));
    }

    private void assertRefused(int times, String problem) {
        assertEquals(times, history(KEY).refusals());
        assertNotNull(history(KEY).refusedSince());
        assertEquals(problem, history(KEY).problem());
        assertNull(history(KEY).endedAt());
    }

    private void assertNotRefused() {
        assertEquals(0, history(KEY).refusals());
        assertNull(history(KEY).refusedSince());
    }

    // history

    @Test
    void history_beginsWithTheFirstCommit() {
        store().claim(KEY, 0, A, LEASE);
        assertEquals(History.NONE, history(KEY));
        assertTrue(store().commit(KEY, 0, session("one")));
        Instant created = time(history(KEY).createdAt());
        assertFalse(time(history(KEY).refreshedAt()).isBefore(created));
        assertEquals(
                History.NONE.withCreatedAt(created).withRefreshedAt(history(KEY).refreshedAt()), history(KEY));
    }

    @Test
    void refresh_keepsWhenTheSessionCame() {
        commits("one");
        elapse(KEY, VERY_LONG);
        Instant created = time(history(KEY).createdAt());
        assertTrue(otherHandle().commit(KEY, 1, session("two")));
        assertEquals(created, history(KEY).createdAt());
        assertLongAfter(created, history(KEY).refreshedAt());
    }

    @Test
    void ending_tellsWhenAndWhy() {
        for (Ending ending : Ending.values()) {
            String key = KEY + ending;
            store().commit(key, 0, session("one"));
            elapse(key, VERY_LONG);
            History before = history(key);
            assertTrue(store().end(key, 1, ending, OTHER_PROBLEM));
            assertLongAfter(time(before.createdAt()), history(key).endedAt());
            assertEquals(
                    before.withEndedAt(history(key).endedAt()).withProblem(OTHER_PROBLEM), history(key), ending::name);
        }
    }

    @Test
    void commitAfterEnding_beginsANewHistory() {
        for (Ending ending : Ending.values()) {
            String key = KEY + ending;
            store().commit(key, 0, session("one"));
            store().end(key, 1, ending, PROBLEM);
            elapse(key, VERY_LONG);
            Instant first = time(history(key).createdAt());
            assertTrue(otherHandle().commit(key, found(key).generation(), session("again")));
            assertLongAfter(first, history(key).createdAt());
            assertLongAfter(first, history(key).refreshedAt());
            assertNull(history(key).endedAt());
            assertNull(history(key).problem());
        }
    }

    @Test
    void endOfMissingRow_tellsWhenAndWhy() {
        assertTrue(store().end(KEY, 0, Ending.LOGGED_OUT, PROBLEM));
        Instant ended = time(history(KEY).endedAt());
        assertEquals(History.NONE.withEndedAt(ended).withProblem(PROBLEM), history(KEY));
    }

    private static Instant time(@Nullable Instant time) {
        assertNotNull(time);
        return time;
    }

    private static void assertLongAfter(Instant before, @Nullable Instant after) {
        Duration between = Duration.between(before, time(after));
        assertTrue(between.compareTo(VERY_LONG.dividedBy(2)) > 0, between::toString);
    }

    // due

    @Test
    void due_isEarliestFirstUpToTheInstantAndTheLimit() {
        store().commit("c", 0, due("c", 3));
        store().commit("a", 0, due("a", 1));
        store().commit("d", 0, due("d", 4));
        store().commit("b", 0, due("b", 2));
        assertEquals(List.of("a", "b", "c"), dueKeys(NOON.plusSeconds(3), 10));
        assertEquals(List.of("a", "b"), dueKeys(NOON.plusSeconds(3).minusMillis(1), 10));
        assertEquals(List.of("a", "b"), dueKeys(NOON.plusSeconds(3), 2));
        assertEquals(List.of(), dueKeys(NOON, 10));
        assertEquals(List.of("a", "b", "c", "d"), dueKeys(Instant.MAX, 10));
        assertEquals(List.of(), dueKeys(Instant.MIN, 10));
    }

    @Test
    void due_bringsWholeRows() {
        store().commit("a", 0, due("a", 1));
        store().claim("a", 1, A, LEASE);
        assertEquals(List.of(found("a")), otherHandle().due(NOON.plusSeconds(1), 1));
    }

    @Test
    void due_followsCommits() {
        store().commit("a", 0, due("a", 1));
        store().commit("b", 0, due("b", 2));
        store().commit("a", 1, due("a", 3));
        assertEquals(List.of("b", "a"), dueKeys(NOON.plusSeconds(9), 10));
        store().commit("b", 1, new SealedSession("b", 1, null));
        assertEquals(List.of("a"), dueKeys(NOON.plusSeconds(9), 10));
    }

    @Test
    void due_leavesOutWhatHasEndedOrNeverBegan() {
        for (Ending ending : Ending.values()) {
            store().commit(ending.name(), 0, due(ending.name(), 1));
            store().end(ending.name(), 1, ending, PROBLEM);
        }
        store().claim("claimed", 0, A, LEASE);
        assertEquals(List.of(), dueKeys(Instant.MAX, 10));
        store().commit("REVOKED", 1, due("REVOKED", 1));
        assertEquals(List.of("REVOKED"), dueKeys(Instant.MAX, 10));
    }

    @Test
    void due_countsNothingThatHasEndedOrNeverBecomesDue() {
        for (int i = 0; i < 5; i++) {
            for (Ending ending : Ending.values()) {
                store().commit(ending + "-" + i, 0, due("x", i));
                store().end(ending + "-" + i, 1, ending, PROBLEM);
            }
            store().commit("timeless-" + i, 0, due("x", i));
            store().commit("timeless-" + i, 1, new SealedSession("x", 1, null));
        }
        store().commit("a", 0, due("a", 30));
        store().commit("b", 0, due("b", 31));
        assertEquals(List.of("a"), dueKeys(Instant.MAX, 1));
        assertEquals(List.of("a", "b"), dueKeys(Instant.MAX, 2));
    }

    @Test
    void due_countsNothingThatWasErased() {
        for (int i = 0; i < ERASED; i++) {
            store().commit("erased-" + i, 0, due("x", i));
        }
        store().commit("b", 0, due("b", ERASED + 1));
        store().commit("a", 0, due("a", ERASED));
        for (int i = 0; i < ERASED; i++) {
            assumeTrue(erase("erased-" + i));
        }
        assertEquals(List.of("a"), dueKeys(Instant.MAX, 1));
        assertEquals(List.of("a", "b"), dueKeys(Instant.MAX, 8));
        assertEquals(List.of("a", "b"), dueKeys(Instant.MAX, ERASED));
        assertEquals(List.of("a"), dueKeys(NOON.plusSeconds(ERASED), 8));
    }

    @Test
    void erasedRow_isMissing_andBeginsAnew() {
        store().commit(KEY, 0, due("one", 1));
        assumeTrue(erase(KEY));
        assertEquals(Optional.empty(), store().find(KEY));
        assertEquals(new Claim.Changed(), store().claim(KEY, 1, A, LEASE));
        assertFalse(store().commit(KEY, 1, session("late")));
        assertEquals(List.of(), dueKeys(Instant.MAX, 1));
        granted(otherHandle().claim(KEY, 0, B, LEASE));
        assertEquals(History.NONE, history(KEY));
        assertTrue(store().commit(KEY, 0, due("again", 2)));
        assertEquals(List.of(KEY), dueKeys(Instant.MAX, 1));
    }

    // many at once

    @Test
    void manyClaimsAtOnce_haveOneWinner() {
        store().commit(KEY, 0, session("one"));
        List<Claim> claims = Together.call(32, thread -> handle(thread).claim(KEY, 1, "host-" + thread, LEASE));
        List<Claim> granted =
                claims.stream().filter(Claim.Granted.class::isInstance).toList();
        assertEquals(1, granted.size(), claims::toString);
        assertEquals(31, claims.stream().filter(Claim.Busy.class::isInstance).count(), claims::toString);
        assertEquals(granted(granted.get(0)).record(), found(KEY));
    }

    @Test
    void manyFirstClaimsAtOnce_haveOneWinner() {
        List<Claim> claims = Together.call(32, thread -> handle(thread).claim(KEY, 0, "host-" + thread, LEASE));
        assertEquals(1, claims.stream().filter(Claim.Granted.class::isInstance).count(), claims::toString);
    }

    @Test
    void manyCommitsAtOnce_haveOneWinner() {
        for (long generation = 0; generation < 5; generation++) {
            long current = generation;
            List<Boolean> commits =
                    Together.call(16, thread -> handle(thread).commit(KEY, current, session("by-" + thread)));
            assertEquals(1, commits.stream().filter(won -> won).count(), commits::toString);
            assertEquals(new Stored(generation + 1, "by-" + commits.indexOf(true)), look(KEY));
        }
    }

    @Test
    void noUpdateIsEverLost() {
        new LostUpdateFuzzer(List.of(store(), otherHandle()), this::look, System.nanoTime()).run();
    }

    private TokenStore handle(int thread) {
        return thread % 2 == 0 ? store() : otherHandle();
    }

    private void commits(String... payloads) {
        for (int generation = 0; generation < payloads.length; generation++) {
            assertTrue(store().commit(KEY, generation, session(payloads[generation])));
        }
    }

    private SessionRecord found(String key) {
        return store().find(key).orElseThrow();
    }

    private SessionRecord told(String key) {
        return found(key).withHistory(History.NONE);
    }

    private History history(String key) {
        return found(key).history();
    }

    private List<String> dueKeys(Instant before, int limit) {
        return store().due(before, limit).stream().map(SessionRecord::key).toList();
    }

    private static SealedSession session(String payload) {
        return new SealedSession(payload, 1, NOON);
    }

    private static SealedSession due(String payload, int second) {
        return new SealedSession(payload, 1, NOON.plusSeconds(second));
    }

    private static @Nullable String payload(SessionRecord row) {
        SealedSession session = row.session();
        return session == null ? null : session.payload();
    }

    private static SessionRecord.Lease assertNotNullLease(SessionRecord row) {
        SessionRecord.Lease lease = row.lease();
        assertNotNull(lease);
        return lease;
    }

    private static Claim.Granted granted(Claim claim) {
        return assertInstanceOf(Claim.Granted.class, claim);
    }

    private static void assertBusy(Claim claim, Duration atMost) {
        Duration retryIn = assertInstanceOf(Claim.Busy.class, claim).retryIn();
        assertTrue(retryIn.compareTo(Duration.ZERO) > 0 && retryIn.compareTo(atMost) <= 0, retryIn::toString);
    }
}
