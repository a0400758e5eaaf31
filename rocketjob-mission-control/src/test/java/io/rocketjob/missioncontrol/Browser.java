package io.rocketjob.missioncontrol;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import static org.awaitility.Awaitility.await;

/**
 * A real browser: Chromium, where the machine has one. {@code CHROME_BIN} and
 * {@code CHROMEDRIVER_BIN} say where it is elsewhere.
 */
final class Browser implements AutoCloseable {

	private static final String AXE = resource("/axe.min.js");

	private final ChromeDriver driver;

	private final String base;

	private Browser(ChromeDriver driver, String base) {
		this.driver = driver;
		this.base = base;
	}

	/**
	 * Opens a browser; where there is none, the test is skipped and says so.
	 * @param console the application to look at
	 */
	static Browser open(Console console) {
		Optional<Path> chromium = find("CHROME_BIN", "chromium", "chromium-browser", "google-chrome",
				"google-chrome-stable");
		Optional<Path> chromedriver = find("CHROMEDRIVER_BIN", "chromedriver");
		Assumptions.assumeTrue(chromium.isPresent() && chromedriver.isPresent(),
				"There is no Chromium with its driver; install the packages chromium and chromium-driver,"
						+ " or set CHROME_BIN and CHROMEDRIVER_BIN");
		ChromeOptions options = new ChromeOptions();
		options.setBinary(chromium.orElseThrow().toFile());
		options.addArguments("--headless", "--no-sandbox", "--disable-dev-shm-usage", "--disable-quic",
				"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--hide-scrollbars");
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		options.setCapability("goog:loggingPrefs", logs);
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(chromedriver.orElseThrow().toFile())
			.build();
		ChromeDriver driver = new ChromeDriver(service, options);
		driver.manage().timeouts().implicitlyWait(Duration.ofSeconds(5));
		return new Browser(driver, console.origin() + Console.BASE);
	}

	private static Optional<Path> find(String variable, String... names) {
		String given = System.getenv(variable);
		if (given != null) {
			return Optional.of(Path.of(given));
		}
		return Stream.of(names)
			.flatMap(
					(name) -> Stream.of("/usr/bin", "/usr/local/bin", "/snap/bin").map((place) -> Path.of(place, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

	Browser logIn(String user) {
		this.driver.get(this.base.replaceFirst("/rocketjob$", "/login"));
		this.driver.findElement(By.name("username")).sendKeys(user);
		this.driver.findElement(By.name("password")).sendKeys("password");
		this.driver.findElement(By.cssSelector("button[type=submit]")).click();
		// what comes next would else break off what has only begun
		await().atMost(Duration.ofSeconds(20)).until(() -> !this.driver.getCurrentUrl().endsWith("/login"));
		return this;
	}

	Browser go(String path) {
		this.driver.get(this.base + path);
		return this;
	}

	Browser size(int width, int height) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
		return this;
	}

	Browser colours(String scheme) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
		return this;
	}

	ChromeDriver driver() {
		return this.driver;
	}

	WebElement find(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	List<WebElement> all(String selector) {
		return this.driver.findElements(By.cssSelector(selector));
	}

	void press(String text) {
		click(By.xpath("//*[self::button or self::a][normalize-space()='" + text + "']"));
	}

	void click(String selector) {
		click(By.cssSelector(selector));
	}

	/** What has been refreshed in the meantime is looked for again. */
	private void click(By what) {
		for (int i = 0;; i++) {
			try {
				this.driver.findElement(what).click();
				return;
			}
			catch (StaleElementReferenceException ex) {
				if (i > 10) {
					throw ex;
				}
			}
		}
	}

	/** Does half of a click, in the middle of what is there now. */
	void mouse(String type, String selector) {
		find(selector);
		// read at once: what was found may have been replaced since
		List<?> place = (List<?>) this.driver
			.executeScript("const place = document.querySelector(arguments[0]).getBoundingClientRect();"
					+ " return [place.x + place.width / 2, place.y + place.height / 2]", selector);
		this.driver.executeCdpCommand("Input.dispatchMouseEvent",
				Map.of("type", type, "x", place.get(0), "y", place.get(1), "button", "left", "clickCount", 1));
	}

	/** Presses keys, wherever the page has the focus. */
	void type(String... keys) {
		for (String each : keys) {
			new Actions(this.driver).sendKeys(each).perform();
		}
	}

	void choose(String selector, String value) {
		this.driver.executeScript("const select = document.querySelector(arguments[0]); select.value = arguments[1];"
				+ " select.dispatchEvent(new Event('change', { bubbles: true }))", selector, value);
	}

	/**
	 * A property of what is there now; an element that was found before could be put in
	 * place anew meanwhile.
	 */
	Object property(String selector, String name) {
		return this.driver.executeScript(
				"const found = document.querySelector(arguments[0]);" + " return found ? found[arguments[1]] : null",
				selector, name);
	}

	/** Whether it is there now. */
	boolean present(String selector) {
		return Boolean.TRUE
			.equals(this.driver.executeScript("return document.querySelector(arguments[0]) !== null", selector));
	}

	String text() {
		return textOf("body");
	}

	/**
	 * What is there now, whatever is refreshed in the meantime; empty when nothing is.
	 */
	String textOf(String selector) {
		find(selector);
		return String.valueOf(this.driver.executeScript(
				"const found = document.querySelector(arguments[0]); return found ? found.textContent.trim() : ''",
				selector));
	}

	Object run(String script) {
		return this.driver.executeScript(script);
	}

	/** What the browser has complained about since it was asked last. */
	List<String> complaints() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.map(LogEntry::getMessage)
			// the pages of the application itself are not meant
			.filter((message) -> message.contains(Console.BASE))
			.toList();
	}

	/** How many pixels the page is wider than the window. */
	long overflow() {
		return (Long) run("return Math.max(0, document.documentElement.scrollWidth - window.innerWidth)");
	}

	/** What keeps people from using the page. */
	@SuppressWarnings("unchecked")
	List<String> barriers() {
		this.driver.executeScript(AXE);
		return (List<String>) this.driver.executeAsyncScript("""
				const done = arguments[arguments.length - 1];
				axe.run().then((results) => done(results.violations.flatMap((violation) => violation.nodes.map((node) =>
					violation.id + ' (' + violation.impact + '): ' + node.html.slice(0, 160)))));
				""");
	}

	/** Keeps a picture of the whole page. */
	Path picture(Path file) throws IOException {
		Number height = (Number) run("return document.documentElement.scrollHeight");
		Number width = (Number) run("return window.innerWidth");
		size(width.intValue(), Math.max(height.intValue(), 400));
		Files.createDirectories(file.getParent());
		return Files.write(file, this.driver.getScreenshotAs(OutputType.BYTES));
	}

	private static String resource(String name) {
		try (InputStream in = Browser.class.getResourceAsStream(name)) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
