package io.rocketjob.missioncontrol;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.rocketjob.BatchInstance;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.missioncontrol.ConsoleApplication.ExportJob;
import io.rocketjob.missioncontrol.ConsoleApplication.ImportJob;
import io.rocketjob.missioncontrol.ConsoleApplication.ReportJob;
import io.rocketjob.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The console of three servers that work: each page, what one sees of what others do, and
 * a stop with ten open pages. {@code -Drocketjob.test.console=new} runs it;
 * {@code -Drocketjob.test.console=DATABASE} on a database that has jobs already, which
 * stays.
 */
@EnabledIfSystemProperty(named = SeveralServersTests.PROPERTY, matches = ".+")
class SeveralServersTests {

	static final String PROPERTY = "rocketjob.test.console";

	private static final Logger logger = LoggerFactory.getLogger(SeveralServersTests.class);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int ROUNDS = 5;

	private final String given = System.getProperty(PROPERTY, "new");

	private final String database = this.given.equals("new") ? TestDatabase.get().newDatabaseName() : this.given;

	private final List<Console> servers = new ArrayList<>();

	private final ScheduledExecutorService load = Executors.newScheduledThreadPool(2);

	private final AtomicInteger created = new AtomicInteger();

	private Browser browser;

	private Browser other;

	@BeforeEach
	void start() {
		for (String name : List.of("north:1", "south:1", "west:1")) {
			this.servers.add(Console.secured(ConsoleApplication.class, SecurityApplication.class,
					"spring.mongodb.database=" + this.database, "rocketjob.server.enabled=true",
					"rocketjob.server.name=" + name, "rocketjob.performance.enabled=true",
					"rocketjob.logging.kept-lines=100", "server.shutdown=graceful"));
		}
		this.browser = Browser.open(this.servers.get(0)).size(1440, 900).logIn("admin");
		this.other = Browser.open(this.servers.get(1)).size(1440, 900).logIn("admin");
		RocketJobTemplate rocketJob = rocketJob();
		this.load.scheduleAtFixedRate(() -> rocketJob.create(ReportJob.class, next()), 0, 20, TimeUnit.MILLISECONDS);
		this.load.scheduleAtFixedRate(() -> rocketJob.batch(ExportJob.class)
			.upload((writer) -> IntStream.range(0, 3_000).forEach((i) -> writer.write("line " + i)))
			.create(), 0, 3, TimeUnit.SECONDS);
	}

	/** One of ten fails. */
	private ReportJob.Fields next() {
		int number = this.created.incrementAndGet();
		return new ReportJob.Fields("account " + number % 50, (number % 10 == 0) ? "no ink in " + number : null);
	}

	@AfterEach
	void stop() throws InterruptedException {
		this.load.shutdownNow();
		this.load.awaitTermination(10, TimeUnit.SECONDS);
		this.browser.close();
		this.other.close();
		this.servers.forEach(Console::close);
		if (this.given.equals("new")) {
			TestDatabase.get().dropDatabase(this.database);
		}
	}

	private RocketJobTemplate rocketJob() {
		return this.servers.get(0).bean(RocketJobTemplate.class);
	}

	@Test
	void pagesAreThereAtOnceAndTellWhatHappensOnOtherServers() throws Exception {
		BatchInstance<?> batch = rocketJob().batch(ImportJob.class)
			.upload(List.of("one", "!two", "three", "!four"))
			.create();
		await().atMost(PATIENCE).until(() -> rocketJob().get(batch.id()).state() == JobState.FAILED);
		for (String page : List.of("", "/jobs?state=running", "/jobs?state=queued", "/jobs?state=completed",
				"/jobs?state=failed", "/jobs?q=class:ReportJob+state:failed+field.account:%22account+7%22",
				"/jobs?q=class:ReportJob+state:completed+priority:%3C50", "/jobs/" + batch.id(),
				"/jobs/" + batch.id() + "/slices", "/jobs/" + batch.id() + "/slices/main/1", "/servers", "/schedules",
				"/performance", "/audit")) {
			measure(page);
		}
		assertThat(this.browser.complaints()).isEmpty();
		seen();
		acted();
		stopped();
	}

	private void measure(String page) {
		List<Long> times = new ArrayList<>();
		for (int i = 0; i < ROUNDS; i++) {
			this.browser.go(page);
			assertThat(this.browser.textOf("h1")).as(page).isNotEmpty();
			times.add(((Number) this.browser.run("const times = performance.getEntriesByType('navigation')[0];"
					+ " return Math.round(times.responseEnd - times.requestStart)"))
				.longValue());
		}
		times.sort(null);
		logger.warn("{}: {} ms, the slowest {} ms", page.isEmpty() ? "/" : page, times.get(ROUNDS / 2),
				times.get(ROUNDS - 1));
		assertThat(times.get(ROUNDS / 2)).as(page).isLessThan(2_000);
	}

	/** A job that fails on some server is seen in a page of another one. */
	private void seen() {
		List<Long> times = new ArrayList<>();
		this.other.go("/jobs?state=failed");
		for (int i = 0; i < ROUNDS; i++) {
			JobInstance<?> job = rocketJob().create(ReportJob.class, new ReportJob.Fields("seen", "no paper"),
					(options) -> options.priority(1));
			await().atMost(PATIENCE).until(() -> rocketJob().get(job.id()).state() == JobState.FAILED);
			long begin = System.nanoTime();
			await().atMost(PATIENCE)
				.pollInterval(Duration.ofMillis(20))
				.until(() -> this.other.present("#job-" + job.id().toHexString()));
			times.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
		}
		logger.warn("Seen on another server after (ms): {}", times);
	}

	/** What one does in a page of one server is seen in that of another. */
	private void acted() {
		List<Long> times = new ArrayList<>();
		for (int i = 0; i < ROUNDS; i++) {
			JobInstance<?> job = rocketJob().create(ReportJob.class, new ReportJob.Fields("acted", null),
					(options) -> options.runAt(Instant.now().plusSeconds(3_600)));
			String page = "/jobs/" + job.id().toHexString();
			this.browser.go(page);
			this.other.go(page);
			this.browser.press("Pause");
			long begin = System.nanoTime();
			await().atMost(PATIENCE)
				.pollInterval(Duration.ofMillis(20))
				.until(() -> this.other.textOf(".head").contains("paused"));
			times.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
		}
		logger.warn("An action is seen on another server after (ms): {}", times);
		assertThat(this.browser.complaints()).isEmpty();
		assertThat(this.other.complaints()).isEmpty();
	}

	private void stopped() throws Exception {
		Console last = Console.open(ConsoleApplication.class, "spring.mongodb.database=" + this.database,
				"rocketjob.server.enabled=true", "server.shutdown=graceful");
		List<Listener> listeners = new ArrayList<>();
		try {
			for (int i = 0; i < 10; i++) {
				listeners.add(new Listener(last.port()));
			}
			MissionControl control = last.bean(MissionControl.class);
			await().atMost(PATIENCE).until(() -> control.streams().size() == 10);
			long begin = System.nanoTime();
			last.close();
			logger.warn("Stopped with ten open pages after {} ms",
					Duration.ofNanos(System.nanoTime() - begin).toMillis());
		}
		finally {
			for (Listener each : listeners) {
				each.close();
			}
		}
	}

}
