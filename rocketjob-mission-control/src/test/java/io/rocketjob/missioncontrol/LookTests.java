package io.rocketjob.missioncontrol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.mongodb.client.MongoCollection;
import io.rocketjob.BatchInstance;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.job.JobEngine;
import io.rocketjob.operation.JobOperations;
import io.rocketjob.operation.Operations;
import io.rocketjob.operation.Operator;
import io.rocketjob.operation.Permission;
import io.rocketjob.performance.PerformanceDocument;
import io.rocketjob.performance.PerformanceRecorder;
import io.rocketjob.performance.PerformanceWriter;
import io.rocketjob.performance.Period;
import io.rocketjob.work.RunResult.Outcome;
import io.rocketjob.work.WorkRecorder.RunTimes;
import org.assertj.core.api.SoftAssertions;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.awaitility.Awaitility.await;

/**
 * How the pages look in a real browser; the pictures are in {@code target/pictures}.
 */
class LookTests {

	@TempDir
	private static Path root;

	private static Console console;

	private static Browser browser;

	private static final Map<String, String> PAGES = new LinkedHashMap<>();

	@BeforeAll
	static void start() throws IOException {
		console = Console.secured(ConsoleApplication.class, SecurityApplication.class,
				FileEntries.properties(root, "rocketjob.server.enabled=true", "rocketjob.server.name=worker-7:4711",
						"rocketjob.performance.enabled=true", "rocketjob.housekeeping.enabled=true",
						"rocketjob.logging.kept-lines=25", "logging.level.com.example=info"));
		RocketJobTemplate rocketJob = console.bean(RocketJobTemplate.class);
		for (int i = 0; i < 12; i++) {
			rocketJob.create(ConsoleApplication.ReportJob.class, new ConsoleApplication.ReportJob.Fields("acme-" + i,
					(i % 3 == 0) ? "no ink in printer " + i : null));
			int number = i;
			rocketJob.create(ConsoleApplication.ReportJob.class,
					new ConsoleApplication.ReportJob.Fields("umbrella", null),
					(options) -> options.runAt(Instant.now().plus(Duration.ofMinutes(40L * (number + 1))))
						.description("Monthly statement " + number));
		}
		for (String account : List.of("acme", "umbrella", "initech")) {
			rocketJob.create(ConsoleApplication.PatientJob.class, null,
					(options) -> options.description("Accounts of " + account));
		}
		String[] lines = new String[60];
		for (int i = 0; i < lines.length; i++) {
			lines[i] = ((i % 23 == 4) ? "!" : "") + "customer-" + i + ",Ada Lovelace,London\u200B," + (i * 17);
		}
		BatchInstance<?> batch = rocketJob.batch(ConsoleApplication.ImportJob.class).upload((writer) -> {
			for (String line : lines) {
				writer.write(line);
			}
		}).create();
		BatchInstance<?> export = rocketJob.batch(ConsoleApplication.ExportJob.class).upload(List.of(lines)).create();
		JobInstance<?> failed = rocketJob.create(ConsoleApplication.ReportJob.class,
				new ConsoleApplication.ReportJob.Fields("acme", "The printer is on fire"));
		await().atMost(Duration.ofSeconds(30))
			.until(() -> rocketJob.jobs().in(JobState.RUNNING).count() == 3
					&& rocketJob.get(export.id()).state() == JobState.COMPLETED
					&& rocketJob.get(batch.id()).exception() != null && rocketJob.get(failed.id()).exception() != null);
		Operator ada = new Operator("ada", "console", EnumSet.allOf(Permission.class)).at("10.1.2.3");
		JobOperations jobs = console.bean(Operations.class).jobs();
		jobs.act(ada, failed.id().toHexString(), "priority", "7");
		jobs.act(ada.because("The printer works again"), failed.id().toHexString(), "retry", null);
		await().atMost(Duration.ofSeconds(30)).until(() -> rocketJob.get(failed.id()).failureCount() == 2);
		recordRuns();
		PAGES.put("overview", "");
		PAGES.put("jobs-failed", "/jobs?state=failed");
		PAGES.put("jobs-running", "/jobs?state=running");
		PAGES.put("jobs-scheduled", "/jobs?state=scheduled");
		PAGES.put("jobs", "/jobs");
		PAGES.put("job", "/jobs/" + failed.id().toHexString());
		PAGES.put("log", "/jobs/" + rocketJob.jobs().in(JobState.RUNNING).list().get(0).id().toHexString() + "/log");
		PAGES.put("batch", "/jobs/" + batch.id().toHexString());
		PAGES.put("batch-completed", "/jobs/" + export.id().toHexString());
		PAGES.put("slices", "/jobs/" + batch.id().toHexString() + "/slices");
		PAGES.put("slice", "/jobs/" + batch.id().toHexString() + "/slices/main/4");
		PAGES.put("confirm", "/jobs/" + failed.id().toHexString() + "/confirm/abort");
		PAGES.put("servers", "/servers");
		PAGES.put("server", "/servers/worker-7:4711");
		PAGES.put("schedules", "/schedules");
		PAGES.put("housekeeping", "/housekeeping");
		PAGES.put("files", "/files");
		PAGES.put("files-entry", "/files/entries/invoices");
		PAGES.put("files-entry-failed", "/files/entries/returns");
		PAGES.put("files-now", "/files/entries/invoices/now");
		PAGES.put("files-form", "/files/entries/invoices/edit");
		PAGES.put("files-confirm", "/files/entries/returns/confirm/enable");
		PAGES.put("performance", "/performance?period=day&sort=run-p95");
		PAGES.put("audit", "/audit");
		PAGES.put("create", "/create");
		PAGES.put("create-form", "/create/ReportJob");
		PAGES.put("bulk", "/bulk");
		PAGES.put("bulk-confirm", "/bulk/confirm?action=retry&all=true&q=state:failed");
		PAGES.put("wrong", "/jobs?q=prioritty:7");
		PAGES.put("missing", "/no/such/page");
		addEntries();
		browser = Browser.open(console).logIn("admin");
		browser.complaints();
	}

