package io.crosscloud.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.examples.host.TestingYourCodeExample;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Every small program runs to its end and says what its reader is told that it says. */
class ExamplesTest {
    private static final String[] NONE = {};

    private interface Program {
        void run(String[] args) throws Exception;
    }

    @Test
    void jwtBearer_getsAToken() throws Exception {
        assertThat(outputOf(JwtBearerExample::main)).contains("api.user@acme.example has AccessToken[");
    }

    @Test
    void connectedApp_logsIn() throws Exception {
        assertThat(outputOf(ConnectedAppExample::main)).contains("Marta is logged in.", "DailyApiRequests");
    }

    @Test
    void businessUnits_haveATokenEach() throws Exception {
        assertThat(outputOf(BusinessUnitsExample::main).lines())
                .satisfiesExactly(
                        top -> assertThat(top).contains("@7281698", "\"organization\":{\"id\":7281698}"),
                        child -> assertThat(child).contains("@7294703", "\"organization\":{\"id\":7294703}"));
    }

    @Test
    void testingYourCode_goesOnAfterThreeHours() throws Exception {
        assertThat(outputOf(TestingYourCodeExample::main))
                .contains("after the login: Allowance", "three hours later: Allowance", "(refresh_token)");
    }

    @Test
    void upgrade_goesThereAndBackAndThere() throws Exception {
        String output = outputOf(UpgradeExample::main);

        assertThat(output.lines().filter(line -> line.matches("(before|after|at the end).*: .*")))
                .containsExactly(
                        "before: password, HTTP 200",
                        "after the upgrade: JWT bearer, HTTP 202",
                        "after the rollback: password, HTTP 200",
                        "at the end: JWT bearer, HTTP 202");
        assertThat(output)
                .contains("upgrade: Done", "rollback: Done", "finish: Done", "  ... the new login gets a token")
                .doesNotContain("FAILED");
    }

    private static String outputOf(Program program) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            program.run(NONE);
        } finally {
            System.setOut(console);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
