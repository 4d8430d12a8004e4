package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.crosscloud.auth.session.ExploredServer.Mode;
import io.crosscloud.auth.session.ExploredStore.Defect;
import io.crosscloud.auth.session.World.Plot;
import io.crosscloud.auth.session.World.Seen;
import io.crosscloud.auth.session.World.Sight;
import io.crosscloud.auth.session.World.Violation;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Every course that two hosts' steps can take, within bounds, over the real session manager: each host is killed, left
 * standing or no longer seen to live at each of its steps, the store fails at each and loses whatever it was told last, a commit
 * that failed is tried again at any later moment, somebody logs in again at any moment, and the server answers in each way.
 *
 * <p>Never are two requests in flight for one family; a spent refresh token is shown as a stated probe only, and not while
 * an access token lives; generations only grow; no host shows a refresh token that it knows to be replaced, and it gives a
 * store that has gone back what it knows, in one commit, before it claims anything; and in the end the session is usable, or has
 * ended for a reason that there was. Excused are only refresh tokens that a fail-over has brought back, and a host whose beacon
 * went out.
 *
 * <p>By default what has found most; with {@code -Dexplorer=deep} many more courses, which takes minutes.
 */
@Tag("once")
class ExplorerTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(SessionManager.class);
    private static final boolean DEEP = "deep".equals(System.getProperty("explorer"));

    /** What happens in thousands of courses is of no interest in the log. */
    @BeforeAll
    static void silence() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void listen() {
        LOG.setLevel(null);
    }

    private static List<Plot> plots(Mode mode, Defect defect) {
        boolean waits = mode == Mode.BUSY || mode == Mode.BUSY_FOR_LONG;
        int both = waits ? 0 : 1;
        if (mode == Mode.BUSY_FOR_LONG || (!DEEP && mode != Mode.STRICT && mode != Mode.ANSWER_LOST)) {
            return List.of(
                    new Plot(mode, true, false, 0, DEEP ? 1 : 0, defect), new Plot(mode, true, false, both, 0, defect));
        }
        return List.of(
                new Plot(mode, true, false, both, 1, defect),
                new Plot(mode, true, false, waits ? 1 : 2, 0, defect),
                new Plot(mode, true, true, both, 1, defect),
                new Plot(mode, false, false, both, 1, defect));
    }

    private static int explore(Plot plot, Seen seen) {
        Choices choices = new Choices();
        int courses = 0;
        do {
            new World(plot, choices, seen).run();
            courses++;
        } while (choices.advance());
        return courses;
    }

    @ParameterizedTest
    @CsvSource({
        "STRICT, 2300",
        "GRACE, 20",
        "ANSWER_LOST, 2100",
        "ANSWER_LOST_WITH_GRACE, 19",
        "NEVER_ARRIVED, 19",
        "NOT_SENT, 19",
        "BUSY, 24",
        "BUSY_FOR_LONG, 440",
        "UNAVAILABLE, 20",
        "UNUSABLE_WITH_TOKEN, 20",
        "UNUSABLE, 19",
        "CLIENT_REJECTED, 19",
        "REVOKED, 25"
    })
    @Tag("S5")
    @Tag("S6")
    @Tag("S7")
    void whateverHappens_theSessionIsUsableOrHasEndedForAReason(Mode mode, int atLeast) {
        Seen seen = new Seen();
        int courses = plots(mode, Defect.NONE).stream()
                .mapToInt(plot -> explore(plot, seen))
                .sum();

        System.out.println(mode + ": " + courses + " courses, " + seen.states().size() + " states");
        assertThat(courses).isGreaterThanOrEqualTo(atLeast);
        if (mode == Mode.STRICT) {
            assertThat(seen.sights()).containsExactlyInAnyOrder(Sight.values());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aStoreThatIsWrong_isFound(Defect defect) {
        boolean needsDoubt = defect == Defect.NO_ATTEMPT_MARK;
        Mode mode = needsDoubt ? Mode.ANSWER_LOST : Mode.STRICT;

        assertThatExceptionOfType(Violation.class)
                .isThrownBy(() -> plots(mode, defect).forEach(plot -> explore(plot, new Seen())));
    }
}
