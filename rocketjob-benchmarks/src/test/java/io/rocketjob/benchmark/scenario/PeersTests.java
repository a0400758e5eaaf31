package io.rocketjob.benchmark.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

import io.rocketjob.benchmark.report.Environment;
import io.rocketjob.benchmark.report.Results;
import io.rocketjob.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PeersTests {

	private static final Patience SHORT = new Patience(Duration.ofSeconds(2), Duration.ofSeconds(4));

	private final DatabaseUnderTest server = DatabaseUnderTest.at(TestDatabase.get().connectionString());

	private final Results results = new Results(
			new Environment("17", "Linux", 2, "stand-in", true, "1", "small", Instant.EPOCH));

	@TempDir
	private Path directory;

	@AfterEach
	void disconnect() {
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource({ "dies, 'ended with 3'", "fails, 'WriteConflict, 112'",
			"throws, 'has failed: IllegalStateException cannot report'", "stalls, 'nothing was done for 2 s'" })
	void aPeerThatFailsHalfwayGetsARowThatSaysSoAndTheOthersAreMeasured(String ends, String cause) throws Exception {
		run(comparison(peer("--ends=" + ends)));
		assertThat(row("Other, cold, 1 server").get("note").asString())
			.startsWith("failed: in round 1, jobs done: 50 of 100: ")
			.contains(cause)
			.hasLineCount(1);
		assertThat(row("Other, warm, 1 server").get("note").asString())
			.startsWith("failed: in the warm-up, jobs done: 50 of 100: ")
			.contains(cause);
		assertThat(rows()).extracting((row) -> row.get("rate").isNull()).containsExactly(false, true, false, true);
	}

	@Test
	void aPeerThatTakesTooLongHasFailed() throws Exception {
		run(comparison(peer("--ends=slow")));
		assertThat(row("Other, cold, 1 server").get("note").asString())
			.matches("failed: in round 1, jobs done: \\d+ of 100: it was not done within 4 s");
	}

	@ParameterizedTest
	@CsvSource({ "unstarted, 'while it was started, jobs done: 0: '", "uncreated, 'in round 1, jobs done: 0: '" })
	void aPeerThatFailsBeforeItHasDoneAnythingGetsARow(String ends, String note) throws Exception {
		run(comparison(peer("--ends=" + ends)));
		assertThat(row("Other, cold, 1 server").get("note").asString()).startsWith("failed: " + note)
			.contains("has failed: IllegalStateException cannot");
		assertThat(row("Rocket Job, cold, 1 server").get("rate").asDouble()).isEqualTo(100_000);
	}

	@Test
	void aPeerThatFailsInALaterRoundHasFailed() throws Exception {
		run(comparison(peer("--ends=fails", "--rounds=2")));
		assertThat(row("Other, cold, 1 server").get("rate").asDouble()).isEqualTo(100_000);
		assertThat(row("Other, warm, 1 server").get("note").asString()).startsWith("failed: in round 2, ");
	}

	@Test
	void aPeerThatIsNotThereIsSkipped() throws Exception {
		Peer absent = new Peer("Absent", Spec.of("io.rocketjob.Absent"), "absent", "jobs", null);
		run(comparison(absent), comparison(peer("--ends=skipped")));
		assertThat(rows()).extracting((row) -> row.get("note").asString())
			.containsExactly("skipped: build with -Pabsent", "skipped: not here");
	}

	@Test
	void theRowOfAPeerSaysHowManyTimesAsFastRocketJobIsAndWhetherThatIsTheTarget() throws Exception {
		run(comparison(peer("--micros=125")),
				comparison(new Peer("Slower", spec("--micros=90"), "other", "jobs", 10.0)));
		assertThat(row("Other, cold, 1 server").get("note").asString())
			.isEqualTo("Rocket Job is 12.5 × as fast; 100 jobs, Rocket Job 1,000; pretended");
		assertThat(row("Slower, warm, 1 server").get("note").asString())
			.startsWith("Rocket Job is 9.0 × as fast, BELOW THE TARGET of 10; ");
		assertThat(row("Other, warm, 1 server").get("bareRate").asDouble()).isEqualTo(100_000);
	}

	@Test
	void whatRocketJobCannotDoFailsTheScenario() {
		Comparison failing = new Comparison(peer("--micros=100"), spec("--ends=fails"), 1, 100, 1_000, 2);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> run(failing))
			.withMessage("500 of 1,000: WriteConflict, 112");
	}

	private void run(Comparison... comparisons) throws Exception {
		Options options = new Options(Size.SMALL, Duration.ofSeconds(1), null, null, null, null, List.of());
		try (Harness harness = new Harness(this.server, options, this.results, this.directory)) {
			new Peers(SHORT).run(harness, List.of(comparisons));
		}
	}

	private static Comparison comparison(Peer peer) {
		return new Comparison(peer, spec(), 1, 100, 1_000, 2);
	}

	private static Peer peer(String... arguments) {
		return new Peer("Other", spec(arguments), "other", "jobs", 10.0);
	}

	private static Spec spec(String... arguments) {
		return Spec.of(PretendedContender.class.getName()).with(List.of(arguments));
	}

	private JsonNode row(String name) throws Exception {
		return rows().stream().filter((row) -> row.get("row").asString().equals(name)).findFirst().orElseThrow();
	}

	private List<JsonNode> rows() throws Exception {
		this.results.write(this.directory);
		JsonNode json = new JsonMapper().readTree(Files.readString(this.directory.resolve("results.json")));
		return StreamSupport.stream(json.get("rows").spliterator(), false).toList();
	}

}
