package io.dlmone.cli;

import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/**
 * Chromium without a window, by the chromedriver on the path, with a new profile. A test on a machine without them is
 * skipped, and says so.
 */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    static Browser open(Path profile) {
        Path binary = onPath("chromium", "chromium-browser", "google-chrome");
        Path driver = onPath("chromedriver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(binary.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile);
        options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.toFile())
                .usingAnyFreePort()
                .build();
        service.sendOutputTo(OutputStream.nullOutputStream());
        Browser browser = new Browser(new ChromeDriver(service, options));
        browser.driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(20));
        return browser;
    }

    private static Path onPath(String... names) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(names)
                .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> missing("no " + String.join(" or ", names) + " is on the path"));
    }

    /** Skips the test, loudly. */
    static <T> T missing(String what) {
        String told = "NOT CHECKED: the page in a browser, since " + what;
        System.err.println(told);
        return Assumptions.abort(told);
    }

    void go(String address) {
        driver.get(address);
    }

    WebElement element(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> elements(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    List<String> texts(String css) {
        return elements(css).stream().map(WebElement::getText).toList();
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    Object runLater(String script, Object... arguments) {
        return driver.executeAsyncScript(script, arguments);
    }

    /** Shows the page as on a screen of a size, and to people of a preference, such as {@code prefers-color-scheme}. */
    void screen(int width, int height, Map<String, String> preferences) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        List<Map<String, String>> features = preferences.entrySet().stream()
                .map(p -> Map.of("name", p.getKey(), "value", p.getValue()))
                .toList();
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", features));
    }

    /** Waits until something holds. */
    <T> T await(Supplier<T> found, Predicate<T> expected) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        T last = null;
        while (System.nanoTime() < end) {
            try {
                last = found.get();
                if (expected.test(last)) {
                    return last;
                }
                Thread.sleep(10);
            } catch (StaleElementReferenceException meanwhileReplaced) {
                continue;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new AssertionError("waited in vain; last there was " + last + "; problem: " + texts("#problem"));
    }

    /** What the console was told of errors since this was last asked. */
    List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
