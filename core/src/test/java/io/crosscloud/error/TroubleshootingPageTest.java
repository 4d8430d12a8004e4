package io.crosscloud.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
                .as("if the tables have changed, copy core/" + MADE + " to core/" + COMMITTED)
                .hasSameTextualContentAs(MADE);
    }

    @Test
    void everyProblem_andEveryAnswer_standsThere() {
        String page = TroubleshootingPage.make();

        for (Problem problem : Problem.values()) {
            assertThat(page).contains("\n### " + problem + "\n");
        }
        assertThat(page.lines().filter(line -> line.startsWith("| ") && line.contains("](#")))
                .hasSizeGreaterThan(WireErrors.rows().size());
    }

    @Test
    void everySetupPage_isTheOneOfItsProblems_andOnlyTheirs() {
        assertThat(Problem.SALESFORCE_USER_INACTIVE.setupPage()).contains(SetupPage.SALESFORCE_USERS);
        assertThat(Problem.STORE_UNAVAILABLE.setupPage()).isEmpty();
        for (SetupPage page : SetupPage.values()) {
            assertThat(page.path()).startsWith("Setup > ");
            assertThat(page).hasToString(page.cloud().displayName() + ": " + page.path());
            assertThat(Problem.values())
                    .anyMatch(
                            problem -> problem.setupPage().filter(page::equals).isPresent());
        }
    }

    @Test
    void noProblem_isPutRightOnTwoPages() {
        long named = 0;
        for (SetupPage page : SetupPage.values()) {
            named += page.problems().size();
        }

        long found = Arrays.stream(Problem.values())
                .filter(problem -> problem.setupPage().isPresent())
                .count();

        assertThat(found).isEqualTo(named);
    }
}
