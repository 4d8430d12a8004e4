package io.crosscloud.examples.web;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.testkit.FakeCloud;
import io.crosscloud.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.Keys;

/** A person with a browser connects, comes back, and disconnects. Pictures of all pages land in target/screenshots. */
class ConnectInABrowserTest {
    /** Both directions, as the person sees them. */
    enum Direction {
        SALESFORCE("Salesforce", Duration.ofHours(3)),
        ENGAGEMENT("Engagement", Duration.ofMinutes(20));

        final String cloud;
        final String id;
        final Duration longerThanAToken;

        Direction(String cloud, Duration longerThanAToken) {
            this.cloud = cloud;
            this.id = cloud.toLowerCase(java.util.Locale.ROOT);
            this.longerThanAToken = longerThanAToken;
        }
    }

    private static Chromium browser;

    private final TestClock clock = TestClock.create();
    private WebExample example;

    @BeforeAll
    static void startBrowser(@TempDir Path profile) throws IOException {
        browser = Chromium.start(profile);
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        example = WebExample.start(clock);
    }

    @AfterEach
    void close() {
        example.close();
    }

    @ParameterizedTest
    @EnumSource
    void login_isAskedForOnceUntilThePersonDisconnects(Direction to) throws IOException {
        browser.begin(1024, 768, false, "light");
        browser.open(example.uri());
        assertThat(browser.text(to.id)).contains("Not connected");
        browser.look("1-not-connected");

        browser.press("Connect to " + to.cloud);
        browser.look("2-log-in-at-" + to.id);
        logIn(to);
        browser.look("3-allow-at-" + to.id);
        browser.press("Allow");
        assertThat(browser.text(to.id)).contains("Connected").doesNotContain("Not connected");
        browser.look("4-connected-to-" + to.id);

        clock.advance(to.longerThanAToken);
        browser.reload();
        assertThat(browser.text(to.id)).contains("Connected").doesNotContain("Not connected");
        browser.reload();
        browser.look("5-renewed-at-" + to.id);
        assertThat(cloud(to))
                .receivedTokenRequests(2)
                .receivedTokenRequests(1, "authorization_code")
                .receivedTokenRequests(1, "refresh_token")
                .neverSawASpentRefreshToken();

        browser.press("Disconnect " + to.cloud);
        assertThat(browser.text(to.id)).contains("Not connected");
        browser.look("6-disconnected-from-" + to.id);
        assertThat(cloud(to)).receivedTokenRequests(2);

        connect(to);
        assertThat(browser.text(to.id)).contains("Connected").doesNotContain("Not connected");
        assertThat(cloud(to)).receivedTokenRequests(2, "authorization_code").receivedTokenRequests(3);
    }

    @ParameterizedTest
    @EnumSource
    void denial_isAPageThatSaysWhatToDo(Direction to) throws IOException {
        browser.begin(1024, 768, false, "light");
        browser.open(example.uri());
        browser.press("Connect to " + to.cloud);
        logIn(to);
        browser.press("Deny");

        assertThat(browser.heading()).isEqualTo(to.cloud + " did not get connected");
        assertThat(browser.text()).contains("Log in again and press Allow");
        browser.look("7-denied-at-" + to.id);
        assertThat(cloud(to)).receivedTokenRequests(0);

        browser.press("Try again");
        logIn(to);
        browser.press("Allow");
        assertThat(browser.text(to.id)).contains("Connected").doesNotContain("Not connected");
        assertThat(cloud(to)).receivedTokenRequests(1, "authorization_code");
    }

    @ParameterizedTest
    @EnumSource
    void wrongPassword_isAskedForAgain(Direction to) throws IOException {
        browser.begin(1024, 768, false, "light");
        browser.open(example.uri());
        browser.press("Connect to " + to.cloud);
        browser.fill("Username", username(to));
        browser.fill("Password", "wrong");
        browser.press("Log in");
        browser.look("8-wrong-password-at-" + to.id);

        logIn(to);
        browser.press("Allow");

        assertThat(browser.text(to.id)).contains("Connected").doesNotContain("Not connected");
    }

