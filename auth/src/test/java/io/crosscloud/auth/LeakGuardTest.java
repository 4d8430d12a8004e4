package io.crosscloud.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.testkit.SecretLeakDetector;
import java.io.IOException;
import java.util.concurrent.BrokenBarrierException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The guard of all other tests: that it is on, and that it sees. */
class LeakGuardTest {
    private static final String SECRET = "s-" + SecretLeakDetector.MARK + "-1";

    @Test
    void aSecretInALineOfAnyLevel_isSeen() {
        LoggerFactory.getLogger("somebody.elses.Library").trace("sending {}", SECRET);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(LeakGuard::verify)
                .withMessage("leaked:\n  a marked secret in TRACE of somebody.elses.Library: sending {}");
        LeakGuard.verify();
    }

    @Test
    void aSecretInALoggedException_isSeen_howeverDeep() {
        IllegalStateException thrown = new IllegalStateException("harmless", new IOException("harmless too"));
        thrown.getCause().addSuppressed(new IOException(SECRET));
        LoggerFactory.getLogger("a").debug("harmless", thrown);

        assertThatExceptionOfType(AssertionError.class).isThrownBy(LeakGuard::verify);
    }

    @Test
    void theJdksHttpLog_isRead() {
        java.util.logging.Logger.getLogger("jdk.httpclient.HttpClient").finest(SECRET);

        assertThatExceptionOfType(AssertionError.class).isThrownBy(LeakGuard::verify);
    }

    @Test
    void anExceptionThatNobodyLogged_isSeen() {
        LeakGuard.Thrown recording = new LeakGuard.Thrown("java.util.concurrent.Broken");
        assertThat(new BrokenBarrierException(SECRET)).isNotNull();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(recording::close)
                .withMessageEndingWith("a marked secret in the message of java.util.concurrent.BrokenBarrierException");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "refreshed salesforce/marta",
                "Secret[redacted]",
                "AccessToken[0f3a99c1d2e4, https://a.my.salesforce.com]"
            })
    void whatIsNoSecret_isNotSeen(String line) {
        LoggerFactory.getLogger("a").info(line);

        LeakGuard.verify();
    }
}
