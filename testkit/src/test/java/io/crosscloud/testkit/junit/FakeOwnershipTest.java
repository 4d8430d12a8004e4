package io.crosscloud.testkit.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.TestClock;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/** Fields that the test has filled, and what lives as long as a class. */
class FakeOwnershipTest {
    @Nested
    class FilledFields {
        private static final Instant START = Instant.parse("2030-06-01T00:00:00Z");

        @Fake
        private final TestClock own = TestClock.startingAt(START);

        @Fake
        private final FakeSalesforce first =
                FakeSalesforce.builder().clock(own).orgId("00Dyy0000001gPM").start();

        @Fake
        private FakeEngagement later;

        @Test
        void filledField_staysAsItIs(@Fake TestClock time, @Fake FakeSalesforce cloud) {
            assertSame(own, time);
            assertSame(first, cloud);
            assertSame(own, later.clock());
        }
    }

    @Nested
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class OfTheClass {
        @Fake
        private static FakeEngagement shared;

        private static FakeEngagement given;

        @BeforeAll
        static void beforeAll(@Fake FakeEngagement parameter) {
            given = parameter;
        }

        @Test
        @Order(1)
        void staticField_isFilled() {
            assertSame(shared, given);
            assertEquals(404, Asking.get(shared, "/nowhere"));
        }

        @Test
        @Order(2)
        void staticField_isSharedByTheTests(@Fake FakeEngagement parameter) {
            assertSame(shared, parameter);
            assertEquals(1, shared.journal().requests().size());
        }
    }

    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class OfAnInstanceOfTheClass {
        @Fake
        private FakeEngagement shared;

        @Test
        @Order(1)
        void field_isFilled() {
            assertEquals(404, Asking.get(shared, "/nowhere"));
        }

        @Test
        @Order(2)
        void field_isSharedByTheTests(@Fake FakeEngagement parameter) {
            assertSame(shared, parameter);
            assertEquals(1, shared.journal().requests().size());
        }
    }
}
