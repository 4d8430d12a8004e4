/** Fakes of both clouds for tests: scripted faults, a clock of one's own, a journal of requests. */
@org.jspecify.annotations.NullMarked
module io.crosscloud.testkit {
    requires transitive io.crosscloud.core;
    requires com.nimbusds.jose.jwt;
    requires java.xml;
    requires tools.jackson.databind;
    requires static org.assertj.core;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;

    exports io.crosscloud.testkit;
    exports io.crosscloud.testkit.contract;
    exports io.crosscloud.testkit.junit;

    opens io.crosscloud.testkit.contract to
            org.junit.platform.commons;
    opens io.crosscloud.testkit.junit to
            org.junit.platform.commons;
}
