package io.crosscloud.examples.bothdirections;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DoctorTest extends TwoFakeClouds {
    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void describe() {
        properties.putAll(namesOfTheClouds());
        properties.put("CROSSCLOUD_SALESFORCE_GRANT", "client_credentials");
        environment.put(
                "CROSSCLOUD_ENGAGEMENT_CLIENT_SECRET", engagement.clientSecret().exposeSecret());
        environment.put(
                "CROSSCLOUD_SALESFORCE_CLIENT_SECRET", salesforce.clientSecret().exposeSecret());
    }

    @Test
    void aConnectionThatIsWell_exitsWith0() throws IOException {
        properties.put(
                "CROSSCLOUD_SALESFORCE_ORGANIZATION", salesforce.identity().organizationId());
        properties.put("CROSSCLOUD_SALESFORCE_SCOPES", "api");

        assertThat(run("salesforce")).as(text(out) + text(err)).isZero();

        assertThat(text(out)).contains("ok    Token request", "ok    API allowance", "0 failed, 0 to watch");
        assertThat(salesforce).receivedTokenRequests(1);
    }

    @Test
    void somethingToWatch_exitsWith1() throws IOException {
        engagement.skewDate(Duration.ofMinutes(5));

        assertThat(run("engagement")).isEqualTo(1);

        assertThat(text(out)).contains("WARN  Clock", "To do: Let this machine take its time from the network");
    }

    @Test
    void aConnectionThatDoesNotWork_exitsWith2_andThePageIsWritten() throws IOException {
        environment.put("CROSSCLOUD_ENGAGEMENT_CLIENT_SECRET", "wrong-secret-canary");
        Path page = directory.resolve("page.html");

        assertThat(run("engagement", "--page=" + page)).isEqualTo(2);

        assertThat(text(out)).contains("FAIL  Token request", "Where: Marketing Cloud Engagement: Setup > Apps");
        assertThat(Files.readString(page))
                .contains("This connection does not work")
                .doesNotContain("canary");
    }

    @Test
    void settingsThatMakeNoConnection_exitWith2_andSayWhatToChange() throws IOException {
        properties.put("CROSSCLOUD_ENGAGEMENT_SUBDOMAIN", "acme");

        assertThat(run("engagement")).isEqualTo(2);

        assertThat(text(out)).contains("FAIL  Settings", "To do: Copy the part before .auth.marketingcloudapis.com");
    }

    @Test
    void aMissingSetting_orAnUnknownOne_orAWrongCommand_exitsWith2() throws IOException {
        assertThat(Doctor.run(List.of(), environment, print(out), print(err))).isEqualTo(2);
        properties.remove("CROSSCLOUD_ENGAGEMENT_CLIENT_ID");
        assertThat(run("engagement")).isEqualTo(2);

        assertThat(text(err)).contains("usage: doctor", "CROSSCLOUD_ENGAGEMENT_CLIENT_ID: the client id");
    }

    @Test
    void aFileThatDoesNotExist_exitsWith2_andIsNamed() {
        String nowhere = directory.resolve("nowhere.properties").toString();

        assertThat(Doctor.run(List.of("engagement", nowhere), environment, print(out), print(err)))
                .isEqualTo(2);

        assertThat(text(err)).isEqualTo("no such file: " + nowhere + System.lineSeparator());
    }

    @Test
    void nobodyLoggedIn_exitsWith2() throws IOException {
        properties.remove("CROSSCLOUD_SALESFORCE_GRANT");
        properties.put("CROSSCLOUD_STORE", directory.resolve("sessions").toString());
        properties.put("CROSSCLOUD_STORE_KEY", Base64.getEncoder().encodeToString(new byte[32]));

        assertThat(run("salesforce")).isEqualTo(2);

        assertThat(text(out)).contains("FAIL  Token request");
        assertThat(salesforce).receivedTokenRequests(0);
    }

    @Test
    void whatTheDoctorWasNotTold_isNamedWithItsVariable() throws IOException {
        run("engagement");
        assertThat(text(out))
                .contains("To do: Set CROSSCLOUD_ENGAGEMENT_SECRET_MADE")
                .doesNotContain("_CERTIFICATE");

        out.reset();
        signInto("engagement", engagement.username(), engagement.signingKeyPem());
        run("engagement");
        assertThat(text(out))
                .contains("To do: Set CROSSCLOUD_ENGAGEMENT_CERTIFICATE")
                .doesNotContain("SECRET_MADE");

        out.reset();
        signInto("salesforce", salesforce.username(), salesforce.signingKeyPem());
        run("salesforce");
        assertThat(text(out))
                .contains("To do: Set CROSSCLOUD_SALESFORCE_CERTIFICATE")
                .doesNotContain("SECRET_MADE");
    }

    @Test
    void whatNobodyForesaw_exitsWith2() {
        Map<String, String> broken = new AbstractMap<>() {
            @Override
            public Set<Map.Entry<String, String>> entrySet() {
                throw new IllegalStateException("no environment");
            }
        };

        assertThat(Doctor.run(List.of("engagement"), broken, print(out), print(err)))
                .isEqualTo(2);
        assertThat(text(err)).contains("no environment");
    }

    @Test
    void aDoctorThatCannotBeBuilt_exitsWith2() throws IOException, InterruptedException {
        Path maven = Files.writeString(directory.resolve("mvn"), "#!/bin/sh\nexit 1\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        ProcessBuilder script = new ProcessBuilder("bash", "doctor", "engagement")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        script.environment().merge("PATH", directory.toString(), (path, stub) -> stub + File.pathSeparator + path);

        assertThat(script.start().waitFor()).isEqualTo(2);
    }

    /** In a process of its own, as from a shell. */
    @Test
    void theStatus_isThatOfTheProcess() throws IOException, InterruptedException {
        assertThat(process("salesforce")).isZero();
        environment.put("CROSSCLOUD_SALESFORCE_CLIENT_SECRET", "wrong");
        assertThat(process("salesforce")).isEqualTo(2);
    }

    private void signInto(String connection, String user, String pem) throws IOException {
        String prefix = "CROSSCLOUD_" + connection.toUpperCase(Locale.ROOT);
        properties.put(prefix + "_GRANT", "jwt_bearer");
        properties.put(prefix + "_USER", user);
        properties.put(
                prefix + "_KEY",
                Files.writeString(directory.resolve(connection + ".pem"), pem).toString());
    }

    private int process(String connection) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Doctor.class.getName(),
                        connection,
                        file().toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        builder.environment().putAll(environment);
        return builder.start().waitFor();
    }

    private int run(String connection, String... options) throws IOException {
        List<String> args = new ArrayList<>(List.of(connection, file().toString()));
        args.addAll(List.of(options));
        return Doctor.run(args, environment, print(out), print(err));
    }

    private Path file() throws IOException {
        String lines = properties.entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue())
                .collect(Collectors.joining("\n"));
        return Files.writeString(directory.resolve("connection.properties"), lines);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }
}
