package io.crosscloud.auth;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The compiled main classes of core, auth and testkit. */
final class MainClasses {
    static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.crosscloud");

    static final String[] CORE = {
        "io.crosscloud",
        "io.crosscloud.cloud",
        "io.crosscloud.error",
        "io.crosscloud.internal..",
        "io.crosscloud.session",
        "io.crosscloud.spi",
        "io.crosscloud.token"
    };
    static final String AUTH = "io.crosscloud.auth..";
    static final String STORES = "io.crosscloud.auth.store..";
    static final String TESTKIT = "io.crosscloud.testkit..";

    private MainClasses() {}
}
