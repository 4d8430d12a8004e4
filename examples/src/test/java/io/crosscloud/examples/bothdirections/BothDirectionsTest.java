package io.crosscloud.examples.bothdirections;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BothDirectionsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void noVariables_tellsBothDirectionsAgainstTheFakes() {
        int status = run(Map.of());

        assertThat(text(err)).isEmpty();
        assertThat(status).isZero();
        assertThat(text(out).lines().filter(line -> line.startsWith("   token requests")))
                .map(line -> line.replace("   token requests  ", ""))
                .containsExactly(
                        "1; 1 further call used the token in memory",
                        "1; 1 further call used the token in memory",
                        "2",
                        "0; 2 came out of the store, where they are encrypted",
                        "2");
        assertThat(text(out))
                .endsWith("Logins: 1. The fakes counted 3 token requests to Engagement and 3 to Salesforce,"
                        + " and 0 refresh tokens that were used twice.\n");
    }

    @Test
    void account_holdsNoSecret() {
        run(Map.of());

        assertThat(text(out)).doesNotContain("5Aep", "eyJ", "!AQ", "code=", "client_secret", "PRIVATE KEY");
    }

    @Test
    void variablesMissing_areAllNamed() {
        int status = run(Map.of("CROSSCLOUD_ENGAGEMENT_GRANT", "jwt_bearer", "CROSSCLOUD_STORE", "sessions"));

        assertThat(status).isEqualTo(1);
        assertThat(text(err))
                .contains("missing:")
                .contains("CROSSCLOUD_ENGAGEMENT_SUBDOMAIN: the tenant's subdomain")
                .contains("CROSSCLOUD_ENGAGEMENT_CLIENT_ID:")
                .contains("CROSSCLOUD_ENGAGEMENT_KEY:")
                .contains("CROSSCLOUD_ENGAGEMENT_USER:")
                .contains("CROSSCLOUD_SALESFORCE_HOST:")
                .contains("CROSSCLOUD_SALESFORCE_CLIENT_ID:")
                .contains("CROSSCLOUD_STORE_KEY:")
                .doesNotContain("CROSSCLOUD_ENGAGEMENT_CLIENT_SECRET");
    }

    @Test
    void variableMisspelt_isToldWithThoseThatThereAre() {
        int status = run(Map.of("CROSSCLOUD_ENGAGEMENT_SUBDOMIAN", "x"));

        assertThat(status).isEqualTo(1);
        assertThat(text(err)).contains("unknown: CROSSCLOUD_ENGAGEMENT_SUBDOMIAN", "CROSSCLOUD_SALESFORCE_HOST:");
    }

    @Test
    void everyVariable_standsInTheReadme() throws Exception {
        String readme = Files.readString(Path.of("").toAbsolutePath().resolveSibling("README.md"));

        assertThat(Arrays.stream(Variable.values()).map(Variable::toString)).allMatch(readme::contains);
    }

    private int run(Map<String, String> environment) {
        return BothDirections.run(
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
