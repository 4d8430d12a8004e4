package io.crosscloud.testkit.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.TestClock;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Fake} promises to a test that goes well. */
class FakeTest {
    private static final Set<URI> SEEN = new HashSet<>();

    @Fake
    private FakeSalesforce salesforce;

    @Fake
    private FakeEngagement engagement;

    @Fake
    private TestClock clock;

    /** JUnit closes this after every method; the fakes still answer then. */
    @AutoClose
    @SuppressWarnings({"UnusedVariable", "UnnecessaryLambda"})
    private final AutoCloseable last = () -> assertEquals(200, Asking.versions(salesforce));

    @BeforeEach
    void beforeEach(@Fake FakeSalesforce same) {
        assertSame(salesforce, same);
        assertEquals(0, salesforce.journal().requests().size());
        assertEquals(200, Asking.versions(salesforce));
    }

    @AfterEach
    void afterEach(@Fake FakeSalesforce same) throws Exception {
        assertSame(salesforce, same);
        assertEquals(200, Asking.versions(salesforce));
    }

    @RepeatedTest(3)
    void eachTest_hasItsOwn() {
        assertEquals(1, salesforce.journal().requests().size());
        assertTrue(SEEN.add(salesforce.uri()));
    }

    @Test
    void fakes_liveByTheTestsClock() {
        clock.advance(Duration.ofDays(3));
        assertEquals(clock.instant(), salesforce.clock().instant());
        assertEquals(clock.instant(), engagement.clock().instant());
    }

    @Test
    void parameters_areWhatTheFieldsHold(
            @Fake FakeSalesforce first, @Fake FakeEngagement second, @Fake TestClock third) {
        assertSame(salesforce, first);
        assertSame(engagement, second);
        assertSame(clock, third);
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    void parameters_standBesideOthers(String text, @Fake FakeSalesforce same) {
        assertEquals(3, text.length());
        assertSame(salesforce, same);
    }

    @Test
    void engagement_takesAssertionsAsItsStartDoes() {
        try (FakeEngagement started = FakeEngagement.start()) {
            assertEquals(started.signingKeyPem(), engagement.signingKeyPem());
        }
    }

    @Nested
    class InsideAnother {
        @Fake
        private FakeSalesforce inner;

        @Test
        void nestedTest_sharesWithTheOuterInstance(@Fake FakeSalesforce parameter) {
            assertSame(salesforce, inner);
            assertSame(salesforce, parameter);
            assertEquals(1, salesforce.journal().requests().size());
        }
    }

    @Nested
    class ByConstructor {
        private final FakeSalesforce given;
        private final TestClock time;

        ByConstructor(@Fake FakeSalesforce given, @Fake TestClock time) {
            this.given = given;
            this.time = time;
        }

        @Test
        void constructorParameter_belongsToTheTest() {
            assertSame(salesforce, given);
            assertSame(clock, time);
        }
    }
}
