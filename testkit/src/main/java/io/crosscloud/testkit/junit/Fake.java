package io.crosscloud.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A fake cloud, or the clock that it lives by, in a field or a parameter of a JUnit test. The type is
 * {@link io.crosscloud.testkit.FakeSalesforce}, {@link io.crosscloud.testkit.FakeEngagement} or
 * {@link io.crosscloud.testkit.TestClock}. Needs JUnit Jupiter 5.13 or later, or 6.
 *
 * <pre>{@code
 * class CheckoutTest {
 *     @Fake FakeSalesforce salesforce;                        // started for each test, on the test's clock
 *     @Fake final FakeEngagement engagement =                 // or as the test wants it
 *             FakeEngagement.builder().on(EngagementSwitch.TSSD).start();
 *
 *     @Test
 *     void expiredToken_isReplaced(@Fake TestClock clock) { ... }
 * }
 * }</pre>
 *
 * <p>An empty field, and a parameter of a constructor, a test or a lifecycle method, gets what the test has of its type;
 * what it has not is started, with all defaults, on the {@link io.crosscloud.testkit.TestClock} of the test. A field that
 * the test has filled stays as it is and belongs to the test from then on: give such a fake a clock in its builder.
 *
 * <p>What a test has is its own, also in parallel, in repeated and in nested tests, whose outer fields are those of the
 * same test. What is in a static field, in a parameter of a {@code @BeforeAll} method, or in an instance that lives as long
 * as the class, is the class's own, and its tests and nested classes get it too.
 *
 * <p>When the test (or class) is over, it fails if a fault or hook that was scripted has not struck, or if a hook has
 * failed; who wants it otherwise calls {@link io.crosscloud.testkit.Faults#clear()}. Then, after all methods and fields of
 * the test were cleaned up, the fakes are closed. In plain code the same is a {@code try} with resources, and
 * {@link io.crosscloud.testkit.FakeCloudAssert#consumedAllFaults()} at its end.
 *
 * <p>Fields may be private. On the module path the package of the test is to be open.
 */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(FakesExtension.class)
@SuppressWarnings("exports")
public @interface Fake {}
