package io.crosscloud.auth.internal.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.Cloud;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Deadline;
import io.crosscloud.spi.TokenRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CredentialRotationTest {
    private static final Duration LEASE = Duration.ofSeconds(4);

    private final List<AuthEvent> events = new ArrayList<>();
    private final CredentialRotation<String> candidates = new CredentialRotation<>(
            List.of("a", "b", "c"), Set.of(ServerProblem.CLIENT_REJECTED), Cloud.SALESFORCE, events::add);
    private final List<String> made = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();
    private final AtomicLong ticks = new AtomicLong();

    @Test
    void preparing_makesTheFirstProofAlone() {
        prepare();

        assertThat(made).containsExactly("a");
        assertThat(sent).isEmpty();
    }

    @Test
    void furtherProofs_areMadeWhenTheServerHasRefusedThoseBefore() {
        refused.addAll(Set.of("a", "b"));

        assertThat(send(prepare())).isEqualTo("c");
        assertThat(made).containsExactly("a", "b", "c");
        assertThat(sent).containsExactly("a", "b", "c");
        assertThat(events).containsExactly(new AuthEvent.CredentialFallback(Cloud.SALESFORCE, 2));
    }

    @Test
    void refusalThatUsesUpTheDeadline_isNotRepeatedNextTime() {
        refused.add("a");
        Deadline sendBy = Deadline.after(LEASE, ticks::get);

        AuthException late = catchThrowableOfType(
                AuthException.class,
                () -> prepare()
                        .send(
                                proof -> {
                                    pass(LEASE);
                                    return answer(proof);
                                },
                                Attempts.unlimited(),
                                sendBy));

        assertThat(late.problem()).isEqualTo(ServerProblem.NOT_SENT_IN_TIME);
        assertThat(late.getSuppressed())
                .singleElement()
                .isInstanceOfSatisfying(
                        AuthException.class,
                        refusal -> assertThat(refusal.problem()).isEqualTo(ServerProblem.CLIENT_REJECTED));
        assertThat(made).containsExactly("a");

        send(prepare());

        assertThat(sent).containsExactly("a", "b");
        assertThat(events).containsExactly(new AuthEvent.CredentialFallback(Cloud.SALESFORCE, 1));
    }

    @Test
    void refusalThatUsesUpTheTries_isNotRepeatedNextTime() {
        refused.addAll(Set.of("a", "b"));

        assertThat(refusal(Attempts.of(TokenRequest.of(User.of("marta")).atMost(1))))
                .isEqualTo(ServerProblem.CLIENT_REJECTED);
        assertThat(refusal(Attempts.of(TokenRequest.of(User.of("marta")).atMost(1))))
                .isEqualTo(ServerProblem.CLIENT_REJECTED);
        send(prepare());

        assertThat(sent).containsExactly("a", "b", "c");
    }

    @Test
    void refusedCandidate_hasItsTurnAgain() {
        refused.addAll(Set.of("a", "b", "c"));
        refusal(Attempts.unlimited());
        refusal(Attempts.unlimited());
        refused.remove("b");
        send(prepare());
        refused.add("b");
        refused.remove("a");
        send(prepare());

        assertThat(sent).containsExactly("a", "b", "c", "a", "b", "c", "a", "b", "b", "c", "a");
        assertThat(events)
                .containsExactly(
                        new AuthEvent.CredentialFallback(Cloud.SALESFORCE, 1),
                        new AuthEvent.CredentialFallback(Cloud.SALESFORCE, 0));
    }

    @Test
    void candidateWithoutProof_isTriedLastNextTime() {
        RuntimeException gone = new IllegalStateException("gone");
        RuntimeException thrown = catchThrowableOfType(
                RuntimeException.class,
                () -> candidates.prepare(name -> {
                    throw gone;
                }));

        assertThat(thrown).isSameAs(gone);
        assertThat(send(prepare())).isEqualTo("b");
    }

    @Test
    void candidateThatWorks_staysFirst_andIsToldOnce() {
        refused.add("a");

        send(prepare());
        send(prepare());

        assertThat(sent).containsExactly("a", "b", "b");
        assertThat(events).hasSize(1);
    }

    @Test
    void anotherFailure_triesNoOtherCandidate() {
        AuthException failure = catchThrowableOfType(
                AuthException.class,
                () -> prepare()
                        .send(
                                proof -> {
                                    throw AuthFailure.of(ServerProblem.OUTCOME_UNKNOWN)
                                            .toException();
                                },
                                Attempts.unlimited(),
                                Deadline.none()));

        assertThat(failure.problem()).isEqualTo(ServerProblem.OUTCOME_UNKNOWN);
        assertThat(failure).hasNoSuppressedExceptions();
        assertThat(send(prepare())).isEqualTo("a");
    }

    @Test
    void proofs_areSentOnce() {
        CredentialRotation<String>.Proofs<String> proofs = prepare();
        send(proofs);

        assertThatIllegalStateException().isThrownBy(() -> send(proofs)).withMessageContaining("prepared anew");
        assertThat(sent).hasSize(1);
    }

    private CredentialRotation<String>.Proofs<String> prepare() {
        return candidates.prepare(name -> {
            made.add(name);
            return name;
        });
    }

    private String send(CredentialRotation<String>.Proofs<String> proofs) {
        return proofs.send(this::answer, Attempts.unlimited(), Deadline.none());
    }

    private Problem refusal(Attempts attempts) {
        return catchThrowableOfType(
                        AuthException.class,
                        () -> prepare()
                                .send(
                                        proof -> {
                                            attempts.take();
                                            return answer(proof);
                                        },
                                        attempts,
                                        Deadline.none()))
                .problem();
    }

    private String answer(String proof) {
        sent.add(proof);
        if (refused.contains(proof)) {
            throw AuthFailure.of(ServerProblem.CLIENT_REJECTED).toException();
        }
        return proof;
    }

    private void pass(Duration time) {
        ticks.addAndGet(time.toNanos());
    }
}
