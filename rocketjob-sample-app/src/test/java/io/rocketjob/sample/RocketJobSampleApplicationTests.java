package io.rocketjob.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;

import io.rocketjob.JobCounts;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole flow, with a server and its threads. It has run once when the context is
 * there, and runs a second time on the same database. The numbers were counted
 * independently of this code, with awk, from UnicodeData.txt 15.0.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
@ExtendWith(OutputCaptureExtension.class)
class RocketJobSampleApplicationTests {

	private static final TestDatabase database = TestDatabase.get();

	private static final String databaseName = database.newDatabaseName();

	@TempDir
	private static Path directory;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("spring.mongodb.uri", database::connectionString);
		registry.add("spring.mongodb.database", () -> databaseName);
		registry.add("sample.directory", () -> directory.resolve("made/if/missing").toString());
	}

	@AfterAll
	static void dropDatabase() {
		database.dropDatabase(databaseName);
	}

	@Test
	@DirtiesContext // the server stops now, before its database is dropped
	void accountsForEveryLineAtEachRun(@Autowired UnicodeBatch batch, @Autowired SimpleJobs simpleJobs,
			@Autowired RocketJobTemplate rocketJob, CapturedOutput output) throws Exception {
		assertPrinted(output.getOut());
		assertFiles();
		int end = output.getOut().length();
		deleteFiles();

		batch.run(new DefaultApplicationArguments());
		simpleJobs.run(new DefaultApplicationArguments());
		assertPrinted(output.getOut().substring(end));
		assertFiles();
		JobCounts counts = rocketJob.counts();
		assertThat(counts.count(JobState.COMPLETED)).isEqualTo(2 * 3);
		// and the job of the next day
		assertThat(counts.total()).isEqualTo(2 * 3 + 1);
	}

	private static void assertPrinted(String printed) {
		assertThat(printed).contains("UnicodeJob: 34,924 lines of UnicodeData.txt uploaded")
			.containsPattern("(?m)^\\[#{16}] 100%   34,924 of 34,924 records +[0-9,]+ records/s$")
			.containsPattern("(?m)^read +34,924  ")
			.containsPattern("(?m)^written +34,823  .*unicode.jsonl$")
			.containsPattern("(?m)^routed +36  .*ranges.jsonl$")
			.containsPattern("(?m)^skipped +65  ")
			.contains("Check: 34,924 read = 34,823 written + 36 routed + 65 skipped: OK")
			.contains("ChecksumJob failed 1 time (The first attempt fails on purpose)")
			.containsSubsequence("running -> failed", "failed  -> queued", "queued  -> running", "running -> completed",
					"result: 806e9aed65037197f1ec85e12be6e8cd870fc5608b4de0fffd990f689f376a73")
			.containsPattern("created .*, planned for .*, started .* \\(\\d+ ms late\\)")
			.containsPattern("the next one waits for .*T00:00:00Z");
	}

	private static void assertFiles() throws IOException {
		List<String> characters = Files.readAllLines(file("unicode.jsonl"));
		assertThat(characters).hasSize(34_823)
			.startsWith("{\"codePoint\":\"U+0020\",\"name\":\"SPACE\",\"category\":\"Zs\",\"bidiClass\":\"WS\"}")
			.endsWith("{\"codePoint\":\"U+E01EF\",\"name\":\"VARIATION SELECTOR-256\",\"category\":\"Mn\","
					+ "\"bidiClass\":\"NSM\"}")
			.contains("{\"codePoint\":\"U+0041\",\"name\":\"LATIN CAPITAL LETTER A\",\"category\":\"Lu\","
					+ "\"bidiClass\":\"L\",\"lowerCase\":\"U+0061\"}");
		assertInOrder(characters);
		assertThat(having(characters, "combiningClass")).isEqualTo(922);
		assertThat(having(characters, "decomposition")).isEqualTo(5_857);
		assertThat(having(characters, "numericValue")).isEqualTo(1_839);
		assertThat(having(characters, "mirrored")).isEqualTo(553);
		assertThat(having(characters, "upperCase")).isEqualTo(1_450);
		assertThat(having(characters, "lowerCase")).isEqualTo(1_433);
		assertThat(having(characters, "titleCase")).isEqualTo(1_454);

		List<String> ranges = Files.readAllLines(file("ranges.jsonl"));
		assertThat(ranges).hasSize(36).allMatch((line) -> line.matches(".*\"name\":\"<[^>]*, (First|Last)>\".*"));
		assertInOrder(ranges);

		try (InputStream compressed = new GZIPInputStream(Files.newInputStream(file("unicode.jsonl.gz")))) {
			assertThat(compressed).hasBinaryContent(Files.readAllBytes(file("unicode.jsonl")));
		}
	}

	/** The lines of the input are in the order of the code points. */
	private static void assertInOrder(List<String> lines) {
		assertThat(lines.stream().map(RocketJobSampleApplicationTests::codePoint))
			.isSortedAccordingTo(Comparator.naturalOrder())
			.doesNotHaveDuplicates();
	}

	private static int codePoint(String line) {
		return Integer.parseInt(line.replaceFirst("^\\{\"codePoint\":\"U\\+([0-9A-F]+)\".*", "$1"), 16);
	}

	private static long having(List<String> lines, String field) {
		return lines.stream().filter((line) -> line.contains("\"" + field + "\":")).count();
	}

	private static void deleteFiles() throws IOException {
		for (String name : List.of("unicode.jsonl", "unicode.jsonl.gz", "ranges.jsonl")) {
			Files.delete(file(name));
		}
	}

	private static Path file(String name) {
		return directory.resolve("made/if/missing").resolve(name);
	}

}
