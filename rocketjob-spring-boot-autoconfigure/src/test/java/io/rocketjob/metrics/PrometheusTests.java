package io.rocketjob.metrics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.mongodb.client.MongoClient;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.plugin.retry.Retry;
import io.rocketjob.testsupport.TestDatabase;
import io.rocketjob.work.WorkRecorder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What Prometheus gets from an application that has done everything, and whether the
 * documentation, the alerts and the dashboard speak of just that.
 */
class PrometheusTests {

	private static final Path DOCS = Path.of("..", "docs");

	private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{([^}]*)})? \\S+");

	private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"");

	private static final Pattern NAME = Pattern.compile("rocketjob_[a-z_]+");

	private static final Pattern SELECTOR = Pattern.compile("(rocketjob_[a-z_]+)\\{([^}]*)}");

	private static final Pattern MATCHED_LABEL = Pattern.compile("([a-z_]+) ?(?:=~|!~|!=|=)");

	private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\) \\(([^()]*(?:\\([^()]*\\))?)");

	/** What Prometheus itself adds. */
	private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

	private static final String DATABASE = TestDatabase.get().newDatabaseName();

	private static ConfigurableApplicationContext context;

	private static String scrape = "";

	/** The labels of each sample that Prometheus gets, by its name. */
	private static final Map<String, Set<String>> samples = new HashMap<>();

	@BeforeAll
	static void doEverything() throws Exception {
		context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"spring.mongodb.uri=" + TestDatabase.get().connectionString(),
					"spring.mongodb.database=" + DATABASE, "management.endpoints.web.exposure.include=prometheus",
					"rocketjob.server.poll-interval=200ms", "rocketjob.metrics.refresh-interval=100ms",
					"rocketjob.server.shutdown-timeout=4s")
			.run();
		RocketJobTemplate template = context.getBean(RocketJobTemplate.class);
		template.create(GoodJob.class);
		template.create(BadJob.class);
		template.create(TriedAgainJob.class);
		template.batch(SomeBatch.class).upload(List.of(1, 2, 3, 4)).create();
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			assertThat(template.counts().count(JobState.FAILED)).isEqualTo(2);
			assertThat(template.counts().count(JobState.RUNNING)).isZero();
		});
		WorkRecorder recorder = context.getBean(WorkRecorder.class);
		recorder.jobRequeued("GoodJob");
		await().untilAsserted(() -> {
			scrape = scrape();
			assertThat(scrape).contains("rocketjob_jobs{state=\"failed\"} 2.0");
		});
		SAMPLE.matcher(scrape)
			.results()
			.forEach((sample) -> samples.computeIfAbsent(sample.group(1), (missing) -> new TreeSet<>())
				.addAll(labels(LABEL, sample.group(2))));
	}

	@AfterAll
	static void close() {
		context.getBean(MongoClient.class).getDatabase(DATABASE).drop();
		context.close();
	}

	private static String scrape() throws IOException, InterruptedException {
		String port = context.getEnvironment().getProperty("local.server.port");
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus")).build(),
					HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

	private static Set<String> labels(Pattern pattern, @Nullable String text) {
		return (text != null)
				? pattern.matcher(text).results().map((label) -> label.group(1)).collect(Collectors.toSet()) : Set.of();
	}

	@Test
	void whatWasDoneIsScraped() {
		assertThat(scrape)
			.containsPattern(
					"rocketjob_job_run_seconds_count\\{class=\"GoodJob\",.*outcome=\"completed\",phase=\"perform\"} 1")
			.containsPattern(
					"rocketjob_job_run_seconds_count\\{class=\"BadJob\",error=\"IllegalStateException\",exception=\"IllegalStateException\",outcome=\"failed\",.*} 1")
			.containsPattern("rocketjob_job_run_seconds_count\\{class=\"TriedAgainJob\",.*outcome=\"retried\",.*} 1")
			.containsPattern("rocketjob_job_run_seconds_count\\{class=\"SomeBatch\",.*phase=\"before\"} 1")
			.contains("rocketjob_records_total{class=\"SomeBatch\",outcome=\"completed\"} 3.0")
			.contains("rocketjob_records_total{class=\"SomeBatch\",outcome=\"failed\"} 1.0")
			.contains("rocketjob_slices_total{class=\"SomeBatch\",outcome=\"completed\"} 1.0")
			.contains("rocketjob_slices_total{class=\"SomeBatch\",outcome=\"failed\"} 1.0")
			.contains("rocketjob_workers_max 10.0")
			.containsPattern("rocketjob_claims_seconds_count\\{outcome=\"won\"} [1-9]")
			.containsPattern("rocketjob_job_create_seconds_count\\{class=\"GoodJob\",.*} 1");
	}

	@Test
	void noTextOfAnExceptionIsScraped() {
		assertThat(scrape).doesNotContain("marked");
	}

	@Test
	void theDocumentedMetersAreThoseThatThereAre() throws IOException {
		Map<String, List<String>> documented = table();
		Map<String, Set<String>> tags = new HashMap<>();
		Map<String, String> units = new HashMap<>();
		for (Meter meter : context.getBean(MeterRegistry.class).getMeters()) {
			Meter.Id id = meter.getId();
			if (id.getName().startsWith("rocketjob.")) {
				tags.computeIfAbsent(id.getName(), (missing) -> new TreeSet<>())
					.addAll(id.getTags().stream().map(Tag::getKey).toList());
				units.put(id.getName(), (id.getBaseUnit() != null) ? id.getBaseUnit() : "");
				assertThat((id.getDescription() != null) || fromObservation(id.getName())).as("description of " + id)
					.isTrue();
			}
		}
		assertThat(documented.keySet()).containsExactlyInAnyOrderElementsOf(tags.keySet());
		documented.forEach((name, row) -> {
			assertThat(row.get(3)).as("base unit of " + name).isEqualTo(units.get(name));
			if (!row.get(4).equals("as above")) {
				assertThat(codes(row.get(4))).as("tags of " + name).isEqualTo(tags.get(name));
			}
			assertThat(samples.keySet()).as(name + " in Prometheus")
				.anySatisfy((sample) -> assertThat(sample).startsWith(codes(row.get(1)).iterator().next()));
		});
	}

	private static boolean fromObservation(String name) {
		return name.startsWith("rocketjob.job.") || name.startsWith("rocketjob.slice.");
	}

	/**
	 * The rows of the table of meters, by the name of the meter.
	 */
	private static Map<String, List<String>> table() throws IOException {
		Map<String, List<String>> rows = new HashMap<>();
		for (String line : Files.readAllLines(DOCS.resolve("observability.md"))) {
			List<String> cells = Arrays.stream(line.split("\\|", -1)).skip(1).map(String::strip).toList();
			if (cells.size() == 7 && cells.get(0).startsWith("`rocketjob.")) {
				rows.put(codes(cells.get(0)).iterator().next(), cells);
			}
		}
		return rows;
	}

	private static Set<String> codes(String cell) {
		return Pattern.compile("`([^`]+)`")
			.matcher(cell)
			.results()
			.map((code) -> code.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	@SuppressWarnings("unchecked")
	void theAlertsUseNamesAndLabelsThatThereAre() throws IOException {
		Map<String, Object> file = new Yaml()
			.load(Files.readString(DOCS.resolve(Path.of("prometheus", "rocketjob-alerts.yml"))));
		List<Map<String, Object>> rules = (List<Map<String, Object>>) ((List<Map<String, Object>>) file.get("groups"))
			.get(0)
			.get("rules");
		assertThat(rules).hasSizeGreaterThan(8)
			.allSatisfy((rule) -> assertThat(rule).containsKeys("alert", "expr", "labels", "annotations"));
		rules.forEach((rule) -> check((String) rule.get("alert"), (String) rule.get("expr")));
	}

	@Test
	void theDashboardUsesNamesAndLabelsThatThereAre() throws IOException {
		JsonNode dashboard = JsonMapper.builder()
			.build()
			.readTree(Files.readString(DOCS.resolve(Path.of("grafana", "rocketjob-dashboard.json"))));
		List<String> checked = new ArrayList<>();
		for (JsonNode panel : dashboard.get("panels")) {
			for (JsonNode target : panel.get("targets")) {
				String expression = target.get("expr").asString();
				check(panel.get("title").asString(), expression);
				checked.add(expression);
			}
		}
		assertThat(checked).hasSizeGreaterThan(20);
	}

	private static void check(String where, String expression) {
		List<String> names = NAME.matcher(expression).results().map(MatchResult::group).toList();
		assertThat(names).as(where).isNotEmpty();
		assertThat(samples.keySet()).as(where).containsAll(names);
		SELECTOR.matcher(expression)
			.results()
			.forEach((selector) -> assertThat(samples.get(selector.group(1))).as(where + ": " + selector.group())
				.containsAll(labels(MATCHED_LABEL, selector.group(2))));
		Matcher grouping = GROUPING.matcher(expression);
		while (grouping.find()) {
			Set<String> known = new TreeSet<>(OF_PROMETHEUS);
			NAME.matcher(grouping.group(2)).results().forEach((name) -> known.addAll(samples.get(name.group())));
			assertThat(known).as(where + ": " + grouping.group()).contains(grouping.group(1).split(", *"));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ GoodJob.class, BadJob.class, TriedAgainJob.class, SomeBatch.class })
	static class Application {

		@Bean
		SecurityFilterChain open(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

	@RocketJob
	static class GoodJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	static class BadJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			throw new IllegalStateException("marked");
		}

	}

	@RocketJob
	@Retry(limit = 2)
	static class TriedAgainJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			if (context.failureCount() == 0) {
				throw new IllegalStateException("marked");
			}
			return null;
		}

	}

	@RocketJob
	@InputCategory(sliceSize = 2)
	static class SomeBatch implements BatchJob<Void, Integer, Object> {

		@Override
		public @Nullable Object perform(Integer record, BatchContext<Void> context) {
			if (record == 4) {
				throw new IllegalStateException("marked");
			}
			return record;
		}

	}

}
