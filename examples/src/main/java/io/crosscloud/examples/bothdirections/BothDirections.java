package io.crosscloud.examples.bothdirections;

import io.crosscloud.error.AuthException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;

/**
 * The main job: signs in from Salesforce into Engagement, and from Engagement into Salesforce, goes on when the tokens have
 * expired and after a restart, and tells an account of it. Against fakes of both clouds; or, if the environment has
 * variables that begin with {@code CROSSCLOUD_}, against a real org and tenant.
 */
public final class BothDirections {
    private BothDirections() {}

    /** Runs it. The status is 1 if it fails. */
    public static void main(String[] args) {
        int status = run(System.getenv(), System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    static int run(Map<String, String> environment, PrintStream out, PrintStream err) {
        Account account = new Account(out);
        try (Clouds clouds = clouds(new Settings(environment), account)) {
            new Story(clouds, account).tell();
            return 0;
        } catch (AuthException | IllegalArgumentException | IllegalStateException | IOException e) {
            err.println(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    private static Clouds clouds(Settings settings, Account account) {
        return settings.chooseRealClouds() ? new RealClouds(settings, account) : new FakeClouds();
    }
}
