package io.crosscloud.auth;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.crosscloud.testkit.SecretLeakDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the test that shows a secret, whichever it is: JUnit finds this class by itself (META-INF/services), and Logback hands
 * it every line, of whatever library, down to TRACE. The log of the JDK's HTTP client is on and read too, but for headers and
 * bodies, which it prints as they are when told to. What exceptions of this library say is looked at after the last test,
 * also of those that nobody saw.
 */
public final class LeakGuard implements BeforeAllCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LeakGuard.class);
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
    private static final Logger JDK_LOG = Logger.getLogger("jdk.httpclient.HttpClient");

    static {
        System.setProperty("jdk.httpclient.HttpClient.log", "errors,requests,ssl,trace,channel");
        JDK_LOG.setLevel(Level.ALL);
        JDK_LOG.setUseParentHandlers(false);
        JDK_LOG.addHandler(new JdkHandler());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Thrown.class, unused -> new Thrown("io.crosscloud."), Thrown.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        context.getExecutionException()
                .ifPresent(thrown -> SecretLeakDetector.find(thrown)
                        .ifPresent(kind -> LEAKS.add(kind + " in the exception of the test")));
        verify();
    }

    /** @throws AssertionError if something has leaked since the last time */
    static void verify() {
        StringBuilder found = new StringBuilder();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            found.append("\n  ").append(leak);
        }
        if (!found.isEmpty()) {
            throw new AssertionError("leaked:" + found);
        }
    }

    private static void look(String where, String text) {
        SecretLeakDetector.find(text).ifPresent(kind -> LEAKS.add(kind + " in " + where));
    }

    private static void look(String where, Throwable thrown) {
        SecretLeakDetector.find(thrown).ifPresent(kind -> LEAKS.add(kind + " in " + where));
    }

    /** Every line of every library that logs by SLF4J. */
    public static final class LogAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            String where = event.getLevel() + " of " + event.getLoggerName() + ": " + event.getMessage();
            look(where, event.getFormattedMessage());
            if (event.getThrowableProxy() instanceof ThrowableProxy proxy) {
                look(where, proxy.getThrowable());
            }
        }
    }

    private static final class JdkHandler extends Handler {
        @Override
        public void publish(LogRecord record) {
            String where = record.getLevel() + " of " + record.getLoggerName();
            look(where, new java.util.logging.SimpleFormatter().formatMessage(record));
            Optional.ofNullable(record.getThrown()).ifPresent(thrown -> look(where, thrown));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** The messages of all exceptions of some classes, recorded by the JVM where they are made. */
    static final class Thrown implements AutoCloseable {
        private final Recording recording = new Recording();
        private final String classes;

        /** @param classes how the names of those classes begin that are looked at */
        Thrown(String classes) {
            this.classes = classes;
            recording.enable("jdk.JavaExceptionThrow").withoutStackTrace();
            recording.start();
        }

        @Override
        public void close() throws IOException {
            Path file = Files.createTempFile("thrown", ".jfr");
            try (recording) {
                recording.stop();
                recording.dump(file);
                try (RecordingFile events = new RecordingFile(file)) {
                    while (events.hasMoreEvents()) {
                        look(events.readEvent());
                    }
                }
            } finally {
                Files.delete(file);
            }
            verify();
        }

        private void look(RecordedEvent event) {
            if (!event.hasField("thrownClass")) {
                return;
            }
            String type = event.getClass("thrownClass").getName();
            String message = event.getString("message");
            if (message != null && type.startsWith(classes)) {
                LeakGuard.look("the message of " + type, message);
            }
        }
    }
}
