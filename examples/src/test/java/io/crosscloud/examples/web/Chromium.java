package io.crosscloud.examples.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;

/** The Chromium of this machine, without a screen. */
final class Chromium implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final String MISSING =
            "no chromium and chromedriver on the PATH (on Debian: apt-get install chromium chromium-driver)";

    /** Selenium warns of a Chromium newer than itself, though nothing here depends on the version. Held, or it is forgotten. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    static {
        SELENIUM.setLevel(Level.SEVERE);
    }

    private final ChromeDriver driver;

    private Chromium(File chromium, File driver, Path profile) throws IOException {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile);
        this.driver = new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(driver).build(), options);
        this.driver.manage().timeouts().implicitlyWait(PATIENCE);
        this.driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", axe()));
    }

    /**
     * Starts one with an empty profile; older pictures are gone then. Without a browser the test is skipped, or fails if this
     * is CI.
     */
    static Chromium start(Path profile) throws IOException {
        deletePictures();
        Optional<File> chromium = onPath("chromium", "chromium-browser", "google-chrome");
        Optional<File> driver = onPath("chromedriver");
        boolean found = chromium.isPresent() && driver.isPresent();
        if (System.getenv("CI") == null) {
            Assumptions.assumeTrue(found, MISSING);
        }
        assertThat(found).as(MISSING).isTrue();
        return new Chromium(chromium.orElseThrow(), driver.orElseThrow(), profile);
    }

    /** A browser that has never been here, of this size, in this colour scheme. */
    void begin(int width, int height, boolean phone, String colours) {
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
    }

    void open(Object uri) {
        driver.get(uri.toString());
    }

    void reload() {
        driver.navigate().refresh();
    }

    String heading() {
        return driver.findElement(By.tagName("h1")).getText();
    }

    /** What the page, or the part of it with this id, says. */
    String text(String id) {
        return driver.findElement(By.id(id)).getText();
    }

    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** Presses the button or follows the link of this name. */
    void press(String name) {
        leaving(() -> driver.findElement(By.xpath("//*[self::button or self::a][normalize-space()='" + name + "']"))
                .click());
    }

    /** Keys, to whatever has the focus, the last of which leads to another page. */
    void enter(CharSequence... keys) {
        leaving(() -> type(keys));
    }

    /** Does this, and waits until another page is there. */
    private void leaving(Runnable action) {
        driver.executeScript("document.documentElement.setAttribute('data-left', '')");
        action.run();
        driver.findElement(By.cssSelector("html:not([data-left])"));
    }

    /** Types into the field whose label is this. */
    void fill(String label, String text) {
        String id = driver.findElement(By.xpath("//label[normalize-space()='" + label + "']"))
                .getDomAttribute("for");
        WebElement field = driver.findElement(By.id(id));
        field.clear();
        field.sendKeys(text);
    }

    /** Keys, to whatever has the focus. */
    void type(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** What has the focus: its name, if that can be seen to have it. */
    String focused() {
        return (String) driver.executeScript("""
                const e = document.activeElement;
                if (e === document.body || getComputedStyle(e).outlineStyle === 'none') return '';
                return e.labels && e.labels.length ? e.labels[0].innerText : e.innerText;""");
    }

    /**
     * Takes a picture of the page, and looks at it: no fault that axe finds by WCAG 2.2 AA, nothing to the right of the
     * window, nothing that a finger misses, and nothing that the browser complains of.
     */
    void look(String picture) throws IOException {
        Files.write(SCREENSHOTS.resolve(picture + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        assertThat(faults()).as("axe on %s", picture).isEmpty();
        assertThat(driver.executeScript(
                        "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as("what %s has beyond the window", picture)
                .isEqualTo(0L);
        assertThat(driver.findElements(By.cssSelector("button, a, input:not([type=hidden])")))
                .as("what can be touched on %s", picture)
                .allSatisfy(e -> assertThat(e.getSize().getHeight()).isGreaterThanOrEqualTo(44));
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                        .map(Object::toString)
                        .filter(complaint -> !complaint.contains("responded with a status of")))
                .as("complaints about %s", picture)
                .isEmpty();
    }

    private List<?> faults() {
        return (List<?>) driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
                  .then(found => done(found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' '))))
                  .catch(e => done([String(e)]));""");
    }

    private static void deletePictures() throws IOException {
        Files.createDirectories(SCREENSHOTS);
        try (DirectoryStream<Path> pictures = Files.newDirectoryStream(SCREENSHOTS)) {
            for (Path picture : pictures) {
                Files.delete(picture);
            }
        }
    }

    private static String axe() throws IOException {
        try (InputStream script = Chromium.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Optional<File> onPath(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> new File(folder, name)))
                .filter(File::canExecute)
                .findFirst();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
