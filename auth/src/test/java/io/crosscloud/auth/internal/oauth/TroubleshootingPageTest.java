package io.crosscloud.auth.internal.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.Problems;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SetupPage;
import io.crosscloud.error.StoreProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page in the repository is the one that the tables make. */
class TroubleshootingPageTest {
    private static final Path COMMITTED = Path.of("TROUBLESHOOTING.md");
    private static final Path MADE = Path.of("target", "TROUBLESHOOTING.md");

    @Test
    void committedPage_isThatOfTheTables() throws IOException {
        Files.createDirectories(MADE.toAbsolutePath().getParent());
        Files.writeString(MADE, TroubleshootingPage.make());

        assertThat(COMMITTED)
                .as("if the tables have changed, copy auth/" + MADE + " to auth/" + COMMITTED)
                .hasSameTextualContentAs(MADE);
    }

    @Test
    void everyProblem_andEveryAnswer_standsThere() {
        String page = TroubleshootingPage.make();

        for (Problem problem : Problems.ALL) {
            assertThat(page).contains("\n### " + problem + "\n");
        }
        assertThat(page.lines().filter(line -> line.startsWith("| ") && line.contains("](#")))
                .hasSizeGreaterThan(WireErrors.rows().size());
    }

    @Test
    void everySetupPage_isTheOneOfItsProblems_andOnlyTheirs() {
        assertThat(ServerProblem.SALESFORCE_USER_INACTIVE.setupPage()).contains(SetupPage.SALESFORCE_USERS);
        assertThat(StoreProblem.STORE_UNAVAILABLE.setupPage()).isEmpty();
        for (SetupPage page : SetupPage.values()) {
            assertThat(page.path()).startsWith("Setup > ");
            assertThat(page).hasToString(page.cloud().displayName() + ": " + page.path());
            assertThat(Problems.ALL)
                    .anyMatch(
                            problem -> problem.setupPage().filter(page::equals).isPresent());
        }
    }
}
