package io.crosscloud.testkit;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.testkit.EngagementCaller.Answer;
import io.crosscloud.token.Scopes;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeEngagementRotationTest {
    private final TestClock clock = TestClock.create();
    private final FakeEngagement fake = FakeEngagement.builder().clock(clock).start();
    private final EngagementCaller caller = new EngagementCaller(fake);
    private final String first = fake.issueRefreshToken().exposeSecret();

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void refresh_answersWithANewPair() {
        Answer answer = caller.refresh(first);
        assertThat(answer.json().propertyNames())
                .containsExactly(
                        "access_token",
                        "token_type",
                        "expires_in",
                        "refresh_token",
                        "scope",
                        "soap_instance_url",
                        "rest_instance_url");
        String second = answer.text("refresh_token");
        assertThat(second).isNotEqualTo(first).hasSize(512);
        assertThat(second.split("\\.")).hasSize(4);
        assertThat(caller.refresh(second).status()).isEqualTo(200);
        assertThat(fake).neverSawASpentRefreshToken();
    }

    @Test
    void spentTokenPresented_revokesTheFamily() {
        Answer winner = caller.refresh(first);
        String token = winner.text("access_token");
        assertThat(caller.get("/platform/v1/tokenContext", token).status()).isEqualTo(202);
        assertThat(caller.refresh(first).error()).isEqualTo("400 invalid_grant");
        assertThat(caller.get("/platform/v1/tokenContext", token).status()).isEqualTo(401);
        assertThat(caller.refresh(winner.text("refresh_token")).error()).isEqualTo("400 invalid_grant");
        TokenTally tally = fake.tally();
        assertThat(tally.spentTokensPresented()).isOne();
        assertThat(tally.familiesRevoked()).isOne();
        assertThat(fake.journal().tokenRequests().get(1).tags()).contains(RecordedRequest.SPENT_REFRESH_TOKEN);
        assertThat(fake.journal().tokenRequests().get(2).tags()).isEmpty();
    }

    @Test
    void anotherLogin_survivesTheRevocation() {
        String other = fake.issueRefreshToken().exposeSecret();
        caller.refresh(first);
        caller.refresh(first);
        assertThat(caller.refresh(other).status()).isEqualTo(200);
    }

    @Test
    void withoutRevocation_onlyTheSpentTokenIsRefused() {
        fake.rotation(Rotation.withoutRevocation());
        String second = caller.refresh(first).text("refresh_token");
        assertThat(caller.refresh(first).error()).isEqualTo("400 invalid_grant");
        assertThat(caller.refresh(second).status()).isEqualTo(200);
        assertThat(fake.tally().familiesRevoked()).isZero();
    }

    @Test
    void grace_givesTheSamePairOnceMore() {
        fake.rotation(Rotation.grace(Duration.ofSeconds(10)));
        Answer answer = caller.refresh(first);
        clock.advance(Duration.ofSeconds(9));
        assertThat(caller.refresh(first).body()).isEqualTo(answer.body());
        assertThat(fake).neverSawASpentRefreshToken();
        clock.advance(Duration.ofSeconds(1));
        assertThat(caller.refresh(first).error()).isEqualTo("400 invalid_grant");
        assertThat(fake.tally().familiesRevoked()).isOne();
    }

    @Test
    void grace_endsWhenTheSuccessorIsUsed() {
        fake.rotation(Rotation.grace(Duration.ofSeconds(10)));
        caller.refresh(caller.refresh(first).text("refresh_token"));
        assertThat(caller.refresh(first).error()).isEqualTo("400 invalid_grant");
    }

    @Test
    void busy_tellsTheLoserToWait() {
        fake.rotation(Rotation.busy(Duration.ofSeconds(5)));
        String second = caller.refresh(first).text("refresh_token");
        Answer loser = caller.refresh(first);
        assertThat(loser.error()).isEqualTo("400 invalid_grant");
        assertThat(loser.text("error_description")).isEqualTo("token request is already being processed");
        clock.advance(Duration.ofSeconds(5));
        assertThat(fake.tally().familiesRevoked()).isZero();
        assertThat(caller.refresh(first).text("error_description")).doesNotContain("processed");
        assertThat(caller.refresh(second).error()).isEqualTo("400 invalid_grant");
    }

    @Test
    void noRotation_keepsTheToken() {
        fake.rotation(false);
        assertThat(caller.refresh(first).text("refresh_token")).isEqualTo(first);
        assertThat(caller.refresh(first).status()).isEqualTo(200);
        fake.rotation(true);
        assertThat(caller.refresh(first).text("refresh_token")).isNotEqualTo(first);
        assertThat(caller.refresh(first).error()).isEqualTo("400 invalid_grant");
    }

    @Test
    void refreshToken_livesThirtyDaysFromItsIssue() {
        clock.advance(Duration.ofDays(29));
        String second = caller.refresh(first).text("refresh_token");
        clock.advance(Duration.ofDays(29));
        String third = caller.refresh(second).text("refresh_token");
        clock.advance(Duration.ofDays(30));
        assertThat(caller.refresh(third).error()).isEqualTo("400 invalid_grant");
        assertThat(fake.tally().spentTokensPresented()).isZero();
    }

    @Test
    void refusedRequest_doesNotSpendTheToken() {
        assertThat(caller.refresh(first, "client_secret", "wrong").error()).isEqualTo("401 invalid_client");
        assertThat(caller.refresh(first, "scope", "nonsense").error()).isEqualTo("400 invalid_scope");
        assertThat(caller.refresh(first, "account_id", "1").error()).isEqualTo("400 invalid_request");
        Answer answer = caller.refresh(first, "account_id", "7294703", "scope", "email_read");
        assertThat(answer.text("scope")).isEqualTo("email_read");
        assertThat(caller.get("/platform/v1/tokenContext", answer.text("access_token"))
                        .json()
                        .path("organization")
                        .path("id")
                        .asLong())
                .isEqualTo(7294703);
    }

    @Test
    void narrowedAccess_leavesTheGrantOfTheRefreshTokenAsItWas() {
        Answer narrowed = caller.refresh(first, "scope", "email_read offline");
        assertThat(narrowed.text("scope")).isEqualTo("email_read offline");
        assertThat(caller.refresh(narrowed.text("refresh_token")).text("scope")).contains("email_send");
    }

    @Test
    void businessUnit_isAskedForAnewWithEachRefresh() {
        String second = caller.refresh(first, "account_id", "7294703").text("refresh_token");
        Answer answer = caller.refresh(second);
        assertThat(caller.get("/platform/v1/tokenContext", answer.text("access_token"))
                        .json()
                        .path("organization")
                        .path("id")
                        .asLong())
                .isEqualTo(7281698);
    }

    @Test
    void scopesThatThePackageLoses_goWithTheNextRefresh() {
        try (FakeEngagement slow = FakeEngagement.builder()
                .clock(clock)
                .propagationDelay(Duration.ofMinutes(5))
                .start()) {
            EngagementCaller user = new EngagementCaller(slow);
            String token = slow.issueRefreshToken().exposeSecret();
            slow.changeScopes(slow.webApp().clientId(), Scopes.of("email_read", "offline", "webhooks_read"));
            Answer before = user.refresh(token);
            assertThat(before.text("scope")).contains("email_send");
            clock.advance(Duration.ofMinutes(5));
            Answer refused = user.refresh(before.text("refresh_token"), "scope", "email_send");
            assertThat(refused.error()).isEqualTo("400 invalid_scope");
            Answer after = user.refresh(before.text("refresh_token"));
            assertThat(after.text("scope")).isEqualTo("email_read offline");
            String another = slow.issueRefreshToken().exposeSecret();
            assertThat(user.refresh(another).text("scope")).isEqualTo("email_read offline webhooks_read");
        }
    }

    @Test
    void otherClientsToken_isRefusedAndStaysGood() {
        Answer answer = caller.token(
                "grant_type",
                "refresh_token",
                "client_id",
                fake.publicApp().clientId().value(),
                "refresh_token",
                first);
        assertThat(answer.error()).isEqualTo("400 invalid_grant");
        assertThat(caller.refresh(first).status()).isEqualTo(200);
    }

    @Test
    void lostAnswer_spendsTheToken() {
        fake.faults().next(Route.TOKEN).ofGrant("refresh_token").fail(Fault.lostAnswer());
        assertThatThrownBy(() -> caller.refresh(first)).isInstanceOf(UncheckedIOException.class);
        assertThat(caller.refresh(first).error()).isEqualTo("400 invalid_grant");
        assertThat(fake).consumedAllFaults();
    }

    @Test
    void changedBody_breaksOneMemberOfARealAnswer() {
        fake.faults()
                .next(Route.TOKEN)
                .ofGrant("refresh_token")
                .fail(Fault.changedBody(body -> body.replace("\"expires_in\":1079", "\"expires_in\":\"soon\"")));
        Answer answer = caller.refresh(first);
        assertThat(answer.text("expires_in")).isEqualTo("soon");
        assertThat(caller.refresh(answer.text("refresh_token")).status()).isEqualTo(200);
        assertThat(fake).neverSawASpentRefreshToken();
    }

    @Test
    void duringNextRefresh_nothingIsCommittedYet() {
        List<Integer> live = new ArrayList<>();
        fake.duringNextRefresh(() -> {
            live.add(fake.tally().liveRefreshTokens());
            live.add(caller.refresh(first).status());
        });
        assertThat(caller.refresh(first).error()).isEqualTo("400 invalid_grant");
        assertThat(live).containsExactly(1, 200);
        assertThat(fake.tally().mostInFlightPerFamily()).isEqualTo(2);
    }

    @Test
    void revoke_endsTheWholeLogin() {
        Answer answer = caller.refresh(first);
        assertThat(fake.revoke(answer.text("refresh_token"))).isTrue();
        assertThat(caller.get("/platform/v1/tokenContext", answer.text("access_token"))
                        .status())
                .isEqualTo(401);
        assertThat(fake.revoke("unknown")).isFalse();
        assertThat(fake.tally().familiesRevoked()).isZero();
    }

    @Test
    void simultaneousRefreshes_haveOneWinnerAlways() throws Exception {
        int threads = 16;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 300; round++) {
                String token = fake.issueRefreshToken().exposeSecret();
                CyclicBarrier start = new CyclicBarrier(threads);
                List<Future<Integer>> results = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    results.add(pool.submit(() -> {
                        start.await(10, TimeUnit.SECONDS);
                        return caller.refresh(token).status();
                    }));
                }
                int winners = 0;
                for (Future<Integer> result : results) {
                    winners += result.get(10, TimeUnit.SECONDS) == 200 ? 1 : 0;
                }
                assertThat(winners).as("winners of round " + round).isOne();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(fake.tally().spentTokensPresented()).isEqualTo(300L * (threads - 1));
        assertThat(fake.tally().familiesRevoked()).isEqualTo(300);
    }
}
