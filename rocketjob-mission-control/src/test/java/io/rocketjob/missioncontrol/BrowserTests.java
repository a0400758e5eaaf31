package io.rocketjob.missioncontrol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;

import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.test.JobQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What people do with the console in a real browser. */
class BrowserTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/** What is told within two seconds of a change, on a machine that has time. */
	private static final Duration SOON = Duration.ofSeconds(20);

	@TempDir
	private static Path root;

	private static Console console;

	private static Browser browser;

	@BeforeAll
	static void start() {
		console = Console.secured(ConsoleApplication.class, SecurityApplication.class, FileEntries.properties(root));
		browser = Browser.open(console).size(1200, 800);
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			browser.close();
		}
		console.close();
	}

	@BeforeEach
	void begin() {
		console.bean(JobQueue.class).clear();
		browser.logIn("admin");
		browser.complaints();
	}

	private static RocketJobTemplate rocketJob() {
		return console.bean(RocketJobTemplate.class);
	}

	private static String path(JobInstance<?> job) {
		return "/jobs/" + job.id().toHexString();
	}

	@Test
	void aChangeIsShownInPlaceAndWhatTheReaderHasDoneToThePageStays() {
		JobInstance<?> first = console.report("acme");
		for (int i = 0; i < 30; i++) {
			console.report("acme");
		}
		browser.go("/jobs?state=queued");
		browser.run("window.mark = 'same page'");
		browser.click("input[name=id][value='" + first.id().toHexString() + "']");
		browser.find("#q").sendKeys("half a word");
		browser.run("window.scrollTo(0, 200)");
		JobInstance<?> added = console.report("umbrella");
		await().atMost(SOON).until(() -> !browser.all("#job-" + added.id().toHexString()).isEmpty());
		assertThat(browser.run("return window.mark")).isEqualTo("same page");
		assertThat(browser.run("return window.scrollY")).isEqualTo(200L);
		assertThat(browser.property("#q", "value")).isEqualTo("half a word");
		assertThat(browser.property("input[name=id][value='" + first.id().toHexString() + "']", "checked"))
			.isEqualTo(true);
		await().atMost(SOON).until(() -> "32".equals(browser.textOf("#count-queued")));
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void whatWasOpenedStaysOpenAndWhatIsSelectedIsNotTakenAway() {
		JobInstance<?> job = console.failedReport("acme", "no ink");
		browser.go(path(job));
		browser.click("summary");
		browser.run("getSelection().selectAllChildren(document.querySelector('.failure-head'))");
		JobInstance<?> marker = console.report("other");
		rocketJob().get(job.id()).retry();
		// the page is told, and waits for the reader
		await().atMost(PATIENCE).until(() -> console.bean(MissionControl.class).streams().size() > 0);
		assertThat(browser.run("return getSelection().toString()")).asString().contains("no ink");
		browser.run("getSelection().removeAllRanges()");
		console.bean(JobQueue.class).drain();
		await().atMost(SOON).until(() -> browser.all(".timeline li").size() >= 4);
		await().atMost(SOON).until(() -> !browser.all("details[open]").isEmpty());
		assertThat(rocketJob().get(marker.id()).state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void whatIsPressedIsNotTakenAwayBeforeItIsReleased() {
		JobInstance<?> job = console.report("acme");
		browser.go("/jobs?state=queued");
		browser.mouse("mousePressed", "#job-" + job.id().toHexString() + " a");
		JobInstance<?> added = console.report("umbrella");
		awaitWordOf(added);
		assertThat(browser.present("#job-" + added.id().toHexString())).isFalse();
		browser.mouse("mouseReleased", "#job-" + job.id().toHexString() + " a");
		await().atMost(PATIENCE).until(() -> browser.driver().getCurrentUrl().endsWith(path(job)));
		browser.go("/jobs?state=queued");
		browser.mouse("mousePressed", "h1");
		JobInstance<?> last = console.report("umbrella");
		awaitWordOf(last);
		assertThat(browser.present("#job-" + last.id().toHexString())).isFalse();
		browser.mouse("mouseReleased", "h1");
		await().atMost(SOON).until(() -> browser.present("#job-" + last.id().toHexString()));
		assertThat(browser.complaints()).isEmpty();
	}

	/**
	 * Waits until the page was told that a job was added, and has had the time to ask for
	 * it and to show it.
	 */
	private static void awaitWordOf(JobInstance<?> added) {
		browser.run("""
				const worker = new SharedWorker(document.querySelector('script[data-live]').dataset.live);
				worker.port.onmessage = async () => {
					if ((await (await fetch(location.href)).text()).includes('job-%s')) {
						await (await fetch(location.href)).text();
						window.told = true;
					}
				};
				worker.port.postMessage('look');
				""".formatted(added.id().toHexString()));
		await().atMost(PATIENCE).until(() -> Boolean.TRUE.equals(browser.run("return window.told === true")));
	}

	@Test
	void manyPagesOfABrowserHaveOneStream() {
		browser.go("/jobs");
		String first = browser.driver().getWindowHandle();
		for (int i = 0; i < 8; i++) {
			browser.driver().switchTo().newWindow(WindowType.TAB);
			browser.go("/jobs?state=failed");
			assertThat(browser.textOf("h1")).isEqualTo("Jobs");
		}
		// that of a page that is gone is noticed when something is sent
		await().atMost(PATIENCE).until(() -> {
			console.report("acme");
			return console.bean(MissionControl.class).streams().size() == 1;
		});
		for (String window : browser.driver().getWindowHandles()) {
			if (!window.equals(first)) {
				browser.driver().switchTo().window(window).close();
			}
		}
		browser.driver().switchTo().window(first);
	}

	@Test
	void ofTwoWindowsThatActOnOneJobTheSecondIsToldWhy() {
		JobInstance<?> job = console.report("acme");
		browser.go(path(job));
		String first = browser.driver().getWindowHandle();
		browser.driver().switchTo().newWindow(WindowType.TAB);
		browser.go(path(job));
		browser.press("Abort …");
		browser.find("#reason").sendKeys("of no use");
		browser.press("Abort");
		assertThat(browser.textOf(".note.done")).isEqualTo("The job is aborted.");
		assertThat(browser.text()).contains("of no use");
		browser.driver().close();
		browser.driver().switchTo().window(first);
		browser.run("""
				const form = document.createElement('form');
				form.method = 'post';
				form.action = location.pathname + '/actions/pause';
				form.append(document.querySelector('input[name=_csrf]'));
				document.body.append(form);
				form.submit();
				""");
		await().atMost(PATIENCE).until(() -> browser.text().contains("Not possible any more"));
		browser.complaints();
	}

	@Test
	void aStaleFormIsRefusedAndShowsThePresentValues() {
		JobInstance<?> job = console.report("acme");
		browser.go(path(job));
		rocketJob().get(job.id()).update((update) -> update.priority(20));
		browser.find("#field-priority").clear();
		browser.find("#field-priority").sendKeys("7");
		browser.press("Save");
		assertThat(browser.textOf("#problem")).contains("priority");
		assertThat(browser.find("#field-priority").getDomProperty("value")).isEqualTo("20");
		browser.find("#field-priority").clear();
		browser.find("#field-priority").sendKeys("7");
		browser.press("Save");
		assertThat(browser.textOf(".note.done")).isEqualTo("The job is changed.");
		assertThat(rocketJob().get(job.id()).priority()).isEqualTo(7);
		browser.complaints();
	}

	@Test
	void aWholePageIsTickedByOneBoxAndRetriedInTheBackground() {
		for (int i = 0; i < 3; i++) {
			console.failedReport("acme", "no ink");
		}
		browser.go("/jobs?state=failed");
		browser.click("#check-page");
		browser.press("Retry …");
		assertThat(browser.textOf("h1")).isEqualTo("Retry 3 jobs?");
		browser.press("Retry");
		await().atMost(PATIENCE).until(() -> browser.textOf("h1").contains("done"));
		assertThat(rocketJob().jobs().in(JobState.QUEUED).count()).isEqualTo(3);
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void theSearchFieldOffersHowAWordGoesOn() {
		browser.go("/jobs");
		browser.find("#q").sendKeys("class:Rep");
		await().atMost(PATIENCE).until(() -> !browser.all("#completions option[value='class:ReportJob']").isEmpty());
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void lightOrDarkIsRemembered() {
		browser.go("");
		browser.click("#theme");
		browser.click("#theme");
		assertThat(browser.textOf("#theme")).isEqualTo("Dark");
		browser.go("/jobs");
		assertThat(browser.find("html").getDomAttribute("data-theme")).isEqualTo("dark");
		browser.click("#theme");
		assertThat(browser.find("html").getDomAttribute("data-theme")).isNull();
	}

	@Test
	void keysLeadFromRowToRowAndFromPageToPage() {
		JobInstance<?> older = console.report("acme");
		JobInstance<?> newer = console.report("umbrella");
		browser.go("/jobs");
		browser.type("j", "j", "k");
		assertThat(browser.run("return document.activeElement.closest('tr').id"))
			.isEqualTo("job-" + newer.id().toHexString());
		browser.type("x");
		assertThat(browser.property("input[name=id][value='" + newer.id().toHexString() + "']", "checked"))
			.isEqualTo(true);
		browser.type("j", Keys.ENTER.toString());
		await().atMost(PATIENCE).until(() -> browser.driver().getCurrentUrl().endsWith(path(older)));
		browser.type("?");
		assertThat(browser.textOf("dialog[open] h2")).isEqualTo("Keys");
		browser.type(Keys.ESCAPE.toString());
		assertThat(browser.present("dialog[open]")).isFalse();
		browser.type("g", "s");
		await().atMost(PATIENCE).until(() -> "Servers".equals(browser.textOf("h1")));
		browser.type("/");
		await().atMost(PATIENCE).until(() -> "Jobs".equals(browser.textOf("h1")));
		browser.type("/", "class:R", "j?gs");
		assertThat(browser.property("#q", "value")).isEqualTo("class:Rj?gs");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void onANarrowPageTheListThatIsShownCanBeSeenInItsRow() {
		browser.size(360, 800);
		try {
			browser.go("/jobs?state=aborted");
			assertThat((Boolean) browser.run("""
					const place = document.querySelector('.tabs [aria-current]').getBoundingClientRect();
					return place.left >= 0 && place.right <= innerWidth;
					""")).isTrue();
		}
		finally {
			browser.size(1200, 800);
		}
	}

	@Test
	void exactTimesAreThoseOfTheZoneThatIsChosen() {
		JobInstance<?> job = console.report("acme");
		browser.go(path(job));
		Object zone = browser.find("#zone").getDomAttribute("data-server");
		assertThat(zone).isEqualTo(ZoneId.systemDefault().getId());
		browser.run("const zone = document.getElementById('zone'); zone.dataset.server = 'Asia/Tokyo'");
		browser.choose("#zone", "server");
		assertThat(browser.run("return document.querySelector('#live time').title")).asString().contains("GMT+9");
		browser.choose("#zone", "utc");
		browser.go(path(job));
		assertThat(browser.find("#zone").getDomProperty("value")).isEqualTo("utc");
		assertThat(browser.run("return document.querySelector('#live time').title")).asString().contains("UTC");
		browser.choose("#zone", "browser");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void anEntryForFilesIsMadeTriedEnabledAndDisabled() throws IOException {
		Files.writeString(root.resolve("orders.csv"), "one");
		browser.go("");
		browser.click("nav a[data-key=f]");
		browser.press("New entry");
		browser.find("#field-name").sendKeys("orders of the night");
		browser.find("#field-pattern").sendKeys("/elsewhere/*.csv");
		browser.choose("#field-jobClass", "ImportJob");
		browser.click("button.primary");
		assertThat(browser.textOf("#problem-pattern")).contains("outside of");
		browser.find("#field-pattern").clear();
		browser.find("#field-pattern").sendKeys(root + "/*.csv");
		browser.press("Which files match?");
		assertThat(browser.textOf("table")).contains("orders.csv", "waiting");
		browser.click("button.primary");
		assertThat(browser.textOf("h1 .state")).isEqualTo("pending");
		browser.press("Enable …");
		browser.press("Enable");
		assertThat(browser.textOf("h1 .state")).isEqualTo("enabled");
		browser.press("Files now");
		assertThat(browser.textOf("table")).contains("orders.csv", "it is new");
		browser.press("Disable");
		assertThat(browser.textOf("h1 .state")).isEqualTo("disabled");
		browser.press("Delete …");
		browser.press("Delete");
		assertThat(browser.textOf(".note.done")).isEqualTo("The entry is deleted.");
		assertThat(root.resolve("orders.csv")).exists();
		// the form that was refused was answered 400
		assertThat(browser.complaints()).allMatch((complaint) -> complaint.contains("a status of 400"));
	}

	@Test
	void everythingWorksWithoutScripts() {
		JobInstance<?> job = console.report("acme");
		browser.driver().executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
		try {
			browser.go("/jobs?state=queued");
			browser.driver().findElement(By.linkText("ReportJob")).click();
			browser.press("Pause");
			assertThat(browser.textOf(".note.done")).isEqualTo("The job is paused.");
			browser.press("Abort …");
			browser.press("Abort");
			assertThat(browser.textOf("h1 .state")).isEqualTo("aborted");
			assertThat(rocketJob().get(job.id()).state()).isEqualTo(JobState.ABORTED);
		}
		finally {
			browser.driver().executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", false));
		}
	}

	@Test
	void whenTheSessionIsGoneThePageAsksForALoginInsteadOfShowingItInAList() {
		browser.go("/jobs");
		assertThat(browser.textOf("h1")).isEqualTo("Jobs");
		browser.driver().manage().deleteAllCookies();
		console.report("acme");
		await().atMost(PATIENCE).until(() -> browser.driver().getCurrentUrl().contains("/login"));
	}

}
