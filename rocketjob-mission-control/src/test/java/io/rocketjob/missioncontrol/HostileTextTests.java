package io.rocketjob.missioncontrol;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.rocketjob.BatchInstance;
import io.rocketjob.JobInstance;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.job.JobEngine;
import io.rocketjob.missioncontrol.Console.Visit;
import io.rocketjob.operation.JobDescriptor;
import io.rocketjob.operation.Operator;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Nothing that a job stores can run in a page. */
class HostileTextTests {

	private static final String SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(1)> {{7*7}} ${7*7}"
			+ " javascript:alert(1) </textarea></title> \u202Egnp.exe\u200B\u0000\u001B";

	private static Console console;

	private static String job;

	private static String batch;

	private static Visit visit;

	@BeforeAll
	static void start() {
		console = Console.secured(HostileTab.class, SecurityApplication.class, "rocketjob.logging.kept-lines=10");
		visit = console.visit("admin");
		JobInstance<?> failed = console.failedReport(SCRIPT, SCRIPT);
		store(failed.id(), Updates.combine(Updates.set("description", SCRIPT), Updates.set("workerName", SCRIPT)));
		failed.retry();
		console.bean(RocketJobTemplate.class).get(failed.id()).fail(SCRIPT);
		JobInstance<?> unknown = console.report("acme");
		store(unknown.id(), Updates.set("type", SCRIPT));
		BatchInstance<?> failedBatch = console.failedImport("!" + SCRIPT, SCRIPT, "last");
		job = failed.id().toHexString();
		batch = failedBatch.id().toHexString();
		MDC.put("rocketjob.id", job);
		LoggerFactory.getLogger(SCRIPT).warn(SCRIPT, new IllegalStateException(SCRIPT));
		MDC.remove("rocketjob.id");
		await().until(() -> visit.get(Console.BASE + "/jobs/" + job + "/log").body().contains("IllegalState"));
	}

	private static void store(ObjectId id, Bson update) {
		console.bean(JobEngine.class).store().jobs().updateOne(Filters.eq("_id", id), update);
	}

	/** Says what is hostile wherever a tab can say something. */
	@Configuration(proxyBeanMethods = false)
	@Import(ConsoleApplication.class)
	static class HostileTab implements JobPageTab {

		@Override
		public String key() {
			return "hostile";
		}

		@Override
		public String title() {
			return SCRIPT;
		}

		@Override
		public TabContent content(JobDescriptor of, Operator operator) {
			return new TabContent().text(SCRIPT)
				.section(SCRIPT)
				.fact(SCRIPT, SCRIPT)
				.table(List.of(SCRIPT), List.of(List.of(SCRIPT)))
				.link(SCRIPT, "https://elsewhere.example/%22onmouseover=");
		}

	}

	@AfterAll
	static void stop() {
		console.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/jobs", "/jobs?state=failed", "/jobs?q={script}", "/jobs?q=class:{script}",
			"/jobs/completions?q={script}", "/bulk", "/bulk/{script}", "/bulk/confirm?action={script}",
			"/bulk/confirm?action=retry&all=true&q={script}", "/jobs?state={script}", "/jobs?at={script}",
			"/jobs/{script}", "/jobs/{job}", "/jobs/{job}?done={script}", "/jobs/{job}/confirm/abort",
			"/jobs/{job}/confirm/{script}", "/jobs/{batch}", "/jobs/{batch}/slices", "/jobs/{batch}/slices/main/1",
			"/jobs/{batch}/slices/{script}/1", "/servers", "/servers/{script}", "/schedules", "/audit",
			"/audit?operator={script}&action={script}", "/jobs/{batch}/slices?category={script}&like=1",
			"/jobs/{job}/log", "/jobs/{job}/tabs/hostile", "/jobs/{job}/tabs/{script}", "/create", "/create/{script}",
			"/create/ReportJob", "/no/{script}" })
	void noPageHasAScriptThatSomebodyHasStoredOrSent(String path) {
		String script = java.net.URLEncoder
			.encode(SCRIPT.replace("/", "").replace("\u0000", ""), java.nio.charset.StandardCharsets.UTF_8)
			.replace("+", "%20");
		HttpResponse<String> page = visit
			.get(Console.BASE + path.replace("{script}", script).replace("{job}", job).replace("{batch}", batch));
		if (page.statusCode() == 303) {
			assertThat(page.headers().firstValue("Location")).get().asString().matches("/rocketjob/[a-z0-9/]+");
			return;
		}
		assertHarmless(page.body());
	}

	@Test
	void aRefusalIsHarmless() {
		String path = Console.BASE + "/servers/" + job + "/actions/filter";
		HttpResponse<String> answer = visit.submit("/login", path, Map.of("include", SCRIPT));
		assertHarmless(answer.body());
	}

	@Test
	void whatWasTypedIntoARefusedFormIsHarmless() {
		String path = Console.BASE + "/create/ReportJob";
		HttpResponse<String> answer = visit.submit(path, path,
				Map.of("form", "65f000000000000000000001", "fields.account", SCRIPT, "priority", SCRIPT));
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains("&lt;script>alert(1)&lt;/script>");
		assertThat(answer.body()).doesNotContain("<script>alert", "<img src=x", "\"'><script");
	}

	@Test
	void whatOneWouldNotSeeIsShown() {
		assertThat(visit.get(Console.BASE + "/jobs/" + job).body()).contains("\\u202E", "\\u200B", "\\x00", "\\x1B");
		String slice = visit.get(Console.BASE + "/jobs/" + batch + "/slices/main/1").body();
		assertThat(slice).contains("\\u202E", "\\x00", "&lt;script&gt;alert(1)&lt;/script&gt;");
	}

	@Test
	void whatAFormShowsOfARecordIsWhatItSendsBack() {
		assertThat(RecordText.unescaped(RecordText.escaped(SCRIPT))).isEqualTo(SCRIPT);
		List<String> texts = List.of("C:\\temp\\x41", "\\\\", "a\tb\nc", "\\u{1F600}", "\uD83D\uDE00", "");
		assertThat(texts)
			.allSatisfy((text) -> assertThat(RecordText.unescaped(RecordText.escaped(text))).isEqualTo(text));
		assertThat(RecordText.unescaped("\\x00\\u200b\\u{1F600}\\q\r\n")).isEqualTo("\u0000\u200B\uD83D\uDE00\\q\n");
	}

	@Test
	void aTabShowsWhatABeanSaysAsText() {
		String page = visit.get(Console.BASE + "/jobs/" + job + "/tabs/hostile").body();
		assertThat(page.split("&lt;script&gt;alert\\(1\\)&lt;/script&gt;", -1)).hasSizeGreaterThan(8);
		assertThat(page).contains("\\u202E");
	}

	private static void assertHarmless(String page) {
		if (page.startsWith("<datalist")) {
			assertThat(page).doesNotContain("<script", "<img");
			return;
		}
		assertThat(page).doesNotContain("<script>alert", "<img src=x", "onerror=alert(1)>\"", "\u202E", "\u200B",
				"\u0000", "\u001B", "href=\"javascript:", "</textarea></title>");
		assertThat(page.split("<script", -1)).as("scripts: those of the console only").hasSize(5);
	}

}
