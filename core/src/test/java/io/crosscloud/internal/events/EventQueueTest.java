package io.crosscloud.internal.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.error.SessionProblem;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private static final int BOUND = 3;

    private final EventQueue queue = new EventQueue(BOUND);

    private static AuthEvent issued(int user) {
        return new AuthEvent.TokenIssued(session(user));
    }

    private static AuthEvent loginRequired(int user) {
        return new AuthEvent.LoginRequired(session(user), SessionProblem.LOGGED_OUT);
    }

    private static AuthEvent commitDelayed(int user, int attempts) {
        return new AuthEvent.CommitDelayed(session(user), attempts);
    }

    private static SessionKey session(int user) {
        return SessionKey.of("salesforce", User.of("user-" + user));
    }

    private List<Boolean> add(AuthEvent... events) {
        return List.of(events).stream().map(queue::add).toList();
    }

    private List<AuthEvent> all() {
        List<AuthEvent> all = new ArrayList<>();
        for (AuthEvent event = queue.next(); event != null; event = queue.next()) {
            all.add(event);
        }
        return all;
    }

    @Test
    void eventsOfAllKinds_comeInTheOrderInWhichTheyWereTold() {
        add(issued(1), loginRequired(1), issued(2), commitDelayed(2, 1), commitDelayed(2, 2), issued(3));

        assertThat(all())
                .containsExactly(
                        issued(1), loginRequired(1), issued(2), commitDelayed(2, 1), commitDelayed(2, 2), issued(3));
    }

    @Test
    void beyondTheBound_eventsAreDropped_andCountedInTheirPlace() {
        assertThat(add(issued(1), issued(2), issued(3), issued(4), issued(5)))
                .containsExactly(false, false, false, true, false);
        assertThat(queue.next()).isEqualTo(issued(1));
        add(issued(6));

        assertThat(all()).containsExactly(issued(2), issued(3), new AuthEvent.EventsDropped(2), issued(6));
        assertThat(queue.next()).isNull();
    }

    @Test
    void whatIsDroppedAfterTheGapWasTold_isAnotherGap() {
        add(issued(1), issued(2), issued(3), issued(4));
        all();

        assertThat(add(issued(1), issued(2), issued(3), issued(4))).containsExactly(false, false, false, true);

        assertThat(all()).endsWith(new AuthEvent.EventsDropped(1));
    }

    @Test
    void inAFlood_whatAsksForAPerson_isKept() {
        for (int i = 0; i < 100; i++) {
            add(issued(i), loginRequired(i), commitDelayed(i, 1));
        }

        assertThat(all())
                .contains(new AuthEvent.EventsDropped(97))
                .containsAll(IntStream.range(0, 100)
                        .mapToObj(EventQueueTest::loginRequired)
                        .toList())
                .containsAll(IntStream.range(0, 100)
                        .mapToObj(i -> commitDelayed(i, 1))
                        .toList());
    }

    @Test
    void thousandsOfTheSameSession_areTheLast_behindWhatCameBefore() {
        add(loginRequired(1), issued(1));
        for (int attempts = 1; attempts <= 1_000; attempts++) {
            add(commitDelayed(1, attempts));
        }
        add(loginRequired(1));

        List<AuthEvent> all = all();

        assertThat(all)
                .hasSizeLessThan(3 * BOUND)
                .contains(issued(1))
                .containsSequence(commitDelayed(1, 1_000), loginRequired(1));
        assertThat(all.stream().filter(AuthEvent.EventsDropped.class::isInstance))
                .isNotEmpty();
    }

    @Test
    void clear_countsWhatWasLost() {
        add(issued(1), issued(2), issued(3), issued(4), loginRequired(5));

        assertThat(queue.clear()).isEqualTo(5);
        assertThat(queue.next()).isNull();
    }
}
