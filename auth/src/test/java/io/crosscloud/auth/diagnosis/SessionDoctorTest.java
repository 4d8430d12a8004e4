package io.crosscloud.auth.diagnosis;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.internal.session.manage.ExaminedSession;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.Phase;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A diagnosis of a login never costs the session. */
class SessionDoctorTest {
    private static final User MARTA = User.of("marta");
    private static final SessionKey KEY = SessionKey.of("salesforce", MARTA);

    private final TestClock clock = TestClock.startingAt(Instant.parse("2026-11-24T10:00:00Z"));
    private final FakeSalesforce salesforce =
            FakeSalesforce.builder().clock(clock).start();
    private final TokenCipher cipher = TokenCipher.generated();
    private final InMemoryTokenStore rows = InMemoryTokenStore.create(clock);
    private final TroubledStore store = new TroubledStore(rows);
    private final List<SessionManager> open = new ArrayList<>();

    @AfterEach
    void stop() {
        open.forEach(SessionManager::close);
        salesforce.close();
    }

    @Test
    void theTokenAtHand_isJudged_withoutATokenRequest() {
        SessionManager sessions = host(store);
        logIn(sessions);
        AccessToken atHand = sessions.session(KEY).accessToken();
        clock.advance(Duration.ofMinutes(1));

        Diagnosis diagnosis = examine(sessions);

        assertThat(diagnosis.verdict()).as(diagnosis.toText()).isEqualTo(Verdict.PASS);
        assertThat(diagnosis.finding(Check.TOKEN).seen()).startsWith("the current token");
        assertThat(salesforce).receivedTokenRequests(1);
        assertThat(sessions.session(KEY).accessToken()).isEqualTo(atHand);
    }

    @Test
    void aTokenAtHandThatTheApiRefuses_isReplacedThroughClaimAndCommit_andToldAsEnded() {
        salesforce.rotation(true);
        SessionManager sessions = host(store);
        logIn(sessions);
        AccessToken ended = sessions.session(KEY).accessToken();
        clock.advance(Duration.ofMinutes(1));
        salesforce.expireTokens();

        Diagnosis diagnosis = examine(sessions);

        assertThat(diagnosis.finding(Check.TOKEN).verdict()).isEqualTo(Verdict.WARN);
        assertThat(diagnosis.finding(Check.TOKEN).problem()).contains(DiagnosisProblem.TOKEN_ENDED_EARLY);
        assertThat(diagnosis.finding(Check.API).verdict()).isEqualTo(Verdict.PASS);
        assertThat(salesforce).receivedTokenRequests(2, "refresh_token");
        assertThat(sessions.session(KEY).accessToken()).isNotEqualTo(ended);
        assertThat(salesforce).receivedTokenRequests(2).neverSawASpentRefreshToken();
    }

    @Test
    void aTokenOutOfTheStoreThatTheApiRefuses_isReplacedToo() {
        SessionManager other = host(store);
        logIn(other);
        other.session(KEY).accessToken();
        clock.advance(Duration.ofMinutes(1));
        salesforce.expireTokens();

        Diagnosis diagnosis = examine(host(store));

        assertThat(diagnosis.finding(Check.TOKEN).problem()).contains(DiagnosisProblem.TOKEN_ENDED_EARLY);
        assertThat(diagnosis.finding(Check.API).verdict()).isEqualTo(Verdict.PASS);
        assertThat(salesforce).receivedTokenRequests(2).neverSawASpentRefreshToken();
    }

