package io.crosscloud.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.Phase;
import io.crosscloud.testkit.Route;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** What {@link Fake} does when a test is over, seen from outside of it. */
class FakeVerdictTest {
    private static final List<FakeSalesforce> STARTED = new CopyOnWriteArrayList<>();

    @Test
    void faultThatHasNotStruck_failsTheTestWithTheTimeline() {
        assertThat(failure(run(LeavesFault.class)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("has not struck")
                .hasMessageContaining("TOKEN request")
                .hasMessageContaining("GET /services/data -> 200");
    }

    @Test
    void hookThatHasFailed_failsTheTestAndIsAttached() {
        assertThat(failure(run(HasFailingHook.class)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("hook failed")
                .satisfies(error ->
                        assertThat(error.getSuppressed()).singleElement().hasToString(HasFailingHook.CAUSE));
    }

    @Test
    void faultThatHasNotStruck_failsTheClassWhoseFakeItIs() {
        EngineExecutionResults results = run(LeavesFaultInTheClass.class);
        results.testEvents().assertStatistics(tests -> tests.succeeded(1).failed(0));
        assertThat(results.containerEvents().failed().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(classes = {UsesItsFault.class, ClearsItsFault.class})
    void faultThatStruckOrWasCleared_isFine(Class<?> test) {
        run(test).testEvents().assertStatistics(tests -> tests.succeeded(1).failed(0));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                LeavesFault.class,
                HasFailingHook.class,
                UsesItsFault.class,
                LeavesFaultInTheClass.class,
                Fails.class
            })
    void fakes_areClosedHoweverTheTestEnded(Class<?> test) {
        STARTED.clear();
        run(test);
        assertThat(STARTED).hasSize(1);
        URI uri = STARTED.get(0).uri();
        assertThatThrownBy(() -> Asking.get(uri)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void failedTest_keepsItsOwnFailure() {
        assertThat(failure(run(Fails.class)))
                .hasMessage("on purpose")
                .satisfies(error -> assertThat(error.getSuppressed())
                        .singleElement()
                        .satisfies(suppressed -> assertThat(suppressed).hasMessageContaining("has not struck")));
    }

    @Test
    void parallelTests_haveTheirOwn() {
        InParallel.URIS.clear();
        EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "8")
                .selectors(selectClass(InParallel.class))
                .execute()
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(8));
        assertThat(InParallel.URIS).hasSize(8);
    }

    @Test
    void staticField_isEmptyAgainAfterTheClass() {
        run(LeavesFaultInTheClass.class);
        assertThat(LeavesFaultInTheClass.salesforce).isNull();
    }

    @ParameterizedTest
    @ValueSource(classes = {WrongType.class, FinalAndEmpty.class})
    void unusableField_isNamed(Class<?> test) {
        assertThat(failure(run(test)))
                .hasMessageContaining(test.getSimpleName())
                .hasMessageContaining("expected");
    }

    private static EngineExecutionResults run(Class<?> test) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(test))
                .execute();
    }

    private static Throwable failure(EngineExecutionResults results) {
        Event failed = results.testEvents().failed().stream().findFirst().orElseThrow();
        return failed.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
    }

    private static FakeSalesforce started(FakeSalesforce fake) {
        STARTED.add(fake);
        return fake;
    }

    static class LeavesFault {
        @Test
        void test(@Fake FakeSalesforce salesforce) {
            started(salesforce).faults().next(Route.TOKEN).fail(Fault.status(503));
            Asking.versions(salesforce);
        }
    }

    static class UsesItsFault {
        @Fake
        private final FakeSalesforce salesforce = started(FakeSalesforce.start());

        @Test
        void test() {
            salesforce.faults().next().fail(Fault.status(503));
            assertThat(Asking.versions(salesforce)).isEqualTo(503);
        }
    }

    static class ClearsItsFault {
        @Test
        void test(@Fake FakeSalesforce salesforce) {
            salesforce.faults().next().fail(Fault.status(503));
            salesforce.faults().clear();
        }
    }

    static class HasFailingHook {
        static final String CAUSE = "java.lang.AssertionError: the hook's own";

        @Test
        void test(@Fake FakeSalesforce salesforce) {
            started(salesforce).faults().next().run(Phase.ON_RECEIPT, request -> {
                throw new AssertionError("the hook's own");
            });
            Asking.versions(salesforce);
        }
    }

    static class LeavesFaultInTheClass {
        @Fake
        private static FakeSalesforce salesforce;

        @Test
        void test() {
            started(salesforce).faults().next().fail(Fault.status(503));
        }
    }

    static class Fails {
        @Test
        void test(@Fake FakeSalesforce salesforce) {
            started(salesforce).faults().next().fail(Fault.status(503));
            throw new AssertionError("on purpose");
        }
    }

    static class InParallel {
        private static final Set<URI> URIS = ConcurrentHashMap.newKeySet();
        private static final CyclicBarrier TWO = new CyclicBarrier(2);

        @Fake
        private FakeSalesforce salesforce;

        @RepeatedTest(8)
        void test() throws Exception {
            URIS.add(salesforce.uri());
            TWO.await(1, TimeUnit.MINUTES);
            assertThat(Asking.versions(salesforce)).isEqualTo(200);
            assertThat(salesforce.journal().requests()).hasSize(1);
        }
    }

    static class WrongType {
        @Fake
        private String salesforce;

        @Test
        void test() {
            assertThat(salesforce).isNull();
        }
    }

    static class FinalAndEmpty {
        @Fake
        private final FakeSalesforce salesforce = null;

        @Test
        void test() {
            assertThat(salesforce).isNull();
        }
    }
}
