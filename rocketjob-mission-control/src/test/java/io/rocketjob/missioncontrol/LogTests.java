package io.rocketjob.missioncontrol;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The last lines of a job, on a page and in a browser. */
class LogTests {

	private static Console console;

	@BeforeAll
	static void start() {
		console = Console.secured(TalkingApplication.class, SecurityApplication.class, "rocketjob.server.enabled=true",
				"rocketjob.server.name=worker-7", "rocketjob.logging.kept-lines=120",
				"logging.level.io.rocketjob.missioncontrol.LogTests=info");
	}

	@AfterAll
	static void stop() {
		console.close();
	}

	private static JobInstance<?> talk(String text) {
		RocketJobTemplate rocketJob = console.bean(RocketJobTemplate.class);
		JobInstance<?> job = rocketJob.create(TalkingJob.class, new TalkingJob.Fields(text));
		await().until(() -> job.reload().state() == JobState.RUNNING);
		return job;
	}

	private static String path(JobInstance<?> job) {
		return Console.BASE + "/jobs/" + job.id().toHexString();
	}

	private static void end(JobInstance<?> job) {
		TalkingJob.end.countDown();
		await().until(() -> job.reload().state() == JobState.COMPLETED);
		TalkingJob.end = new CountDownLatch(1);
	}

	@Test
	void thePageShowsTheLastLinesOfEachServer() {
		JobInstance<?> job = talk("<b>bold</b>");
		await().until(() -> console.visit("operator").get(path(job) + "/log").body().contains("line 200"));
		HttpResponse<String> page = console.visit("operator").get(path(job) + "/log");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.body())
			.contains("worker-7", "&lt;b&gt;bold&lt;/b&gt; line 200", "TalkingJob", "data-goes-on=\"true\"")
			.contains("The last 120;")
			.doesNotContain("<b>bold")
			.doesNotContain("line 80<")
			.containsPattern("<time class=\"clock\"[^>]*>\\d\\d:\\d\\d:\\d\\d\\.\\d{3}</time>");
		end(job);
		assertThat(console.visit("operator").get(path(job) + "/log").body()).contains("line 200")
			.doesNotContain("data-goes-on");
	}

	@Test
	void whoMayNotSeeItHasNoLink() {
		JobInstance<?> job = console.report("acme");
		assertThat(console.visit("operator").get(path(job)).body()).contains(path(job) + "/log\"");
		assertThat(console.visit("reader").get(path(job)).body()).doesNotContain("/log\"");
		assertThat(console.visit("reader").get(path(job) + "/log").statusCode()).isEqualTo(403);
	}

	@Test
	void aJobThatNoServerHasRunHasNoLines() {
		JobInstance<?> job = console.bean(RocketJobTemplate.class)
			.create(TalkingJob.class, new TalkingJob.Fields("later"),
					(options) -> options.runAt(Instant.now().plusSeconds(3_600)));
		assertThat(console.visit("operator").get(path(job) + "/log").body()).contains("No server has lines of this job")
			.contains("rocketjob.logging.kept-lines");
	}

	@Test
	void whoReadsTheEndOfALogGoesOnToReadItsEnd() {
		JobInstance<?> job = talk("first");
		try (Browser browser = Browser.open(console).size(1000, 700)) {
			browser.logIn("operator");
			browser.complaints();
			await().until(() -> {
				browser.go("/jobs/" + job.id().toHexString() + "/log");
				return browser.present(".log");
			});
			assertThat(isAtEnd(browser)).isTrue();
			LoggerFactory.getLogger(TalkingJob.class).info("of no job");
			TalkingJob.say = "second";
			await().until(() -> String.valueOf(browser.run("return document.querySelector('.log').textContent"))
				.contains("second"));
			assertThat(isAtEnd(browser)).isTrue();
			browser.run("document.querySelector('.log').scrollTop = 40");
			TalkingJob.say = "third";
			await().until(() -> String.valueOf(browser.run("return document.querySelector('.log').textContent"))
				.contains("third"));
			assertThat(browser.run("return document.querySelector('.log').scrollTop")).isEqualTo(40L);
			end(job);
			await().until(() -> String.valueOf(browser.run("return document.querySelector('.head').textContent"))
				.contains("completed"));
			assertThat(browser.complaints()).isEmpty();
		}
	}

	private static boolean isAtEnd(Browser browser) {
		return Boolean.TRUE.equals(browser.run("const log = document.querySelector('.log');"
				+ "return log.scrollHeight > log.clientHeight && log.scrollTop + log.clientHeight > log.scrollHeight - 4"));
	}

	/** Has a job that talks. */
	@Configuration(proxyBeanMethods = false)
	@Import({ ConsoleApplication.class, TalkingJob.class })
	static class TalkingApplication {

	}

	/** Logs 200 lines, and then what it is told to, until it is told to end. */
	@RocketJob(name = "TalkingJob", destroyOnComplete = false)
	static class TalkingJob implements Job<TalkingJob.Fields> {

		static volatile CountDownLatch end = new CountDownLatch(1);

		static volatile @Nullable String say;

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) throws InterruptedException {
			Logger logger = LoggerFactory.getLogger(TalkingJob.class);
			for (int i = 1; i <= 200; i++) {
				logger.info("{} line {}", fields.text(), i);
			}
			while (!end.await(50, TimeUnit.MILLISECONDS)) {
				String text = say;
				if (text != null) {
					say = null;
					logger.info("{}", text);
				}
			}
			return null;
		}

		record Fields(String text) {
		}

	}

}
