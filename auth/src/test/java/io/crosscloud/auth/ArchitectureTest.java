package io.crosscloud.auth;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.crosscloud.auth.MainClasses.ALL;
import static io.crosscloud.auth.MainClasses.AUTH;
import static io.crosscloud.auth.MainClasses.CORE;
import static io.crosscloud.auth.MainClasses.STORES;
import static io.crosscloud.auth.MainClasses.TESTKIT;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.spi.TokenStore;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class ArchitectureTest {
    private static final DescribedPredicate<JavaClass> THE_JDK_WITHOUT_IO = resideInAnyPackage(
                    "java.lang..",
                    "java.util",
                    "java.util.concurrent..",
                    "java.util.function",
                    "java.util.regex",
                    "java.util.stream")
            .or(resideInAnyPackage("java.time..", "java.nio.charset", "java.security", "org.jspecify.annotations"))
            .or(equivalentTo(Serializable.class))
            .or(equivalentTo(URI.class))
            .or(equivalentTo(URISyntaxException.class))
            .as("the JDK without I/O");

    @Test
    void core_knowsTheJdkAlone_andDoesNothing() {
        classes()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .onlyDependOnClassesThat(THE_JDK_WITHOUT_IO.or(resideInAnyPackage(CORE)))
                .check(ALL);
    }

    @Test
    void time_comesFromTheClockThatWasGiven() {
        noClasses()
                .that()
                .resideInAPackage("io.crosscloud..")
                .should()
                .callMethodWhere(readsTheWallClock())
                .orShould()
                .callConstructor(Date.class)
                .check(ALL);
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(InstantSource.class)
                .check(ALL);
    }

    /**
     * The session manager sits above one store, which it makes itself if it is given none: the one in memory. Every other
     * store it knows by its port. Whoever seals knows the cipher, which is no store.
     */
    @Test
    void grantsAndSessions_knowThePort_neverAStore() {
        DescribedPredicate<JavaClass> theCipher = belongTo(equivalentTo(TokenCipher.class));
        noClasses()
                .that()
                .resideInAPackage(AUTH)
                .and()
                .resideOutsideOfPackage(STORES)
                .and(are(not(belongTo(equivalentTo(SessionManager.class)))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(STORES).and(not(theCipher)))
                .check(ALL);
        noClasses()
                .that(belongTo(equivalentTo(SessionManager.class)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(STORES)
                        .and(not(theCipher))
                        .and(not(belongTo(equivalentTo(InMemoryTokenStore.class)))))
                .check(ALL);
    }

    @Test
    void grants_knowNoSession() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.crosscloud.auth.jwt",
                        "io.crosscloud.auth.clientcredentials",
                        "io.crosscloud.auth.client",
                        "io.crosscloud.auth.internal.oauth",
                        "io.crosscloud.auth.internal.http",
                        "io.crosscloud.auth.internal.json")
                .or()
                .haveSimpleName("ConnectedAppTokenRefresher")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.crosscloud.auth.session", STORES)
                .check(ALL);
    }

    /** And the door, through which a session manager hands down its clock and its listener. */
    @Test
    void stores_knowCoreAlone_andTheCipherItsLibrary() {
        noClasses()
                .that()
                .resideInAPackage(STORES)
                .should()
                .dependOnClassesThat(resideInAnyPackage(AUTH)
                        .and(resideOutsideOfPackage(STORES))
                        .and(resideOutsideOfPackage("io.crosscloud.auth.internal.door")))
                .check(ALL);
        noClasses()
                .that(are(assignableTo(TokenStore.class)))
                .should()
                .dependOnClassesThat(belongTo(equivalentTo(TokenCipher.class)))
                .because("what a store is given has been sealed before")
                .check(ALL);
        slices().matching("io.crosscloud.auth.store.(*)..")
                .should()
                .notDependOnEachOther()
                .check(ALL);
    }

    @Test
    void optionalLibraries_areKnownInOnePackageEach() {
        onlyIn("redis.clients..", "io.crosscloud.auth.store.redis");
        onlyIn("org.apache.commons.pool2..", "io.crosscloud.auth.store.redis");
        onlyIn("io.micrometer..", "io.crosscloud.auth.metrics");
        onlyIn("java.sql..", "io.crosscloud.auth.store.jdbc");
        onlyIn("javax.sql..", "io.crosscloud.auth.store.jdbc");
    }

    /** The cipher is public and its library is not: a store may know nothing of {@code auth.internal}. */
    @Test
    void jsonAndJwt_stayBehindTheInternals_butForTheCipher() {
        noClasses()
                .that()
                .resideInAPackage(AUTH)
                .and()
                .resideOutsideOfPackage("io.crosscloud.auth.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tools.jackson..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage(AUTH)
                .and()
                .resideOutsideOfPackage("io.crosscloud.auth.internal..")
                .and(are(not(belongTo(equivalentTo(TokenCipher.class)))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.nimbusds..")
                .check(ALL);
    }

    @Test
    void requests_leaveByTwoDoors() {
        noClasses()
                .that()
                .resideInAPackage(AUTH)
                .and()
                .resideOutsideOfPackages("io.crosscloud.auth.internal.http", "io.crosscloud.auth.internal.api")
                .should()
                .callMethodWhere(calls(HttpClient.class, "send", "sendAsync"))
                .check(ALL);
    }

    @Test
    void packages_areFreeOfCycles() {
        slices().matching("(**)").should().beFreeOfCycles().check(ALL.that(resideOutsideOfPackage(TESTKIT)));
    }

    @Test
    void testkit_neverKnowsAuth_soThatFakeAndClientShareNoMistake() {
        noClasses()
                .that()
                .resideInAPackage(TESTKIT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(AUTH)
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage(TESTKIT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.crosscloud.internal..")
                .check(ALL);
    }

    @Test
    void auth_saysThingsThroughSlf4jAndEvents_only() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(ALL.that(resideInAnyPackage(AUTH)));
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(ALL.that(resideInAnyPackage(AUTH)));
    }

    private static void onlyIn(String library, String home) {
        noClasses()
                .that()
                .resideInAPackage("io.crosscloud..")
                .and()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(ALL);
    }

    private static DescribedPredicate<JavaCall<?>> readsTheWallClock() {
        return DescribedPredicate.describe("reads the wall clock", call -> {
            String owner = call.getTargetOwner().getName();
            String method = call.getName();
            return (owner.startsWith("java.time.") && method.equals("now"))
                    || (owner.equals(Clock.class.getName())
                            && (method.startsWith("system") || method.startsWith("tick")))
                    || (owner.equals(System.class.getName()) && method.equals("currentTimeMillis"));
        });
    }

    private static DescribedPredicate<JavaCall<?>> calls(Class<?> owner, String... methods) {
        return DescribedPredicate.describe(
                "call " + owner.getSimpleName() + " " + List.of(methods),
                call -> call.getTargetOwner().isAssignableTo(owner)
                        && List.of(methods).contains(call.getName()));
    }
}
