package io.crosscloud.examples.bothdirections;

import io.crosscloud.auth.diagnosis.ConnectionDoctor;
import io.crosscloud.auth.diagnosis.Diagnosis;
import io.crosscloud.auth.diagnosis.Finding;
import io.crosscloud.auth.diagnosis.Verdict;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ConfigurationException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * Examines one of the two connections of {@link BothDirections}, as the environment and a properties file with the same
 * names describe it, and says what to change. The status is 0 if all is well; 1 if there are warnings, or no token could be
 * requested; 2 if the connection does not work, nobody has logged in, or it could not be examined.
 */
public final class Doctor {
    private static final int FAILED = 2;
    private static final String PAGE = "--page=";
    private static final String INDENT = " ".repeat(27);
    private static final String USAGE = """
            usage: doctor engagement|salesforce [<properties file>] [--page=<html file>]
            The file has the names of the variables of the README, one name=value a line; the environment wins.""";

    private Doctor() {}

    /** Runs it. */
    public static void main(String[] args) {
        int status = run(List.of(args), System.getenv(), System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    static int run(List<String> args, Map<String, String> environment, PrintStream out, PrintStream err) {
        List<String> names = args.stream().filter(arg -> !arg.startsWith("--")).toList();
        List<String> pages = args.stream().filter(arg -> arg.startsWith(PAGE)).toList();
        boolean understood = names.size() + pages.size() == args.size() && names.size() <= 2 && pages.size() <= 1;
        if (!understood
                || names.isEmpty()
                || !List.of("engagement", "salesforce").contains(names.get(0))) {
            err.println(USAGE);
            return FAILED;
        }
        try {
            Settings settings = new Settings(merged(names, environment));
            String connection = names.get(0);
            Diagnosis diagnosis = examine(connection, settings, finding -> {
                out.print(finding.toText());
                askedFor(finding, connection).ifPresent(variable -> out.println(INDENT + "To do: Set " + variable));
            });
            out.println();
            out.println(diagnosis.summary());
            for (String page : pages) {
                Files.writeString(Path.of(page.substring(PAGE.length())), diagnosis.toHtml());
            }
            return status(diagnosis);
        } catch (AuthException | IllegalArgumentException e) {
            err.println(e.getMessage());
        } catch (NoSuchFileException e) {
            err.println("no such file: " + e.getFile());
        } catch (IOException | RuntimeException e) {
            err.println(e);
        }
        return FAILED;
    }

    private static Diagnosis examine(String connection, Settings settings, Consumer<Finding> progress)
            throws IOException {
        try (ExaminationRoom room = ExaminationRoom.of(connection, settings)) {
            return room.doctor().progress(progress).build().examine();
        } catch (ConfigurationException e) {
            Diagnosis diagnosis = ConnectionDoctor.explain(e, InstantSource.system());
            diagnosis.findings().forEach(progress);
            return diagnosis;
        }
    }

    /** The variable that tells the doctor what a finding asks for. */
    private static Optional<Variable> askedFor(Finding finding, String connection) {
        if (finding.verdict() != Verdict.NOT_CHECKABLE || !finding.seen().contains("the doctor")) {
            return Optional.empty();
        }
        boolean engagement = connection.equals("engagement");
        return switch (finding.check()) {
            case SECRET -> Optional.of(Variable.ENGAGEMENT_SECRET_MADE);
            case CERTIFICATE ->
                Optional.of(engagement ? Variable.ENGAGEMENT_CERTIFICATE : Variable.SALESFORCE_CERTIFICATE);
            default -> Optional.empty();
        };
    }

    private static int status(Diagnosis diagnosis) {
        return switch (diagnosis.verdict()) {
            case PASS -> 0;
            case WARN, NOT_CHECKABLE -> 1;
            case FAIL -> FAILED;
        };
    }

    private static Map<String, String> merged(List<String> names, Map<String, String> environment) throws IOException {
        Map<String, String> merged = new HashMap<>();
        for (String file : names.subList(1, names.size())) {
            Properties properties = new Properties();
            try (var reader = Files.newBufferedReader(Path.of(file))) {
                properties.load(reader);
            }
            properties.stringPropertyNames().forEach(name -> merged.put(name, properties.getProperty(name)));
        }
        merged.putAll(environment);
        return merged;
    }
}
