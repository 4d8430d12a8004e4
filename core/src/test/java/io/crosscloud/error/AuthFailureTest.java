package io.crosscloud.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.Cloud;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.token.RefreshToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuthFailureTest {
    private static final SessionKey KEY = SessionKey.of("salesforce", User.of("marta"));
    private static final Map<NextStep, Class<? extends AuthException>> KINDS = Map.of(
            NextStep.FIX_CONFIGURATION, ConfigurationException.class,
            NextStep.LOG_IN, LoginRequiredException.class,
            NextStep.TRY_LATER, TryLaterException.class,
            NextStep.CHECK_STORE, StoreException.class,
            NextStep.CHECK_SERVER, ProtocolException.class);

    static Stream<Problem> problems() {
        return Stream.<Problem[]>of(
                        SettingProblem.values(), ServerProblem.values(), SessionProblem.values(), StoreProblem.values())
                .flatMap(Stream::of);
    }

    @ParameterizedTest
    @MethodSource("problems")
    void everyProblem_becomesTheExceptionOfItsNextStep(Problem problem) {
        AuthException e = AuthFailure.of(problem).toException();

        assertThat(e).isExactlyInstanceOf(KINDS.get(problem.nextStep()));
        assertThat(e.problem()).isEqualTo(problem);
        assertThat(e.remedy()).isEqualTo(problem.remedy());
        assertThat(e).hasMessage(problem.summary() + ". " + problem.remedy());
    }

    @Test
    void bareFailure_saysNothingMore() {
        AuthException e = AuthFailure.of(ServerProblem.NETWORK).toException();

        assertThat(e.cloud()).isEmpty();
        assertThat(e.error()).isEmpty();
        assertThat(e.errorDescription()).isEmpty();
        assertThat(e.status()).isEmpty();
        assertThat(e.session()).isEmpty();
        assertThat(e).hasNoCause();
        assertThat(((TryLaterException) e).retryAfter()).isEmpty();
    }

    @Test
    void message_saysWhoWhatDetailAnswerAndRemedy() {
        AuthFailure failure = AuthFailure.of(ServerProblem.SALESFORCE_AUDIENCE)
                .cloud(Cloud.SALESFORCE)
                .detail("aud was x")
                .answer(400, "invalid_grant", "audience is invalid");
        String answer = ": aud was x [HTTP 400, invalid_grant: audience is invalid]. ";

        assertThat(failure.toException())
                .hasMessage(ServerProblem.SALESFORCE_AUDIENCE.summary() + " (Salesforce)" + answer
                        + ServerProblem.SALESFORCE_AUDIENCE.remedy());
        assertThat(failure.session(KEY).toException())
                .hasMessage("salesforce/marta: " + ServerProblem.SALESFORCE_AUDIENCE.summary() + answer
                        + ServerProblem.SALESFORCE_AUDIENCE.remedy());
        assertThat(failure).hasToString(failure.toException().getMessage());
    }

    @Test
    void answer_isShownAsFarAsThereIsOne() {
        AuthFailure failure = AuthFailure.of(ServerProblem.ACCESS_DENIED);

        assertThat(failure.answer(400, null, null).toException()).hasMessageContaining(" [HTTP 400]. ");
        assertThat(failure.answer(400, "e", null).toException()).hasMessageContaining(" [HTTP 400, e]. ");
        assertThat(failure.answer(429, null, "d").toException()).hasMessageContaining(" [HTTP 429, d]. ");
        assertThat(failure.answer(0, "access_denied", "the person said no").toException())
                .hasMessageContaining(" [access_denied: the person said no]. ");
        assertThat(failure.answer(0, null, null).toException()).message().doesNotContain("[", "HTTP");
        assertThat(failure.answer(0, "e", null).toException().status()).isEmpty();
    }

    @Test
    void everythingSaid_canBeReadBack() {
        Throwable cause = new IllegalStateException("x");
        AuthException e = AuthFailure.of(ServerProblem.SERVER_THROTTLES)
                .cloud(Cloud.ENGAGEMENT)
                .answer(429, "slow_down", "too fast")
                .session(KEY)
                .retryAfter(Duration.ofSeconds(7))
                .cause(cause)
                .toException();

        assertThat(e.cloud()).contains(Cloud.ENGAGEMENT);
        assertThat(e.status()).hasValue(429);
        assertThat(e.error()).contains("slow_down");
        assertThat(e.errorDescription()).contains("too fast");
        assertThat(e.session()).contains(KEY);
        assertThat(((TryLaterException) e).retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(e).hasCause(cause);
    }

    @Test
    void failure_canBeSaidAgainAboutASession_andLosesNothing() {
        AuthFailure failure = AuthFailure.of(ServerProblem.NOT_JSON)
                .cloud(Cloud.SALESFORCE)
                .detail("html")
                .answer(200, null, null)
                .rotated(RefreshToken.of("5Aep"));

        ProtocolException e =
                (ProtocolException) failure.toException().failure().session(KEY).toException();

        assertThat(e.session()).contains(KEY);
        assertThat(e.cloud()).contains(Cloud.SALESFORCE);
        assertThat(e.status()).hasValue(200);
        assertThat(e.rotated()).contains(RefreshToken.of("5Aep"));
        assertThat(e).hasMessageContaining(": html [HTTP 200]. ");
        assertThat(failure.toException().session()).isEmpty();
    }

    @Test
    void serialized_itKeepsKindMessageAndProblem() throws Exception {
        AuthException sent = AuthFailure.of(ServerProblem.RESPONSE_INVALID)
                .session(KEY)
                .rotated(RefreshToken.of("5Aep-canary"))
                .toException();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(sent);
        }
        assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).doesNotContain("canary");

        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            AuthException received = (AuthException) in.readObject();

            assertThat(received).isInstanceOf(ProtocolException.class).hasMessage(sent.getMessage());
            assertThat(received.problem()).isEqualTo(ServerProblem.RESPONSE_INVALID);
            assertThat(received.remedy()).isEqualTo(sent.remedy());
            assertThat(received.session()).isEmpty();
            assertThat(received.status()).isEmpty();
            assertThat(((ProtocolException) received).rotated()).isEmpty();
        }
    }

    @Test
    void everyMethod_leavesTheOriginalAsItWas() {
        AuthFailure failure = AuthFailure.of(ServerProblem.NETWORK);
        String before = failure.toString();

        failure.cloud(Cloud.SALESFORCE);
        failure.detail("d");
        failure.answer(400, "e", "d");
        failure.session(KEY);
        failure.retryAfter(Duration.ofSeconds(1));
        failure.cause(new IllegalStateException());

        assertThat(failure).hasToString(before);
        assertThat(failure.toException().cloud()).isEmpty();
        assertThat(((TryLaterException) failure.toException()).retryAfter()).isEmpty();
        assertThat(failure.toException()).hasNoCause();
    }

    @Test
    void rotatedRefreshToken_isCarriedAndNeverShown() {
        ProtocolException e = (ProtocolException) AuthFailure.of(ServerProblem.RESPONSE_INVALID)
                .rotated(RefreshToken.of("5Aep-canary"))
                .toException();

        assertThat(e.rotated()).contains(RefreshToken.of("5Aep-canary"));
        assertThat(e).message().doesNotContain("canary");
        assertThat(e.toString()).doesNotContain("canary");
        assertThat(e.failure().toString()).doesNotContain("canary");
    }

    @Test
    void whatTheServerSaid_isPrintableAsciiOfAtMost256Characters() {
        AuthException e = AuthFailure.of(ServerProblem.REQUEST_REFUSED)
                .answer(400, "e\r\nX: y\u0000", "\u001b[31mred\u202e \u00e4\n" + "x".repeat(2_000_000))
                .toException();

        assertThat(e.error()).contains("e??X: y?");
        assertThat(e.errorDescription())
                .get()
                .asString()
                .startsWith("?[31mred? ??xxx")
                .hasSize(256);
        assertThat(e.getMessage()).matches("[ -~]*").hasSizeLessThan(700);
    }

    @Test
    void detailWithoutEnd_isCut() {
        AuthException e = AuthFailure.of(ServerProblem.REDIRECTED)
                .detail("x".repeat(1_000_000))
                .toException();

        assertThat(e.getMessage()).hasSizeLessThan(17_000).contains("x…. ");
    }

    @Test
    void detail_staysOnOneLine() {
        AuthException e = AuthFailure.of(ServerProblem.REDIRECTED)
                .detail("to \r\n2026-11-23 INFO all is well \u2028\u202e\u001b[2J…")
                .toException();

        assertThat(e)
                .hasMessageContaining(": to \\u000d\\u000a2026-11-23 INFO all is well \\u2028\\u202e\\u001b[2J…. ");
    }
}
