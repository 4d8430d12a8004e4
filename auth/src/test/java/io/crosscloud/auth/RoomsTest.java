package io.crosscloud.auth;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static io.crosscloud.auth.MainClasses.ALL;

import org.junit.jupiter.api.Test;

/** The rooms of the session engine, each of which may name those below it. */
class RoomsTest {
    private static final String ENGINE = "io.crosscloud.auth.internal.session.engine";

    @Test
    void eachRoom_knowsThoseBelowIt() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("facade")
                .definedBy("io.crosscloud.auth.session")
                .layer("manage")
                .definedBy("io.crosscloud.auth.internal.session.manage")
                .layer("grant")
                .definedBy("io.crosscloud.auth.internal.session.grant")
                .layer("record")
                .definedBy("io.crosscloud.auth.internal.session.record")
                .layer("host")
                .definedBy("io.crosscloud.auth.internal.session.host")
                .layer("engine")
                .definedBy(ENGINE)
                .whereLayer("manage")
                .mayOnlyAccessLayers("grant", "record", "host", "engine")
                .whereLayer("grant")
                .mayOnlyAccessLayers("record", "host", "engine")
                .whereLayer("record")
                .mayOnlyAccessLayers("host", "engine")
                .whereLayer("host")
                .mayOnlyAccessLayers("engine")
                .whereLayer("engine")
                .mayNotAccessAnyLayer()
                .check(ALL);
    }

    @Test
    void engine_knowsTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage(ENGINE)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(ENGINE, "java..", "org.jspecify.annotations"))
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.io..", "java.sql..", "java.nio..")
                .check(ALL);
    }
}
