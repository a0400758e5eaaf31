package io.rocketjob.missioncontrol;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.rocketjob.dirmon.DirectoryEntryState;
import io.rocketjob.missioncontrol.Console.Visit;
import io.rocketjob.operation.DirmonOperations;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The pages of the directory monitor and of housekeeping, and what their forms do. */
class FilesTests {

	private static final Pattern VERSION = Pattern.compile("name=\"version\" value=\"([^\"]+)\"");

	private static final String CREATE = Console.BASE + "/files/create";

	private static final String ORDERS = Console.BASE + "/files/entries/orders";

	@TempDir
	private static Path root;

	private static Console console;

	private static FileEntries entries;

	private final Visit visit = console.visit("admin");

	@BeforeAll
	static void start() {
		console = Console.secured(ConsoleApplication.class, SecurityApplication.class,
				FileEntries.properties(root, "rocketjob.dirmon.entries.nightly.pattern=" + root + "/nightly/*.csv",
						"rocketjob.dirmon.entries.nightly.job-class=ImportJob"));
		entries = new FileEntries(console, root);
	}

	@AfterAll
	static void stop() {
		console.close();
	}

	@BeforeEach
	void begin() throws IOException {
		entries.settled();
		entries.monitor().list().forEach((entry) -> {
			if (entry.state() == DirectoryEntryState.ENABLED) {
				entries.monitor().disable(entry.name());
			}
			entries.monitor().delete(entry.name());
		});
		Files.createDirectories(root.resolve("orders"));
		Files.deleteIfExists(root.resolve("orders/a.csv"));
	}

	private void createOrders() {
		entries.monitor().create(entries.entry("orders").withProperty("priority", 20));
	}

	private String page(String path) {
		HttpResponse<String> answer = this.visit.get(path);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return answer.body();
	}

	private HttpResponse<String> submit(String path, Map<String, String> parameters) {
		return this.visit.submit("/login", path, parameters);
	}