    @ParameterizedTest
    @EnumSource
    void keyboard_isEnough(Direction to) {
        browser.begin(1024, 768, false, "light");
        browser.open(example.uri());
        tabTo("Connect to " + to.cloud);
        browser.enter(Keys.ENTER);
        assertThat(browser.focused()).isEqualTo("Username");
        browser.enter(username(to), Keys.TAB, password(to), Keys.ENTER);
        tabTo("Allow");
        browser.enter(Keys.ENTER);
        assertThat(browser.text(to.id)).contains("Connected").doesNotContain("Not connected");

        tabTo("Disconnect " + to.cloud);
        browser.enter(Keys.SPACE);
        assertThat(browser.text(to.id)).contains("Not connected");
    }

    @ParameterizedTest
    @EnumSource
    void phone_isEnough(Direction to) throws IOException {
        walkThroughThePages(to, "phone", () -> browser.begin(360, 740, true, "light"));
    }

    @ParameterizedTest
    @EnumSource
    void darkColours_canBeRead(Direction to) throws IOException {
        walkThroughThePages(to, "dark", () -> browser.begin(1024, 768, false, "dark"));
    }

    private void walkThroughThePages(Direction to, String look, Runnable begin) throws IOException {
        begin.run();
        browser.open(example.uri());
        browser.look(look + "-1-not-connected");
        browser.press("Connect to " + to.cloud);
        browser.look(look + "-2-log-in-at-" + to.id);
        logIn(to);
        browser.look(look + "-3-allow-at-" + to.id);
        browser.press("Deny");
        browser.look(look + "-4-denied-at-" + to.id);
        browser.press("Back to your connections");
        connect(to);
        browser.look(look + "-5-connected-to-" + to.id);
    }

    @Test
    void anotherBrowser_isAnotherUser() throws IOException {
        browser.begin(1024, 768, false, "light");
        browser.open(example.uri());
        connect(Direction.SALESFORCE);
        connect(Direction.ENGAGEMENT);
        for (Direction each : Direction.values()) {
            assertThat(browser.text(each.id)).contains("Connected").doesNotContain("Not connected");
        }
        browser.look("9-both-connected");

        browser.begin(1024, 768, false, "light");
        browser.open(example.uri());

        for (Direction each : Direction.values()) {
            assertThat(browser.text(each.id)).contains("Not connected");
        }
    }

    @Test
    void cloudThatIsDown_isSaidToBe() throws IOException {
        browser.begin(1024, 768, false, "light");
        browser.open(example.uri());
        connect(Direction.SALESFORCE);
        clock.advance(Direction.SALESFORCE.longerThanAToken);
        example.salesforce().refuseConnections();

        browser.reload();

        assertThat(browser.text("salesforce")).contains("Not available", "could not be reached");
        assertThat(browser.text("engagement")).contains("Not connected");
        browser.look("9-not-available");
    }

    private void connect(Direction to) {
        browser.press("Connect to " + to.cloud);
        logIn(to);
        browser.press("Allow");
    }

    private void logIn(Direction to) {
        browser.fill("Username", username(to));
        browser.fill("Password", password(to));
        browser.press("Log in");
    }

    private void tabTo(String name) {
        List<String> passed = new java.util.ArrayList<>();
        while (!browser.focused().equals(name)) {
            assertThat(passed).as("what Tab reaches").hasSizeLessThan(10);
            passed.add(browser.focused());
            browser.type(Keys.TAB);
        }
    }

    private FakeCloud cloud(Direction to) {
        return to == Direction.SALESFORCE ? example.salesforce() : example.engagement();
    }

    private String username(Direction to) {
        return to == Direction.SALESFORCE
                ? example.salesforce().username()
                : example.engagement().username();
    }

    private String password(Direction to) {
        return to == Direction.SALESFORCE
                ? example.salesforce().password().exposeSecret()
                : example.engagement().password().exposeSecret();
    }
}