    @Test
    void aTokenAtHandWhoseLoginWasRevoked_fails_atTheCostOfOneRequest() {
        SessionManager sessions = host(store);
        logIn(sessions);
        sessions.session(KEY).accessToken();
        clock.advance(Duration.ofMinutes(1));
        salesforce.revokeTokens(salesforce.username());

        Diagnosis diagnosis = examine(sessions);

        Finding finding = diagnosis.finding(Check.TOKEN);
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.problem()).contains(ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED);
        assertThat(finding.seen()).startsWith("the current token has ended, and ");
        assertThat(finding.likelyCauses()).hasSize(5);
        assertThat(diagnosis.finding(Check.API).verdict()).isEqualTo(Verdict.NOT_CHECKABLE);
        assertThat(salesforce).receivedTokenRequests(2);
    }

    @Test
    void anApiThatRefusesEveryToken_costsOneTokenRequest() {
        SessionManager sessions = host(store);
        logIn(sessions);
        sessions.session(KEY).accessToken();
        clock.advance(Duration.ofMinutes(1));
        salesforce.faults().next(Route.REST).always().fail(Fault.status(401));

        assertThat(examine(sessions).finding(Check.API).problem()).contains(DiagnosisProblem.API_REFUSED);
        assertThat(salesforce).receivedTokenRequests(2);
    }

    @Test
    void withoutOne_aNewTokenIsGotThroughClaimAndCommit_andTheSessionGoesOn() {
        salesforce.rotation(true);
        SessionManager sessions = host(store);
        logIn(sessions);

        assertThat(examine(sessions).verdict()).isEqualTo(Verdict.PASS);
        assertThat(salesforce).receivedTokenRequests(1, "refresh_token");

        clock.advance(Duration.ofHours(3));
        assertThat(sessions.session(KEY).accessToken()).isNotNull();
        clock.advance(Duration.ofHours(3));
        assertThat(examine(sessions).verdict()).isEqualTo(Verdict.PASS);
        assertThat(salesforce).receivedTokenRequests(3, "refresh_token").neverSawASpentRefreshToken();
    }

    @Test
    void whileAnotherHostRefreshes_theDoctorWaits_andTakesThatHostsToken() throws Exception {
        salesforce.rotation(true);
        SessionManager here = host(store);
        logIn(here);
        CountDownLatch waiting = new CountDownLatch(2); // the session's row is read while it is claimed, and read again
        TroubledStore watched = new TroubledStore(rows);
        watched.whenFoundClaimed(waiting::countDown);
        SessionManager there = host(watched);
        CompletableFuture<Diagnosis> diagnosis = new CompletableFuture<>();
        CompletableFuture<Boolean> waited = new CompletableFuture<>();
        salesforce.duringNextRefresh(() -> {
            diagnosis.completeAsync(() -> examine(there));
            waited.complete(inTime(waiting));
        });

        AccessToken token = here.session(KEY).accessToken();

        assertThat(waited.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(diagnosis.get(10, TimeUnit.SECONDS).finding(Check.TOKEN).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(there.session(KEY).accessToken()).isEqualTo(token);
        assertThat(salesforce).receivedTokenRequests(1).neverSawASpentRefreshToken();
    }

    private static boolean inTime(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void aServerThatIsBusyWithTheRefreshToken_isAskedOnce() {
        salesforce
                .faults()
                .next(Route.TOKEN)
                .always()
                .fail(new Fault.Answer(
                        400,
                        Map.of("Content-Type", "application/json"),
                        "{\"error\":\"invalid_grant\",\"error_description\":\"token request is already being processed\"}",
                        Phase.ON_RECEIPT));
        SessionManager sessions = host(store);
        logIn(sessions);

        assertThat(examine(sessions).finding(Check.TOKEN).problem()).contains(ServerProblem.SALESFORCE_REFRESH_BUSY);
        assertThat(salesforce).receivedTokenRequests(1);
    }

    @Test
    void aRefreshThatSalesforceRefuses_forAnUnknownReason_hasLikelyCauses() {
        salesforce
                .faults()
                .next(Route.TOKEN)
                .always()
                .fail(new Fault.Answer(
                        400,
                        Map.of("Content-Type", "application/json"),
                        "{\"error\":\"invalid_grant\",\"error_description\":\"some reason\"}",
                        Phase.ON_RECEIPT));
        SessionManager sessions = host(store);
        logIn(sessions);

        Finding finding = examine(sessions).finding(Check.TOKEN);

        assertThat(finding.problem()).contains(ServerProblem.SALESFORCE_REFRESH_REFUSED);
        assertThat(finding.seen()).contains("some reason");
        assertThat(finding.likelyCauses()).hasSize(4);
    }

    @Test
    void aRefreshTokenThatIsDead_isTold_withItsCandidates_andAFallbackIsNamedNotAsked() {
        SessionManager sessions = host(store, jwtBearer());
        logIn(sessions);
        salesforce.revokeTokens(salesforce.username());

        Finding finding = examine(sessions).finding(Check.TOKEN);

        assertThat(finding.verdict()).isEqualTo(Verdict.WARN);
        assertThat(finding.problem()).contains(ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED);
        assertThat(finding.seen()).endsWith("a fallback takes over");
        assertThat(finding.likelyCauses()).hasSize(5);
        assertThat(salesforce).receivedTokenRequests(1).ofGrant("refresh_token");
    }

    @Test
    void nobodyHasLoggedIn_fails_withoutARequest() {
        Finding finding = examine(host(store)).finding(Check.TOKEN);

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.problem()).contains(SessionProblem.LOGIN_MISSING);
        assertThat(salesforce).receivedTokenRequests(0);
    }

    @Test
    void aStoreThatIsDown_fails_whileTheTokenAtHandIsJudged() {
        SessionManager sessions = host(store);
        logIn(sessions);
        sessions.session(KEY).accessToken();
        store.down(true);

        Diagnosis diagnosis = examine(sessions);
        store.down(false);

        assertThat(diagnosis.finding(Check.STORE).problem()).contains(StoreProblem.STORE_UNAVAILABLE);
        assertThat(diagnosis.finding(Check.SESSION).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(diagnosis.finding(Check.TOKEN).verdict()).isEqualTo(Verdict.PASS);
        assertThat(salesforce).receivedTokenRequests(1);
    }

    @Test
    void aStoreWhoseClockIsOff_isToBeWatched_andItsRowIsFreeAfterwards() {
        TestClock late = TestClock.startingAt(clock.instant().minus(Duration.ofMinutes(5)));
        TroubledStore slow = new TroubledStore(InMemoryTokenStore.create(late));
        SessionManager sessions = host(slow);

        Finding finding = examine(sessions).finding(Check.STORE);

        assertThat(finding.verdict()).isEqualTo(Verdict.WARN);
        assertThat(finding.problem()).contains(DiagnosisProblem.STORE_CLOCK_OFF);
        assertThat(finding.seen()).isEqualTo("its clock is 5 minutes behind");
        assertThat(slow.find("(doctor)").orElseThrow().lease()).isNull();
        assertThat(slow.find("(doctor)").orElseThrow().attemptedAt()).isNull();
    }

    @Test
    void loginsInMemoryOnly_areToBeWatched() {
        assertThat(examine(host(rows)).finding(Check.STORE).problem()).contains(StoreProblem.STORE_IN_MEMORY);
    }

    @Test
    void aLeaseThatOutlastsEveryRefresh_isStuck_andALiveOneIsNot() {
        SessionManager sessions = host(store);
        logIn(sessions);
        String row = rowOf(sessions);

        rows.claim(row, 1, "another host", Duration.ofSeconds(20));
        assertThat(sessionCheck(sessions).verdict()).isEqualTo(Verdict.PASS);
        rows.release(row, 1, "another host", Release.nothingSpent());

        rows.claim(row, 1, "another host", Duration.ofHours(5));
        Finding stuck = sessionCheck(sessions);
        assertThat(stuck.problem()).contains(DiagnosisProblem.STORE_LEASE_STUCK);
        assertThat(stuck.seen()).startsWith("held by another host until");
    }

    @Test
    void aRefreshWhoseAnswerNeverArrived_isInDoubt() {
        SessionManager sessions = host(store);
        logIn(sessions);
        rows.claim(rowOf(sessions), 1, "another host", Duration.ofSeconds(20));
        clock.advance(Duration.ofMinutes(1));

        assertThat(sessionCheck(sessions).problem()).contains(ServerProblem.OUTCOME_UNKNOWN);
    }

    @Test
    void aSessionThatHasEnded_orCannotBeOpened_isTold() {
        SessionManager sessions = host(store);
        logIn(sessions);
        rows.end(rowOf(sessions), 1, Ending.LOST_IN_DOUBT, "LOST_IN_DOUBT");
        assertThat(sessionCheck(sessions).problem()).contains(SessionProblem.LOST_IN_DOUBT);

        SessionManager otherKey = SessionManager.builder()
                .clock(clock)
                .connection("salesforce", refresher())
                .store(store, TokenCipher.generated())
                .build();
        open.add(otherKey);
        Diagnosis diagnosis = examine(otherKey);
        assertThat(diagnosis.finding(Check.SESSION).problem()).contains(StoreProblem.STORE_RECORD_UNREADABLE);
        assertThat(diagnosis.finding(Check.SESSION).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aRefreshTokenThatHasIdledForLong_isToBeWatched() {
        SessionManager sessions = host(store);
        logIn(sessions);
        clock.advance(Duration.ofDays(10));
        assertThat(refreshTokenCheck(sessions, Duration.ofDays(30)).verdict()).isEqualTo(Verdict.PASS);

        Finding finding = refreshTokenCheck(sessions, Duration.ofDays(11));

        assertThat(finding.problem()).contains(DiagnosisProblem.REFRESH_TOKEN_IDLE);
        assertThat(finding.seen()).isEqualTo("last used 10 days ago; it may be idle for 11 days; not kept alive");
    }

    private Finding refreshTokenCheck(SessionManager sessions, Duration life) {
        DiagnosisSubject subject = DiagnosisSubject.of(sessions, KEY);
        return CheckRunner.run(
                Check.REFRESH_TOKEN, new Examination(subject, Expectations.NONE.withRefreshTokenLife(life)));
    }

    private static Finding sessionCheck(SessionManager sessions) {
        return CheckRunner.run(Check.SESSION, new Examination(DiagnosisSubject.of(sessions, KEY), Expectations.NONE));
    }

    private static String rowOf(SessionManager sessions) {
        return ExaminedSession.of(sessions.session(KEY)).storeKey();
    }

    private Diagnosis examine(SessionManager sessions) {
        return ConnectionDoctor.builder(sessions, KEY).build().examine();
    }

    private void logIn(SessionManager sessions) {
        RefreshToken refreshToken = salesforce.issueRefreshToken();
        AccessToken ended = AccessToken.of(
                        "00Dxx!ended", ApiEndpoints.of(salesforce.instanceUri()), Scopes.unspecified(), clock.instant())
                .expiringAt(clock.instant());
        Session unused = sessions.connection("salesforce")
                .adopt(MARTA, TokenGrant.of(ended).with(refreshToken));
        clock.advance(Duration.ofMinutes(10));
    }

    private SessionManager host(TokenStore its, TokenProvider... fallbacks) {
        SessionManager sessions = SessionManager.builder()
                .clock(clock)
                .connection("salesforce", refresher(), fallbacks)
                .store(its, cipher)
                .build();
        open.add(sessions);
        return sessions;
    }

    private ConnectedAppTokenRefresher refresher() {
        return ConnectedAppTokenRefresher.builder(
                        salesforce.org(), salesforce.clientId(), ClientAuthentication.secret(salesforce.clientSecret()))
                .clock(clock)
                .build();
    }

    private JwtBearerTokenProvider jwtBearer() {
        return JwtBearerTokenProvider.builder(
                        salesforce.org(), salesforce.clientId(), SigningKey.of(salesforce.signingKey()))
                .subject(user -> salesforce.username())
                .clock(clock)
                .build();
    }
}