	private static void assertSent(HttpResponse<String> answer, String location) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
		assertThat(answer.headers().firstValue("Location")).hasValue(location);
	}

	private static Map<String, String> typed(String name) {
		return new HashMap<>(Map.of("name", name, "pattern", entries.pattern(name), "jobClass", "ImportJob",
				"properties", "priority=7\r\ndescription=of the night", "quietPeriod", "90s"));
	}

	@Test
	void anEntryIsCreatedByAFormEnabledDisabledAndDeleted() {
		assertThat(page(Console.BASE + "/files")).contains("The directory monitor has no entry", CREATE,
				"aria-current=\"page\">Files</a>");
		assertThat(page(CREATE)).contains("<option>ImportJob</option>", "value=\"archive\"", "value=\"60s\"",
				"\n.*\n*~");
		assertSent(submit(CREATE, typed("orders")), ORDERS + "?done=create-entry");
		assertThat(entries.monitor().get("orders").entry().properties())
			.isEqualTo(Map.of("priority", "7", "description", "of the night"));
		assertThat(page(ORDERS + "?done=create-entry")).contains("The entry is created.", "state-pending", "90 s",
				"of the night", "It was not scanned yet.");
		assertThat(page(ORDERS + "/confirm/enable")).contains("Enable the entry orders?", "moved into its archive");
		assertSent(submit(ORDERS + "/actions/enable", Map.of()), ORDERS + "?done=enable-entry");
		assertThat(page(Console.BASE + "/files")).contains("state-enabled", entries.pattern("orders"), "Disable");
		assertSent(submit(ORDERS + "/actions/disable", Map.of("back", "files")),
				Console.BASE + "/files?done=disable-entry");
		assertThat(entries.monitor().get("orders").state()).isEqualTo(DirectoryEntryState.DISABLED);
		assertSent(submit(ORDERS + "/actions/delete", Map.of("reason", "of no use")),
				Console.BASE + "/files?done=delete-entry");
		assertThat(entries.monitor().list()).isEmpty();
		assertThat(submit(ORDERS + "/actions/explode", Map.of()).statusCode()).isEqualTo(404);
		assertThat(page(Console.BASE + "/audit")).contains("enable", "href=\"" + ORDERS + "\"", "of no use");
	}

	@Test
	void allThatIsWrongIsSaidBesideItsFieldAndWhatWasTypedStays() {
		Map<String, String> typed = typed("a/b");
		typed.putAll(Map.of("pattern", "/etc/<b>", "quietPeriod", "31d", "properties", "priority=high\nregion=EU"));
		HttpResponse<String> answer = submit(CREATE, typed);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains("value=\"a/b\"", "value=\"31d\"", "Nothing is saved",
				"id=\"problem-quietPeriod\"");
		typed.put("quietPeriod", "90s");
		HttpResponse<String> checked = submit(CREATE, typed);
		assertThat(checked.body()).contains("id=\"problem-name\"", "id=\"problem-pattern\"",
				"id=\"problem-properties\"", "outside of", "'high' is no number", "there is no such option or field",
				"value=\"/etc/&lt;b>\"", "priority=high");
		createOrders();
		HttpResponse<String> again = submit(CREATE, typed("orders"));
		assertThat(again.statusCode()).isEqualTo(400);
		assertThat(again.body()).contains("already; right would be another");
	}

	@Test
	void aStaleFormIsRefusedAndShowsThePresentValues() {
		createOrders();
		String form = page(ORDERS + "/edit");
		assertThat(form).contains("value=\"" + entries.pattern("orders") + "\"", "\npriority=20</textarea>")
			.doesNotContain("name=\"name\"");
		Matcher version = VERSION.matcher(form);
		assertThat(version.find()).isTrue();
		assertSent(submit(ORDERS + "/edit", Map.of("version", version.group(1), "archive", "first")),
				ORDERS + "?done=edit-entry");
		HttpResponse<String> stale = submit(ORDERS + "/edit", Map.of("version", version.group(1), "archive", "second"));
		assertThat(stale.statusCode()).isEqualTo(409);
		assertThat(stale.body()).contains("after it was shown. Nothing was changed", "value=\"first\"")
			.doesNotContain(version.group(1), "value=\"second\"");
		assertThat(entries.monitor().get("orders").entry().archive()).isEqualTo("first");
		assertThat(entries.monitor().get("orders").entry().properties()).isEqualTo(Map.of("priority", "20"));
	}

	@Test
	void aCopyBeginsWithWhatTheOtherHas() {
		createOrders();
		assertThat(page(CREATE + "?from=orders")).contains("Copy orders", "name=\"name\"", "\npriority=20</textarea>")
			.doesNotContain("value=\"" + entries.pattern("orders") + "\"");
		Map<String, String> typed = Map.of("from", "orders", "name", "returns", "pattern", entries.pattern("returns"));
		assertSent(submit(CREATE, typed), Console.BASE + "/files/entries/returns?done=create-entry");
		assertThat(entries.monitor().get("returns").entry())
			.isEqualTo(entries.entry("returns").withProperty("priority", 20));
	}

	@Test
	void thePatternOfAFormIsTestedBeforeItIsSaved() throws IOException {
		Files.writeString(root.resolve("orders/a.csv"), "1");
		Map<String, String> typed = typed("orders");
		typed.put("look", "true");
		HttpResponse<String> answer = submit(CREATE, typed);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains(root.resolve("orders/a.csv").toString(), "state-waiting",
				"Nothing is saved yet", "value=\"orders\"");
		typed.put("pattern", root + "/nowhere/*.csv");
		HttpResponse<String> nowhere = submit(CREATE, typed);
		assertThat(nowhere.statusCode()).isEqualTo(409);
		assertThat(nowhere.body()).contains("This process does not see the directory", "value=\"90s\"");
		assertThat(entries.monitor().list()).isEmpty();
	}

	@Test
	void theFilesThatMatchAreShownWithWhyTheyAreNotTakenYet() throws IOException {
		createOrders();
		assertThat(page(ORDERS + "/now")).contains("No file matches now.");
		Files.writeString(root.resolve("orders/a.csv"), "");
		assertThat(page(ORDERS + "/now")).contains(root.resolve("orders/a.csv").toString(), "state-held",
				"it is empty, as a file is before its first byte is written");
		Files.delete(root.resolve("orders/a.csv"));
		Files.delete(root.resolve("orders"));
		assertThat(page(ORDERS + "/now")).contains("This process does not see the directory");
	}

	@Test
	void aLookAtManyFilesStopsAndSaysWhere() throws IOException {
		Path many = Files.createDirectories(root.resolve("many"));
		for (int i = 0; i < DirmonOperations.MOST_NAMES; i++) {
			Files.createFile(many.resolve(i + ".txt"));
		}
		entries.monitor().create(entries.entry("many"));
		String now = Console.BASE + "/files/entries/many/now";
		assertThat(page(now)).contains("No file matches now.").doesNotContain("id=\"stopped\"");
		Files.createFile(many.resolve("last.txt"));
		assertThat(page(now)).contains("id=\"stopped\"", many + "/")
			.containsPattern("stopped after [0-9,]+ names")
			.doesNotContain("No file matches now.");
	}

	@Test
	void whatTheLastScanFoundIsShownAndAFailedEntrySaysWhy() {
		createOrders();
		entries.scanned("orders", Instant.now().minusSeconds(120), 3, 14, "/in/x.csv is held: it is empty",
				"/in/y.csv is held: it has 2 names");
		entries.failed("orders", "java.nio.file.NoSuchFileException: there is no directory /in");
		assertThat(page(Console.BASE + "/files")).contains("2 min ago", "worker-7:4711", ">19</td>", ">3</td>",
				">14</td>", "/in/x.csv is held: it is empty", "and 1 more", "there is no directory /in",
				"state-failed");
		assertThat(page(ORDERS)).contains("/in/y.csv is held: it has 2 names", "there is no directory /in",
				"until it is enabled again");
		assertThat(console.visit("reader").get(ORDERS).body()).contains("worker-7:4711", "******")
			.doesNotContain("x.csv", "NoSuchFile");
	}

	@Test
	void anEntryThatTheConfigurationDeclaresSaysHowLongAChangeLasts() {
		createOrders();
		assertThat(page(Console.BASE + "/files")).doesNotContain("declared");
		assertThat(page(ORDERS)).doesNotContain("by the configuration of this application");
		assertThat(page(ORDERS + "/edit")).doesNotContain("id=\"declared\"");
		String nightly = Console.BASE + "/files/entries/nightly";
		entries.monitor().declare(entries.entry("nightly"));
		assertThat(page(Console.BASE + "/files")).contains(">declared</span>");
		assertThat(page(nightly)).contains("A change lasts until the application starts again");
		assertThat(page(nightly + "/edit")).contains("lasts until the application starts again", "id=\"declared\"");
		assertSent(submit(nightly + "/edit", Map.of("archive", "other")), nightly + "?done=edit-entry");
		assertThat(page(Console.BASE + "/files")).contains(">declared, changed since</span>");
		assertThat(page(nightly)).contains("changed since</strong>", "an entry that is disabled stays so");
	}

	@Test
	void anEnabledEntrySaysWhenItsNextScanIsDue() {
		createOrders();
		assertThat(page(ORDERS)).doesNotContain("Next scan");
		entries.monitor().enable("orders");
		assertThat(page(ORDERS)).contains("Next scan", "due, once");
		assertThat(page(Console.BASE + "/files")).contains("next is due");
		entries.nextScan("orders", Instant.now().plusSeconds(37_800));
		assertThat(page(ORDERS)).contains("Next scan", ">in 10 h");
		assertThat(page(Console.BASE + "/files")).contains("next <time", ">in 10 h");
	}

	@Test
	void aFileOfWhichNoJobCouldBeMadeIsRetriedOrForgotten() {
		createOrders();
		String first = entries.failedFile("orders", "first.csv", "it has changed after it was taken");
		String second = entries.failedFile("orders", "second.csv", "it cannot be read");
		assertThat(page(ORDERS)).contains("Of 2 no job could be made", "first.csv", "it has changed after",
				ORDERS + "/files/" + second + "/confirm/forget");
		assertSent(submit(ORDERS + "/files/" + first + "/retry", Map.of()), ORDERS + "?done=retry-file");
		assertThat(page(ORDERS + "/files/" + second + "/confirm/forget")).contains("Forget this file?", second);
		assertSent(submit(ORDERS + "/files/" + second + "/forget", Map.of("reason", "sent again")),
				ORDERS + "?done=forget-file");
		assertThat(page(ORDERS))
			.contains("Of 0 no job could be made; 1 wait until the entry is enabled", "first.csv",
					"it waits until the entry is enabled")
			.doesNotContain("second.csv");
		entries.monitor().enable("orders");
		assertThat(page(ORDERS)).contains("Of 0 no job could be made; 1 are on their way", "it is on its way");
		entries.monitor().disable("orders");
		assertThat(submit(ORDERS + "/files/" + first + "/forget", Map.of()).statusCode()).isEqualTo(404);
	}

	@Test
	void withoutAMonitorThereIsNoLinkAndThePageSaysWhy() {
		try (Console off = Console.secured(ConsoleApplication.class, SecurityApplication.class)) {
			assertThat(off.visit("admin").get(Console.BASE).body()).doesNotContain("/files");
			HttpResponse<String> answer = off.visit("admin").get(Console.BASE + "/files");
			assertThat(answer.statusCode()).isEqualTo(404);
			assertThat(answer.body()).contains("rocketjob.dirmon.enabled=true");
		}
	}

	@Test
	void whatHousekeepingWouldDeleteIsShown() {
		assertThat(page(Console.BASE + "/schedules")).contains("href=\"/rocketjob/housekeeping\"");
		assertThat(page(Console.BASE + "/housekeeping")).contains("rocketjob.housekeeping.enabled=true", "state-failed",
				"14 days", ">all<", "There is none.");
	}

}
