package io.crosscloud.testkit.salesforce;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.FamilyTally;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.Rotation;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.testkit.Wire;
import io.crosscloud.testkit.salesforce.Caller.Reply;
import io.crosscloud.token.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RotationTest {
    private static final String DEAD = "400 invalid_grant: expired access/refresh token";
    private static final String OVER = "400 invalid_grant: token validity expired";
    private static final String BUSY = "400 invalid_grant: token request is already being processed";

    private final TestClock clock = TestClock.create();
    private final FakeSalesforce fake = FakeSalesforce.builder().clock(clock).start();
    private final Caller caller = new Caller(fake);

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void withoutRotation_theAnswerHasNoRefreshTokenAndTheOldOneLives() {
        String token = fake.issueRefreshToken().exposeSecret();

        Reply first = caller.refresh(token);

        assertThat(first.members())
                .containsExactly(
                        "access_token",
                        "signature",
                        "scope",
                        "id_token",
                        "instance_url",
                        "id",
                        "token_type",
                        "issued_at");
        assertThat(caller.refresh(token).status()).isEqualTo(200);
        assertThat(fake).neverSawASpentRefreshToken().receivedTokenRequests(2, "refresh_token");
    }

    @Test
    void families_sayWhatBecameOfEachLogin() {
        fake.rotation(true);
        String first = fake.issueRefreshToken().exposeSecret();
        String second = fake.issueRefreshToken().exposeSecret();
        caller.refresh(caller.refresh(first).text("refresh_token"));
        caller.refresh(second);

        caller.refresh(first);

        assertThat(fake.families())
                .containsExactly(
                        new FamilyTally(fake.username(), fake.clientId(), 2, true, true),
                        new FamilyTally(fake.username(), fake.clientId(), 1, false, false));
    }

    @Test
    void rotation_answersWithANewRefreshToken_whichWorksOnce() {
        fake.rotation(true);
        String first = fake.issueRefreshToken().exposeSecret();

        String second = caller.refresh(first).text("refresh_token");
        String third = caller.refresh(second).text("refresh_token");

        assertThat(List.of(first, second, third)).doesNotHaveDuplicates().allMatch(token -> token.startsWith("5Aep"));
        assertThat(fake).neverSawASpentRefreshToken();
        assertThat(fake.tally().liveRefreshTokens()).isEqualTo(1);
    }

    @Test
    void spentToken_revokesItsFamilyWithTheAccessTokens_andNoOther() {
        fake.rotation(true);
        String other = fake.issueRefreshToken().exposeSecret();
        String first = fake.issueRefreshToken().exposeSecret();
        Reply refreshed = caller.refresh(first);
        assertThat(caller.limits(refreshed.text("access_token")).status()).isEqualTo(200);

        Reply reuse = caller.refresh(first);

        assertThat(reuse.refusal()).isEqualTo(DEAD);
        assertThat(reuse.members()).containsExactly("error", "error_description");
        assertThat(caller.refresh(refreshed.text("refresh_token")).refusal()).isEqualTo(DEAD);
        assertThat(caller.limits(refreshed.text("access_token")).status()).isEqualTo(401);
        assertThat(caller.refresh(other).status()).isEqualTo(200);
        assertThat(fake.tally().spentTokensPresented()).isEqualTo(1);
        assertThat(fake.tally().familiesRevoked()).isEqualTo(1);
        assertThatThrownBy(() -> assertThat(fake).neverSawASpentRefreshToken()).hasMessageContaining("time line");
    }

    @Test
    void spentToken_revokesUserAndApp_whenTheSwitchIsOn() {
        fake.put(SalesforceUser.of("second@example.com", Secret.of("pw"), "Sec Ond"));
        fake.rotation(true);
        fake.on(SalesforceSwitch.REUSE_REVOKES_USER_AND_APP);
        String sameUser = fake.issueRefreshToken().exposeSecret();
        String otherUser =
                fake.issueRefreshToken("second@example.com", fake.clientId()).exposeSecret();
        String session = caller.clientCredentials().text("access_token");
        String first = fake.issueRefreshToken().exposeSecret();
        caller.refresh(first);

        assertThat(caller.refresh(first).refusal()).isEqualTo(DEAD);

        assertThat(caller.refresh(sameUser).refusal()).isEqualTo(DEAD);
        assertThat(caller.limits(session).status()).isEqualTo(401);
        assertThat(caller.refresh(otherUser).status()).isEqualTo(200);
    }

    @Test
    void rotationWithoutRevocation_refusesTheSpentTokenOnly() {
        fake.rotation(Rotation.withoutRevocation());
        String first = fake.issueRefreshToken().exposeSecret();
        String second = caller.refresh(first).text("refresh_token");

        assertThat(caller.refresh(first).refusal()).isEqualTo(DEAD);
        assertThat(caller.refresh(second).status()).isEqualTo(200);
    }

    @Test
    void graceMode_givesTheSamePairAgain_untilItsRefreshTokenIsUsedOrTheWindowEnds() {
        fake.rotation(Rotation.grace(Duration.ofSeconds(30)));
        String first = fake.issueRefreshToken().exposeSecret();
        Reply pair = caller.refresh(first);
        String second = pair.text("refresh_token");
        clock.advance(Duration.ofSeconds(29));

        Reply again = caller.refresh(first);

        assertThat(again.text("refresh_token")).isEqualTo(second);
        assertThat(again.text("access_token")).isEqualTo(pair.text("access_token"));
        assertThat(again.text("issued_at")).isEqualTo(pair.text("issued_at"));
        assertThat(fake.tally().accessTokensIssued()).isEqualTo(1);
        assertThat(fake).neverSawASpentRefreshToken();

        String third = caller.refresh(second).text("refresh_token");
        assertThat(caller.refresh(first).refusal()).isEqualTo(DEAD);
        assertThat(caller.refresh(third).refusal()).isEqualTo(DEAD);
    }

    @Test
    void graceMode_endsWithTheWindow() {
        fake.rotation(Rotation.grace(Duration.ofSeconds(30)));
        String first = fake.issueRefreshToken().exposeSecret();
        caller.refresh(first);
        clock.advance(Duration.ofSeconds(30));

        assertThat(caller.refresh(first).refusal()).isEqualTo(DEAD);
    }

    @Test
    void busyMode_takesASpentTokenForASimultaneousRequest_thenForReuse() {
        fake.rotation(Rotation.busy(Duration.ofSeconds(5)));
        String first = fake.issueRefreshToken().exposeSecret();
        String second = caller.refresh(first).text("refresh_token");

        assertThat(caller.refresh(first).refusal()).isEqualTo(BUSY);
        clock.advance(Duration.ofSeconds(5));
        assertThat(caller.refresh(first).refusal()).isEqualTo(DEAD);
        assertThat(caller.refresh(second).refusal()).isEqualTo(DEAD);
    }

    @Test
    void tokenInFlight_isLocked_andNothingIsRevoked() {
        fake.rotation(true);
        String token = fake.issueRefreshToken().exposeSecret();
        List<String> simultaneous = new ArrayList<>();
        fake.duringNextRefresh(() -> simultaneous.add(caller.refresh(token).refusal()));

        Reply winner = caller.refresh(token);

        assertThat(winner.status()).isEqualTo(200);
        assertThat(simultaneous).containsExactly(BUSY);
        assertThat(caller.refresh(winner.text("refresh_token")).status()).isEqualTo(200);
        assertThat(fake).neverSawASpentRefreshToken();
        assertThat(fake.tally().mostInFlightPerFamily()).isEqualTo(2);
    }

    @Test
    void tokenInFlight_isLockedWithoutRotationToo_andFreeAfterARefusal() {
        String token = fake.issueRefreshToken().exposeSecret();
        List<String> simultaneous = new ArrayList<>();
        fake.duringNextRefresh(() -> {
            simultaneous.add(caller.refresh(token).refusal());
            fake.put(fake.user(fake.username()).with(SalesforceUser.Trait.INACTIVE));
        });

        assertThat(caller.refresh(token).refusal()).isEqualTo("400 invalid_grant: inactive user");
        fake.put(fake.user(fake.username()).without(SalesforceUser.Trait.INACTIVE));

        assertThat(simultaneous).containsExactly(BUSY);
        assertThat(caller.refresh(token).status()).isEqualTo(200);
    }

    static Stream<Rotation> rotations() {
        Duration window = Duration.ofMinutes(1);
        return Stream.of(
                Rotation.none(),
                Rotation.strict(),
                Rotation.withoutRevocation(),
                Rotation.grace(window),
                Rotation.busy(window));
    }

    @ParameterizedTest
    @MethodSource("rotations")
    void whileARefreshTakesItsTime_itsTokenIsLocked_inEveryMode(Rotation rotation) {
        try (FakeSalesforce slow = slow(rotation)) {
            Caller client = new Caller(slow);
            String token = slow.issueRefreshToken().exposeSecret();
            Reply winner = client.refresh(token);
            clock.advance(Duration.ofMillis(1_999));

            assertThat(client.refresh(token).refusal()).isEqualTo(BUSY);

            assertThat(slow).neverSawASpentRefreshToken();
            assertThat(slow.tally().mostInFlightPerFamily()).isEqualTo(2);
            assertThat(client.limits(winner.text("access_token")).status()).isEqualTo(200);
            if (!(rotation instanceof Rotation.None)) {
                assertThat(client.refresh(winner.text("refresh_token")).status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void refreshThatIsOver_locksItsTokenNoMore() {
        try (FakeSalesforce slow = slow(Rotation.none())) {
            Caller client = new Caller(slow);
            String token = slow.issueRefreshToken().exposeSecret();
            client.refresh(token);
            clock.advance(Duration.ofSeconds(2));
            assertThat(client.refresh(token).status()).isEqualTo(200);

            clock.advance(Duration.ofSeconds(2));
            slow.rotation(true);
            String next = client.refresh(token).text("refresh_token");
            clock.advance(Duration.ofSeconds(2));
            assertThat(client.refresh(token).refusal()).isEqualTo(DEAD);
            assertThat(client.refresh(next).refusal()).isEqualTo(DEAD);
        }
    }

    @Test
    void refreshThatIsRefused_locksNothing_andARevokedTokenIsDeadAtOnce() {
        try (FakeSalesforce slow = slow(Rotation.none())) {
            Caller client = new Caller(slow);
            String token = slow.issueRefreshToken().exposeSecret();
            slow.put(slow.user(slow.username()).with(SalesforceUser.Trait.INACTIVE));
            assertThat(client.refresh(token).text("error_description")).isEqualTo("inactive user");
            slow.put(slow.user(slow.username()).without(SalesforceUser.Trait.INACTIVE));
            assertThat(client.refresh(token).status()).isEqualTo(200);

            slow.revokeTokens(slow.username());

            assertThat(client.refresh(token).refusal()).isEqualTo(DEAD);
        }
    }

    private FakeSalesforce slow(Rotation rotation) {
        return FakeSalesforce.builder()
                .clock(clock)
                .rotation(rotation)
                .refreshTakes(Duration.ofSeconds(2))
                .start();
    }

    @Test
    void refusedRefresh_doesNotSpendTheToken() {
        fake.rotation(true);
        String token = fake.issueRefreshToken().exposeSecret();
        String id = fake.clientId().value();

        assertThat(caller.token(
                                "grant_type",
                                "refresh_token",
                                "refresh_token",
                                token,
                                "client_id",
                                id,
                                "client_secret",
                                "wrong")
                        .text("error"))
                .isEqualTo("invalid_client");

        assertThat(caller.refresh(token).status()).isEqualTo(200);
    }

    @Test
    void answerThatWasLostAfterTheCommit_hasSpentTheToken() throws Exception {
        fake.rotation(true);
        String token = fake.issueRefreshToken().exposeSecret();
        fake.faults().next(Route.TOKEN).ofGrant("refresh_token").fail(Fault.lostAnswer());
        String form = Caller.form("grant_type", "refresh_token", "refresh_token", token) + "&" + caller.client();
        try (Wire wire = new Wire(fake.uri())) {
            assertThat(wire.post("/services/oauth2/token", form).rest()).isEmpty();
        }

        assertThat(fake.tally().accessTokensIssued()).isEqualTo(1);
        assertThat(caller.refresh(token).refusal()).isEqualTo(DEAD);
        assertThat(fake.tally().familiesRevoked()).isEqualTo(1);
        assertThat(fake.tally().liveRefreshTokens()).isZero();
    }

    @Test
    void threeHundredRoundsOfSixteen_haveOneWinnerEach() throws Exception {
        fake.rotation(true);
        CyclicBarrier start = new CyclicBarrier(16);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            for (int round = 0; round < 300; round++) {
                String token = fake.issueRefreshToken().exposeSecret();
                List<Future<Reply>> replies = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    replies.add(threads.submit(() -> {
                        start.await();
                        return caller.refresh(token);
                    }));
                }
                int winners = 0;
                for (Future<Reply> reply : replies) {
                    if (reply.get().status() == 200) {
                        winners++;
                    } else {
                        assertThat(reply.get().refusal()).isIn(DEAD, BUSY);
                    }
                }
                assertThat(winners).as("winners of round %d", round).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(fake.tally().accessTokensIssued()).isEqualTo(300);
    }

    @Test
    void sixthApproval_revokesTheOldest() {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            tokens.add(fake.issueRefreshToken().exposeSecret());
        }

        assertThat(caller.refresh(tokens.get(0)).refusal()).isEqualTo(DEAD);
        assertThat(tokens.subList(1, 6))
                .allSatisfy(token -> assertThat(caller.refresh(token).status()).isEqualTo(200));
    }

    @Test
    void refreshTokenThatIsUnknownOrOfAnotherApp_isRefused() {
        fake.put(io.crosscloud.testkit.ConnectedApp.of(io.crosscloud.cloud.ClientId.of("other"), Secret.of("secret")));
        String others = fake.issueRefreshToken(fake.username(), io.crosscloud.cloud.ClientId.of("other"))
                .exposeSecret();

        assertThat(caller.refresh(others).refusal()).isEqualTo(DEAD);
        assertThat(caller.refresh("5Aepnonsense").refusal()).isEqualTo(DEAD);
        assertThat(caller.tokenAsApp("grant_type", "refresh_token").refusal()).isEqualTo(DEAD);
    }

    @Test
    void idleLimit_slides_andTheTotalLimitDoesNot() {
        fake.put(fake.app(fake.clientId())
                .withRefreshTokensIdleFor(Duration.ofDays(30))
                .withRefreshTokensLivingFor(Duration.ofDays(50)));
        String token = fake.issueRefreshToken().exposeSecret();

        clock.advance(Duration.ofDays(29));
        assertThat(caller.refresh(token).status()).isEqualTo(200);
        clock.advance(Duration.ofDays(20));
        assertThat(caller.refresh(token).status()).isEqualTo(200);
        clock.advance(Duration.ofDays(1));
        assertThat(caller.refresh(token).refusal()).isEqualTo(OVER);
        assertThat(caller.refresh(token).refusal()).isEqualTo(OVER);
    }

    @Test
    void refreshTokenThatIsOver_isNoLiveOne_butItsAccessTokenLivesOn() {
        fake.put(fake.app(fake.clientId()).withRefreshTokensLivingFor(Duration.ofHours(1)));
        String token = fake.issueRefreshToken().exposeSecret();
        clock.advance(Duration.ofMinutes(59));
        String accessToken = caller.refresh(token).text("access_token");
        clock.advance(Duration.ofMinutes(1));

        assertThat(caller.refresh(token).refusal()).isEqualTo(OVER);

        assertThat(caller.limits(accessToken).status()).isEqualTo(200);
        assertThat(fake.tally().liveRefreshTokens()).isZero();
        assertThat(fake.families()).singleElement().matches(family -> !family.revoked());
        assertThat(caller.post("/services/oauth2/introspect", Caller.form("token", token) + "&" + caller.client())
                        .body())
                .isEqualTo("{\"active\":false}");
        assertThat(caller.post("/services/oauth2/revoke", Caller.form("token", token))
                        .refusal())
                .startsWith("400 invalid_token");
        assertThat(caller.limits(accessToken).status()).isEqualTo(200);
    }

    @Test
    void refreshTokenThatIsOver_isNoApproval() {
        fake.put(fake.app(fake.clientId()).withRefreshTokensIdleFor(Duration.ofDays(30)));
        fake.put(fake.user(fake.username()).with(SalesforceUser.Trait.NOT_APPROVED));
        fake.issueRefreshToken();
        String claims = "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"exp\":%d}"
                .formatted(
                        fake.clientId(),
                        fake.username(),
                        fake.uri(),
                        clock.instant().plus(Duration.ofDays(31)).getEpochSecond());
        String assertion = Jwt.signed("{\"alg\":\"RS256\"}", claims, fake.signingKey());
        assertThat(caller.token("grant_type", Caller.JWT_BEARER, "assertion", assertion)
                        .status())
                .isEqualTo(200);

        clock.advance(Duration.ofDays(30));

        assertThat(caller.token("grant_type", Caller.JWT_BEARER, "assertion", assertion)
                        .refusal())
                .isEqualTo("400 invalid_grant: user hasn't approved this consumer");
    }

    @Test
    void idleRefreshToken_dies() {
        fake.put(fake.app(fake.clientId()).withRefreshTokensIdleFor(Duration.ofDays(30)));
        String token = fake.issueRefreshToken().exposeSecret();
        clock.advance(Duration.ofDays(30));

        assertThat(caller.refresh(token).refusal()).isEqualTo(OVER);
    }

    @Test
    void anotherClientSecret_revokesAllTokensOfTheApp() {
        String token = fake.issueRefreshToken().exposeSecret();
        String session = caller.clientCredentials().text("access_token");

        fake.put(fake.app(fake.clientId()).withClientSecret(Secret.of("new-secret")));

        assertThat(caller.limits(session).status()).isEqualTo(401);
        assertThat(caller.token(
                                "grant_type",
                                "refresh_token",
                                "refresh_token",
                                token,
                                "client_id",
                                fake.clientId().value(),
                                "client_secret",
                                "new-secret")
                        .refusal())
                .isEqualTo(DEAD);
    }
}