	/** Entries of the directory monitor in each state. */
	private static void addEntries() throws IOException {
		FileEntries entries = new FileEntries(console, root);
		Path invoices = Files.createDirectories(root.resolve("invoices"));
		Files.writeString(invoices.resolve("2026-11-28-acme.csv"), "1;2;3");
		Files.writeString(invoices.resolve("2026-11-29-umbrella.csv"), "");
		entries.monitor()
			.create(entries.entry("invoices")
				.withProperty("priority", 20)
				.withProperty("description", "Invoices of the night")
				.withServers("worker-[0-9]+:.*")
				.withSchedule("*/10 * * * * Europe/Vienna")
				.withArchive("archive/{date}"));
		entries.monitor().enable("invoices");
		entries.scanned("invoices", Instant.now().minusSeconds(240), 12, 3, invoices
				+ "/2026-11-29-umbrella.csv is held: it is empty, as a file is before its first byte is written;"
				+ " an entry may take empty files",
				invoices + "/x.csv is held: it has 2 names (hard links), so it can be written under another");
		entries.failedFile("invoices", "2026-11-27-initech.csv",
				"the file was changed after it was taken: it had 1120 bytes, and has 2240");
		entries.monitor().create(entries.entry("orders"));
		entries.monitor().create(entries.entry("returns"));
		entries.scanned("returns", Instant.now().minusSeconds(90_000), 0, 0);
		entries.failed("returns", "java.nio.file.NoSuchFileException: there is no directory " + root + "/returns");
	}

	/** Runs of the last day. */
	private static void recordRuns() {
		PerformanceRecorder recorder = console.bean(PerformanceRecorder.class);
		Random random = new Random(3);
		for (String type : List.of("ReportJob", "ImportJob", "MonthlyStatementOfAllCustomersJob")) {
			for (int i = 0; i < 400; i++) {
				Duration ran = Duration.ofNanos((long) (type.length() * 2e6 * Math.exp(2 * random.nextGaussian())));
				recorder.jobRun(type, (i % 40 == 0) ? Outcome.FAILED : Outcome.COMPLETED,
						() -> new RunTimes(ran.multipliedBy(3), ran));
			}
		}
		console.bean(PerformanceWriter.class).flush();
		MongoCollection<Document> stored = console.bean(JobEngine.class)
			.store()
			.mongo()
			.database()
			.getCollection(PerformanceDocument.COLLECTION);
		Document ofDay = new Document("_id", new Document("$gte", "day ").append("$lt", "day!"));
		for (Document present : stored.find(ofDay).into(new ArrayList<>())) {
			for (int i = 1; i < Period.DAY.buckets(); i++) {
				Instant from = present.getDate("from").toInstant().minus(Period.DAY.length().multipliedBy(i));
				long failures = random.nextInt(3) * random.nextInt(20);
				stored.insertOne(new Document(present)
					.append("_id", PerformanceDocument.id(Period.DAY, from, present.getString("type")))
					.append("from", Date.from(from))
					.append("runs", failures + random.nextInt(500))
					.append("failures", failures));
			}
		}
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			browser.close();
		}
		console.bean(ConsoleApplication.PatientJob.class).end.countDown();
		console.close();
	}

	@ParameterizedTest
	@CsvSource({ "1440, light", "1440, dark", "360, light" })
	void eachPageFitsAndKeepsNobodyOut(int width, String colours) throws IOException {
		SoftAssertions softly = new SoftAssertions();
		for (Map.Entry<String, String> page : PAGES.entrySet()) {
			browser.size(width, 900).colours(colours).go(page.getValue());
			softly.assertThat(browser.overflow()).as(page.getKey() + " is wider than the window").isZero();
			softly.assertThat(browser.barriers()).as(page.getKey()).isEmpty();
			browser.picture(Path.of("target/pictures", page.getKey() + "-" + width + "-" + colours + ".png"));
			softly.assertThat(browser.complaints())
				.as(page.getKey())
				.allMatch((complaint) -> complaint.contains("the server responded with a status of 40"));
		}
		softly.assertAll();
	}

}
