package io.crosscloud.fuzz;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * The long run: fuzzes one parser after another, each in a process of its own, and then measures that each takes time linear to its
 * input. Options: {@code --seconds=60} for each parser, {@code --only=keys} for one. What it finds lies among the seeds, so that it is
 * a test from then on.
 */
public final class FuzzMain {
    private static final Path LOGS = Path.of("target", "fuzz");
    private static final String INSTRUMENTED = "io.crosscloud.**,tools.jackson.core.**,com.nimbusds.**";

    /** What libFuzzer says of an input that took longer than ten seconds. */
    private static final String SLOW = "Slowest unit";

    private FuzzMain() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals("--child")) {
            System.exit(run(args.length == 2 ? selectClass(args[1]) : selectMethod(args[1], args[2], "byte[]")));
        }
        String seconds = option(args, "--seconds=").orElse("60");
        Optional<String> only = option(args, "--only=");
        int failures = 0;
        Files.createDirectories(LOGS);
        for (Target target : Target.all()) {
            if (only.filter(name -> !name.equals(target.method().getName())).isEmpty()) {
                failures += fuzz(target, seconds);
            }
        }
        failures += only.isPresent() ? 0 : measure();
        System.exit(failures == 0 ? 0 : 1);
    }

    private static Optional<String> option(String[] args, String name) {
        return Arrays.stream(args)
                .filter(arg -> arg.startsWith(name))
                .map(arg -> arg.substring(name.length()))
                .findFirst();
    }

    private static int fuzz(Target target, String seconds) throws Exception {
        Path log = LOGS.resolve(target + ".log");
        ProcessBuilder child = child(
                log,
                seconds,
                target.test().getClass().getName(),
                target.method().getName());
        child.environment().put("JAZZER_FUZZ", "1");
        boolean good = child.start().waitFor() == 0;
        String told = Files.readString(log, StandardCharsets.ISO_8859_1);
        boolean slow = told.contains(SLOW);
        String last = told.lines().filter(line -> line.matches("#\\d+\\s.*")).reduce("", (before, line) -> line);
        System.out.println(
                target + ": " + (good && !slow ? "ok" : (slow ? "SLOW" : "FAILED") + ", see " + log) + "  " + last);
        return good && !slow ? 0 : 1;
    }

    private static int measure() throws Exception {
        Path log = LOGS.resolve("LinearTimeTest.log");
        boolean good = child(log, "0", LinearTimeTest.class.getName()).start().waitFor() == 0;
        System.out.println("time linear to the input: " + (good ? "ok" : "FAILED, see " + log));
        return good ? 0 : 1;
    }

    private static ProcessBuilder child(Path log, String seconds, String... what) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1500m",
                "-Djdk.attach.allowAttachSelf=true",
                "-XX:+EnableDynamicAgentLoading",
                "-Dfuzz.seconds=" + seconds,
                "-classpath",
                System.getProperty("java.class.path"),
                FuzzMain.class.getName(),
                "--child"));
        command.addAll(List.of(what));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File(nowhere())));
    }

    private static String nowhere() {
        return File.separatorChar == '\\' ? "NUL" : "/dev/null";
    }

    private static int run(DiscoverySelector selector) throws IOException {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selector)
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
                .configurationParameter("jazzer.instrument", INSTRUMENTED)
                .configurationParameter("jazzer.max_duration", System.getProperty("fuzz.seconds") + "s")
                .build();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, summary);
        summary.getSummary().printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        boolean good = summary.getSummary().getTestsStartedCount() > 0
                && summary.getSummary().getTotalFailureCount() == 0;
        return good ? 0 : 1;
    }
}
