package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.crosscloud.auth.session.ExploredPlot.Defect;
import io.crosscloud.auth.session.ExploredServer.Mode;
import io.crosscloud.auth.session.World.Seen;
import io.crosscloud.auth.session.World.Sight;
import io.crosscloud.auth.session.World.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Every course that two hosts' steps can take, within bounds, over the real session manager: each host is killed, left
 * standing or no longer seen to live at each of its steps, and held up for longer than a lease before it claims, before it
 * sends and before it has its answer; the store fails at each, with exceptions or errors, and loses whatever it
 * was told last; a commit that failed is tried again at any later moment, somebody logs in again at any moment, and the
 * server answers in each way.
 *
 * <p>Never are two requests in flight for one family, or one before a pause is over; a spent refresh token is shown as a
 * stated probe only, and not while an access token lives; generations only grow; no host shows a refresh token that it knows
 * to be replaced, and it gives a store that has gone back what it knows, in one commit, before it claims anything; no login is
 * revoked that the store holds; and in the end the session is usable, or has ended for the reason that there was. Excused are
 * only refresh tokens that a fail-over has brought back, and requests beside a host whose beacon went out.
 *
 * <p>By default what has found most; with {@code -Dexplorer=deep} many more courses, which takes an hour.
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

    private static List<ExploredPlot> plots(Mode mode) {
        ExploredPlot plot = ExploredPlot.of(mode);
        if (mode == Mode.BUSY || mode == Mode.BUSY_FOR_LONG) { // whose waits are switches
            return List.of(plot.within(0, 0, DEEP ? 2 : 1, 0), plot.within(0, DEEP || mode == Mode.BUSY ? 1 : 0, 0, 0));
        }
        List<ExploredPlot> plots = new ArrayList<>(List.of(plot.within(1, 0, 1, 0), plot.within(0, 1, 0, 0)));
        if (DEEP || mode == Mode.STRICT || mode == Mode.ANSWER_LOST) {
            plots.add(plot.within(1, 1, DEEP || mode == Mode.STRICT ? 1 : 0, 0));
            plots.add(plot.within(2, 0, 1, 0));
            plots.add(plot.within(1, 0, 1, 1));
            plots.add(plot.withoutBeacon().within(1, 0, 1, 1));
            plots.add(plot.withLogin().within(1, 1, 1, 0));
            plots.add(plot.early().within(1, 1, 0, 0));
        }
        if (mode == Mode.STRICT) {
            plots.add(plot.withLogin().within(0, 2, 0, 0));
            plots.add(plot.withLogin().within(1, 0, 1, 1));
            plots.add(plot.withErrors().within(0, 1, 0, 0));
            plots.add(plot.withErrors().withLogin().within(0, 1, 0, 0));
        }
        if (mode == Mode.UNAVAILABLE_AFTER_THE_COMMIT) {
            plots.add(plot.early().within(1, 0, 1, 0));
        }
        if (DEEP && (mode == Mode.STRICT || mode == Mode.ANSWER_LOST)) {
            plots.add(plot.within(1, 1, 1, 1));
            plots.add(plot.within(2, 0, 0, 1));
        }
        return plots;
    }

    private static int explore(ExploredPlot plot, Seen seen) {
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
        "STRICT, 4000",
        "GRACE, 70",
        "ANSWER_LOST, 2450",
        "ANSWER_LOST_WITH_GRACE, 95",
        "NEVER_ARRIVED, 95",
        "NOT_SENT, 95",
        "BUSY, 230",
        "BUSY_FOR_LONG, 480",
        "UNAVAILABLE, 110",
        "UNAVAILABLE_AFTER_THE_COMMIT, 135",
        "BROKEN, 95",
        "UNUSABLE_WITH_TOKEN, 105",
        "UNUSABLE, 105",
        "CLIENT_REJECTED, 95",
        "REFUSED, 65",
        "REFUSED_FOR_LONG, 65",
        "PROBE_REFUSED, 95",
        "PROBE_REFUSED_UNSPENT, 95",
        "REVOKED, 75"
    })
    @Tag("S5")
    @Tag("S6")
    @Tag("S7")
    void whateverHappens_theSessionIsUsableOrHasEndedForAReason(Mode mode, int atLeast) {
        Seen seen = new Seen();
        int courses = plots(mode).stream().mapToInt(plot -> explore(plot, seen)).sum();

        System.out.println(mode + ": " + courses + " courses, " + seen.states().size() + " states");
        assertThat(courses).isGreaterThanOrEqualTo(atLeast);
        assertThat(seen.sights()).containsAll(mustBeSeen(mode));
    }

    private static Collection<Sight> mustBeSeen(Mode mode) {
        return switch (mode) {
            case STRICT -> EnumSet.complementOf(EnumSet.of(Sight.HEEDED));
            case REFUSED, REFUSED_FOR_LONG -> Set.of(Sight.HEEDED);
            default -> Set.of();
        };
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "SENDS_LATE"})
    void aStoreThatIsWrong_isFound(Defect defect) {
        Mode mode = switch (defect) {
            case NO_ATTEMPT_MARK -> Mode.ANSWER_LOST;
            case NO_PAUSE -> Mode.REFUSED;
            default -> Mode.STRICT;
        };

        assertThatExceptionOfType(Violation.class)
                .isThrownBy(() -> plots(mode).forEach(plot -> explore(plot.with(defect), new Seen())));
    }

    /** Over a store that does not see who lives, nothing but the deadline keeps a host that was held up from sending. */
    @Test
    void aProviderThatSendsLate_isFoundWithTwoRequestsInFlight() {
        ExploredPlot plot = ExploredPlot.of(Mode.STRICT).withoutBeacon().within(1, 0, 1, 1);
        Choices choices = new Choices();
        List<String> violations = new ArrayList<>();
        do {
            try {
                new World(plot.with(Defect.SENDS_LATE), choices, new Seen()).run();
            } catch (Violation e) {
                violations.add(e.getMessage());
            }
        } while (choices.advance());

        assertThat(violations).anyMatch(each -> each.startsWith("two requests in flight"));
    }
}
