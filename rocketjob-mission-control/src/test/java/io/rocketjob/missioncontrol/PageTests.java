package io.rocketjob.missioncontrol;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import io.rocketjob.BatchInstance;
import io.rocketjob.ChainInstance;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.job.JobEngine;
import io.rocketjob.missioncontrol.Console.Visit;
import io.rocketjob.missioncontrol.ConsoleApplication.TransferJob;
import io.rocketjob.performance.PerformanceWriter;
import io.rocketjob.test.JobQueue;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What pages show, and what their forms do. */
class PageTests {

	private static Console console;

	private Visit visit;

	@BeforeAll
	static void start() {
		console = Console.secured(ConsoleApplication.class, SecurityApplication.class,
				"rocketjob.performance.enabled=true");
	}

	@AfterAll
	static void stop() {
		console.close();
	}

	@BeforeEach
	void begin() {
		this.visit = console.visit("admin");
		console.bean(JobQueue.class).clear();
	}

	private RocketJobTemplate rocketJob() {
		return console.bean(RocketJobTemplate.class);
	}

	private String page(String path) {
		HttpResponse<String> answer = this.visit.get(Console.BASE + path);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return answer.body();
	}

	private String submit(String page, String path, Map<String, String> parameters) {
		HttpResponse<String> answer = this.visit.submit(Console.BASE + page, Console.BASE + path, parameters);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
		return answer.headers().firstValue("Location").orElseThrow();
	}

	private static String path(JobInstance<?> job) {
		return "/jobs/" + job.id().toHexString();
	}

	@Test
	void theOverviewSaysWhatIsWrong() {
		assertThat(page("")).contains("No job has failed.", "No job is running.", "Last hour:");
		JobInstance<?> failed = console.failedReport("acme", "no ink");
		await().atMost(Duration.ofSeconds(20)).until(() -> page("").contains("<ul class=\"findings\">"));
		assertThat(page("")).contains(path(failed), "IllegalStateException",
				"1 job has failed within the last 24 hours", "href=\"/rocketjob/jobs?q=");
	}

	@Test
	void aListShowsTheJobsOfItsStateWithTheColumnsOfIt() {
		JobInstance<?> failed = console.failedReport("acme", "no ink");
		JobInstance<?> later = rocketJob().create(ConsoleApplication.ReportJob.class,
				new ConsoleApplication.ReportJob.Fields("later", null),
				(options) -> options.runAt(Instant.now().plus(Duration.ofHours(3))).description("of the night"));
		assertThat(page("/jobs?state=failed")).contains(path(failed), "Exception</th>", "IllegalStateException")
			.doesNotContain(path(later));
		assertThat(page("/jobs?state=scheduled")).contains(path(later), "Runs</th>", "of the night", "in 2 h")
			.doesNotContain(path(failed));
		assertThat(page("/jobs")).contains(path(failed), path(later), "State</th>");
		assertThat(page("/jobs?q=class:ImportJob")).contains("No job matches.", "value=\"class:ImportJob\"");
		assertThat(page("/jobs?state=running&q=state:failed")).as("a state that was written counts")
			.contains(path(failed));
		assertThat(page("/jobs?state=running")).contains("There are no such jobs.");
	}

	@Test
	void performanceIsShownByClassForTheTimeAndInTheOrderThatOneChooses() {
		console.failedReport("acme", "no ink");
		for (int i = 0; i < 40; i++) {
			console.report("acme");
		}
		console.failedImport("!one");
		console.bean(PerformanceWriter.class).flush();
		String hour = page("/performance");
		assertThat(hour).contains("aria-current=\"page\">Performance</a>", "aria-current=\"page\">Last hour</a>",
				"href=\"/rocketjob/performance?period=week\"", "href=\"/rocketjob/jobs?q=class%3AReportJob\"",
				" runs, ", "spark-done", "spark-failed", " ms</td>");
		assertThat(hour.indexOf(">ReportJob<")).as("most runs first").isLessThan(hour.indexOf(">ImportJob<"));
		String week = page("/performance?period=week&sort=class");
		assertThat(week).contains("aria-current=\"page\">Last week</a>", "aria-sort=\"ascending\"",
				"href=\"/rocketjob/performance?period=day&amp;sort=class\"");
		assertThat(week.indexOf(">ImportJob<")).isLessThan(week.indexOf(">ReportJob<"));
	}

