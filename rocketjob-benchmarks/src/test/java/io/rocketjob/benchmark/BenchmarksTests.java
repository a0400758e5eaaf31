package io.rocketjob.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class BenchmarksTests {

	@Test
	void simpleJobsAndBatchesAreMeasuredInProcessesOfTheirOwn(@TempDir Path directory) throws Exception {
		boolean succeeded = new Benchmarks(Arguments.parse("simple", "batch", "--size=small"), directory).run();
		assertThat(succeeded).as("see what is printed, and the logs in " + directory).isTrue();
		JsonNode rows = new JsonMapper().readTree(Files.readString(directory.resolve("results.json"))).get("rows");
		assertThat(StreamSupport.stream(rows.spliterator(), false)).hasSize(3).allSatisfy((row) -> {
			assertThat(row.get("rate").asDouble()).isPositive();
			assertThat(row.get("bareRate").asDouble()).isPositive();
			assertThat(row.get("commandsPerUnit").asDouble()).isPositive();
		});
		assertThat(directory.resolve("results.svg")).exists();
	}

	@Test
	void filesAreConvertedToTheSameByAllContenders(@TempDir Path directory) throws Exception {
		boolean succeeded = new Benchmarks(Arguments.parse("convert", "--size=small"), directory).run();
		assertThat(succeeded).as("see what is printed, and the logs in " + directory).isTrue();
		JsonNode rows = new JsonMapper().readTree(Files.readString(directory.resolve("results.json"))).get("rows");
		assertThat(rows).hasSize(3);
		assertThat(rows.get(2).get("rate").asDouble()).isPositive();
		assertThat(rows.get(2).get("bareRate").asDouble()).isPositive();
		assertThat(directory.resolve("convert")).isEmptyDirectory();
	}

	@Test
	void whatTheStarterAddsAndHowLongJobsWaitIsMeasuredBesideTheBareThing(@TempDir Path directory) throws Exception {
		boolean succeeded = new Benchmarks(Arguments.parse("footprint", "latency", "--size=small"), directory).run();
		assertThat(succeeded).as("see what is printed, and the logs in " + directory).isTrue();
		JsonNode rows = new JsonMapper().readTree(Files.readString(directory.resolve("results.json"))).get("rows");
		assertThat(StreamSupport.stream(rows.spliterator(), false)).hasSize(18).allSatisfy((row) -> {
			assertThat(row.get("rate").asDouble()).isPositive();
			assertThat(row.get("bareRate").asDouble()).isPositive();
		});
	}

}