	@Test
	void aListHasPages() {
		for (int i = 0; i < 51; i++) {
			console.report("acme");
		}
		String first = page("/jobs?state=queued&q=class:ReportJob");
		assertThat(first).contains("all 51 that match").doesNotContain(">Previous<");
		String next = first.replaceAll("(?s).*rel=\"next\" href=\"([^\"]+)\".*", "$1").replace("&amp;", "&");
		assertThat(next).startsWith("/rocketjob/jobs?state=queued&q=class%3AReportJob&at=");
		String second = this.visit.get(next).body();
		assertThat(second).contains(">Previous<").doesNotContain(">Next<");
		assertThat(second.split("<tr id=\"job-", -1)).hasSize(2);
	}

	@Test
	void aSearchThatIsWrongSaysWhatWouldBeRight() {
		HttpResponse<String> answer = this.visit.get(Console.BASE + "/jobs?state=failed&q=prioritty:7");
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body())
			.contains("There is no 'prioritty:", "there are class, state, priority", "value=\"prioritty:7\"")
			.doesNotContain("No job matches");
	}

	@Test
	void theSearchFieldHelpsToWriteASearch() {
		assertThat(page("/jobs/completions?q=state:failed%20cl")).contains("<option value=\"state:failed class:");
	}

	@Test
	void theClassesOfTheJobsAreCountedAndCanBeChosen() {
		console.report("acme");
		console.failedImport("!one");
		assertThat(page("/jobs")).contains("href=\"/rocketjob/jobs?q=class%3AReportJob\"",
				"href=\"/rocketjob/jobs?q=class%3AImportJob\"");
	}

	@Test
	void somethingIsDoneWithAllJobsThatMatchOnceTheirNumberWasSaid() {
		JobInstance<?> one = console.failedReport("acme", "no ink");
		JobInstance<?> two = console.failedReport("acme", "no paper");
		JobInstance<?> other = console.failedImport("!one");
		String confirm = "/bulk/confirm?action=abort&all=true&q=class:ReportJob%20state:failed";
		assertThat(page(confirm)).contains("Abort 2 jobs?", "class:ReportJob state:failed");
		String location = submit(confirm, "/bulk/start",
				Map.of("action", "abort", "all", "true", "q", "class:ReportJob state:failed", "reason", "of no use"));
		assertThat(location).startsWith("/rocketjob/bulk/");
		await().atMost(Duration.ofSeconds(20)).until(() -> this.visit.get(location).body().contains(">done</span>"));
		assertThat(this.visit.get(location).body()).contains("Abort 2 jobs", "admin");
		assertThat(rocketJob().get(one.id()).state()).isEqualTo(JobState.ABORTED);
		assertThat(rocketJob().get(two.id()).state()).isEqualTo(JobState.ABORTED);
		assertThat(rocketJob().get(other.id()).state()).isEqualTo(JobState.FAILED);
		assertThat(page("/bulk")).contains(location);
		assertThat(page("/bulk")).doesNotContain("data-goes-on");
		MongoCollection<Document> bulks = console.bean(JobEngine.class)
			.store()
			.mongo()
			.database()
			.getCollection("rocketjob.bulks");
		Document running = new Document("_id", new ObjectId(location.substring(location.lastIndexOf('/') + 1)));
		bulks.updateOne(running, Updates.set("state", "running"));
		assertThat(page("/bulk")).as("one that goes on").contains("data-goes-on=\"true\"");
		bulks.updateOne(running, Updates.set("state", "done"));
	}

	@Test
	void somethingIsDoneWithTheChosenJobsOnly() {
		JobInstance<?> chosen = console.failedReport("acme", "no ink");
		JobInstance<?> other = console.failedReport("acme", "no paper");
		String confirm = "/bulk/confirm?action=retry&q=&id=" + chosen.id().toHexString();
		assertThat(page(confirm)).contains("Retry 1 job?", "name=\"id\" value=\"" + chosen.id().toHexString())
			.doesNotContain(other.id().toHexString());
		String location = submit(confirm, "/bulk/start", Map.of("action", "retry", "id", chosen.id().toHexString()));
		await().atMost(Duration.ofSeconds(20)).until(() -> this.visit.get(location).body().contains(">done</span>"));
		assertThat(rocketJob().get(chosen.id()).state()).isEqualTo(JobState.QUEUED);
		assertThat(rocketJob().get(other.id()).state()).isEqualTo(JobState.FAILED);
	}

	@Test
	void aJobHasTheActionsThatItsStateAllows() {
		JobInstance<?> queued = console.report("acme");
		assertThat(page(path(queued))).contains(">Pause</button>", ">Abort …</a>", ">Delete …</a>")
			.doesNotContain(">Retry</button>", ">Resume</button>", ">Run now</button>");
		JobInstance<?> failed = console.failedReport("acme", "no ink");
		assertThat(page(path(failed)))
			.contains(">Retry</button>", "java.lang.IllegalStateException", "no ink", "caused by", "no such account")
			.doesNotContain(">Pause</button>", ">Run now</button>");
	}

	@Test
	void aStepLeadsToItsChain() {
		ChainInstance chain = rocketJob().chain("nightly")
			.then(ConsoleApplication.ReportJob.class, new ConsoleApplication.ReportJob.Fields("acme", null))
			.then(ConsoleApplication.ReportJob.class, new ConsoleApplication.ReportJob.Fields("later", null))
			.create();
		console.report("alone");
		JobInstance<?> second = chain.steps().get(1);
		String page = page(path(second));
		assertThat(page).contains("<bdi>nightly</bdi></a>, step 2 of 2");
		String steps = page.replaceAll("(?s).*<dt>Chain</dt><dd><a href=\"([^\"]+)\".*", "$1").replace("&amp;", "&");
		assertThat(this.visit.get(steps).body().split("<tr id=\"job-", -1)).hasSize(3);
	}

	@Test
	void anActionIsDoneAndThePageSaysSo() {
		JobInstance<?> job = console.report("acme");
		String location = submit(path(job), path(job) + "/actions/pause", Map.of());
		assertThat(location).isEqualTo(Console.BASE + path(job) + "?done=pause");
		assertThat(this.visit.get(location).body()).contains("The job is paused.", ">Resume</button>");
		assertThat(submit(path(job), path(job) + "/actions/resume", Map.of("back", "schedules")))
			.isEqualTo("/rocketjob/schedules?done=resume");
		submit(path(job), path(job) + "/actions/fail", Map.of("reason", "printer on fire"));
		assertThat(page(path(job))).contains("printer on fire");
		assertThat(submit(path(job), path(job) + "/actions/delete", Map.of())).isEqualTo("/rocketjob/jobs?done=delete");
		assertThat(this.visit.get(Console.BASE + path(job)).statusCode()).isEqualTo(404);
	}

	@Test
	void anActionThatIsNoLongerPossibleSaysWhy() {
		JobInstance<?> job = console.report("acme");
		job.abort("of no use");
		HttpResponse<String> answer = this.visit.submit(Console.BASE + path(console.report("other")),
				Console.BASE + path(job) + "/actions/pause", Map.of());
		assertThat(answer.statusCode()).isEqualTo(409);
		assertThat(answer.body()).contains("Not possible any more", "aborted");
	}

	@Test
	void theFormChangesWhatIsDifferent() {
		JobInstance<?> job = console.report("acme");
		Map<String, String> form = form(job);
		assertThat(form).containsEntry("shown.priority", "40").containsEntry("shown.fields.account", "acme");
		form.put("priority", "7");
		form.put("description", "urgent");
		form.put("runAt", "2050-01-31T08:30");
		form.put("fields.account", "umbrella");
		assertThat(submit(path(job), path(job) + "/edit", form)).endsWith("?done=edit");
		JobInstance<?> changed = rocketJob().get(job.id());
		assertThat(changed.priority()).isEqualTo(7);
		assertThat(changed.description()).isEqualTo("urgent");
		assertThat(changed.runAt()).isEqualTo(Instant.parse("2050-01-31T08:30:00Z"));
		assertThat(changed.fields()).isEqualTo(new ConsoleApplication.ReportJob.Fields("umbrella", null));
		assertThat(submit(path(job), path(job) + "/edit", form(job))).endsWith("?done=unchanged");
	}

	@Test
	void aStaleFormIsRefused() {
		JobInstance<?> job = console.report("acme");
		Map<String, String> form = form(job);
		form.put("description", "urgent");
		job.update((update) -> update.priority(20));
		HttpResponse<String> answer = this.visit.submit(Console.BASE + path(job), Console.BASE + path(job) + "/edit",
				form);
		assertThat(answer.statusCode()).isEqualTo(409);
		assertThat(answer.body()).contains("id=\"problem\"", "priority", "value=\"20\"");
		assertThat(rocketJob().get(job.id()).description()).isNull();
	}

	/** The form as the page has it. */
	private Map<String, String> form(JobInstance<?> job) {
		String page = page(path(job));
		Map<String, String> form = new HashMap<>();
		Pattern.compile("<input type=\"hidden\" name=\"((?:shown|type)\\.[^\"]+|version)\"(?: value=\"([^\"]*)\")?>")
			.matcher(page)
			.results()
			.forEach((input) -> {
				String value = (input.group(2) != null) ? input.group(2) : "";
				form.put(input.group(1), value);
				if (input.group(1).startsWith("shown.")) {
					form.put(input.group(1).substring("shown.".length()), value);
				}
			});
		return form;
	}

	@Test
	void aWrongValueIsToldInWords() {
		JobInstance<?> job = console.report("acme");
		Map<String, String> form = form(job);
		form.put("priority", "700");
		HttpResponse<String> answer = this.visit.submit(Console.BASE + path(job), Console.BASE + path(job) + "/edit",
				form);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains("priority must be a whole number between 1 and 100");
	}

	@Test
	void aFailedSliceIsCorrectedAndRetried() {
		BatchInstance<?> batch = console.failedImport("one", "!two\u200B", "three", "four", "!five", "six");
		String slices = path(batch) + "/slices";
		assertThat(page(path(batch))).contains("href=\"/rocketjob" + slices + "\">2</a>", "0 of 6 records");
		assertThat(page(slices)).contains("1–3", "4–6", "not a customer: !two\\u200B");
		String slice = slices + "/main/1";
		String page = page(slice);
		assertThat(page).contains("This record failed.", "!two\\u200B</textarea>", ">three<").doesNotContain("removed");
		String version = page.replaceAll("(?s).*name=\"version\" value=\"([^\"]+)\".*", "$1");
		submit(slice, slice + "/correct", Map.of("version", version, "record", "2", "value", "two \\x41\\\\"));
		assertThat(page(slice)).contains(">two A\\<", "two A\\\\</textarea>");
		HttpResponse<String> stale = this.visit.submit(Console.BASE + slice, Console.BASE + slice + "/retry",
				Map.of("version", version));
		assertThat(stale.statusCode()).isEqualTo(409);
		submit(slice, slice + "/retry", Map.of());
		assertThat(page(slices + "/main/4/confirm/remove?record=5")).contains("Remove record 5?", "cannot be restored");
		submit(slices + "/main/4", slices + "/main/4/remove", Map.of("record", "5"));
		assertThat(page(slices + "/main/4")).contains(">removed<");
		submit(slices + "/main/4", slices + "/main/4/retry", Map.of());
		console.bean(JobQueue.class).drain();
		assertThat(rocketJob().get(batch.id()).state()).isEqualTo(JobState.COMPLETED);
		assertThat(page(slices)).contains("No slice has failed.");
	}

	@Test
	void aFailedRecordWithMembersIsCorrectedAsJson() {
		BatchInstance<?> batch = rocketJob().batch(TransferJob.class)
			.upload(List.of(new TransferJob.Transfer("AT61", "", new BigDecimal("10.50"), Instant.EPOCH)))
			.create();
		console.bean(JobQueue.class).drain();
		String slice = path(batch) + "/slices/main/1";
		String page = page(slice);
		String json = page.replaceAll("(?s).*name=\"json\"[^>]*>\\n(.+?)</textarea>.*", "$1").replace("&#34;", "\"");
		assertThat(json).contains("\"to\": \"\"").contains("$numberDecimal", "10.50", "$date");
		HttpResponse<String> wrong = this.visit.submit(Console.BASE + slice, Console.BASE + slice + "/correct",
				Map.of("record", "1", "json", "{\"to\""));
		assertThat(wrong.statusCode()).isEqualTo(400);
		assertThat(wrong.body()).contains("must be one JSON object");
		submit(slice, slice + "/correct", Map.of("record", "1", "json",
				json.replace("\"to\": \"\"", "\"to\": \"DE89\"").replace("10.50", "9.75")));
		assertThat(page(slice)).contains("DE89", "9.75");
		submit(slice, slice + "/retry", Map.of());
		console.bean(JobQueue.class).drain();
		assertThat(rocketJob().get(batch.id()).state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void slicesThatHaveFailedAlikeAreRetriedTogether() {
		BatchInstance<?> batch = console.failedImport("!one", "two", "three", "!four", "five", "six");
		String slices = path(batch) + "/slices";
		String page = page(slices);
		assertThat(page).contains("2 by what went wrong", "Retry these");
		String group = page.replaceAll("(?s).*href=\"(/rocketjob/jobs/[0-9a-f]+/slices\\?category=[^\"]+)\".*", "$1")
			.replace("&amp;", "&");
		assertThat(this.visit.get(group).body()).contains("Slices of one group.");
		String retry = page.replaceAll("(?s).*action=\"/rocketjob([^\"]+/retry-group)\".*", "$1");
		assertThat(submit(slices, retry, Map.of())).endsWith("/slices?done=retry-slices");
		assertThat(rocketJob().batch(batch.id()).status().slicesFailed()).isLessThan(2);
	}

	@Test
	void whatWasDoneIsListedWithWhoAndWhy() {
		JobInstance<?> job = console.report("acme");
		submit(path(job), path(job) + "/actions/abort", Map.of("reason", "of no use"));
		assertThat(page("/audit?target=" + job.id().toHexString())).contains(">abort<", "<bdi>admin</bdi>",
				"console 127.0.0.1", "state: queued → aborted", "of no use", "href=\"/rocketjob" + path(job));
		assertThat(page("/audit?operator=nobody")).contains("Nothing like that was done.");
		assertThat(console.visit("reader").get(Console.BASE + "/audit").statusCode()).isEqualTo(403);
	}

	@Test
	void aNumberThatIsNoneNamesNoSlice() {
		BatchInstance<?> batch = console.failedImport("!one");
		assertThat(this.visit.get(Console.BASE + path(batch) + "/slices/main/first").statusCode()).isEqualTo(404);
		assertThat(this.visit.get(Console.BASE + path(batch) + "/slices?at=x").statusCode()).isEqualTo(400);
		assertThat(this.visit.get(Console.BASE + path(batch) + "/slices/other/1").statusCode()).isEqualTo(404);
	}

	@Test
	void schedulesShowTheirNextTimes() {
		assertThat(page("/schedules")).contains("NightlyJob", "every day at 03:00", "0 3 * * *", "Europe/Berlin",
				"UTC\">in ");
	}

	@Test
	void serversShowWhatTheyAreAtAndAreTold() {
		try (Console running = Console.secured(ConsoleApplication.class, SecurityApplication.class,
				"rocketjob.server.enabled=true", "rocketjob.server.name=north:1", "rocketjob.server.max-workers=3")) {
			this.visit = running.visit("admin");
			String page = page("/servers");
			String id = page.replaceAll("(?s).*href=\"/rocketjob/servers/([0-9a-f]{24})\".*", "$1");
			assertThat(page).contains("north:1", "of 3</td>", ">running</span>", ">Stop …</a>");
			String server = "/servers/" + id;
			assertThat(page(server)).contains("No worker is at anything.", "Heartbeat", "value=\"3\"");
			assertThat(page(server + "/confirm/kill")).contains("Kill server north:1?");
			HttpResponse<String> dump = this.visit.submit(Console.BASE + server,
					Console.BASE + server + "/actions/thread-dump", Map.of());
			assertThat(dump.statusCode()).isEqualTo(200);
			assertThat(dump.body()).contains("Threads of north:1", "java.lang.Thread");
			assertThat(submit(server, server + "/actions/max-workers", Map.of("maxWorkers", "5")))
				.isEqualTo(Console.BASE + server + "?done=server");
			assertThat(submit(server, "/servers/actions/pause", Map.of())).isEqualTo("/rocketjob/servers?done=servers");
		}
	}

}
