package io.rocketjob.sample;

import io.rocketjob.JobCounts;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.embedded.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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
 * there, and runs a second time on the same database.
 */
@SpringBootTest
@ExtendWith(OutputCaptureExtension.class)
class RocketJobSampleApplicationTests {

	private static final TestDatabase database = TestDatabase.get();

	private static final String databaseName = database.newDatabaseName();

	@DynamicPropertySource
	static void mongodb(DynamicPropertyRegistry registry) {
		registry.add("spring.mongodb.uri", database::connectionString);
		registry.add("spring.mongodb.database", () -> databaseName);
	}

	@AfterAll
	static void dropDatabase() {
		database.dropDatabase(databaseName);
	}

	@Test
	@DirtiesContext // the server stops now, before its database is dropped
	void printsTheSameTableAtEachRun(@Autowired SampleRunner runner, @Autowired RocketJobTemplate rocketJob,
			CapturedOutput output) throws Exception {
		assertTable(output.getOut());
		int end = output.getOut().length();

		runner.run(new DefaultApplicationArguments());
		assertTable(output.getOut().substring(end));
		JobCounts counts = rocketJob.counts();
		assertThat(counts.count(JobState.COMPLETED)).isEqualTo(2 * 32);
		assertThat(counts.total()).isEqualTo(2 * 32);
	}

	private static void assertTable(String printed) {
		assertThat(printed).containsPattern("(?m)^32 jobs for the 34924 lines")
			.containsPattern("(?m)^32/32 done, 0 failed,  0 running, .*jobs/s")
			.containsPattern("(?m)^Zs +17 +17  U\\+0020    U\\+3000 +0\\.00%  MEDIUM MATHEMATICAL SPACE$")
			.containsPattern("(?m)^Pi +12 +12  .* 66\\.67%  ")
			.containsPattern("(?m)^Total +34,924 +288,767  U\\+0000    U\\+10FFFD +0\\.19%  ")
			.contains("Check: 34,924 lines in 29 categories, 34,924 lines in the file: OK")
			.contains("ChecksumJob failed 1 time (The first attempt fails on purpose)")
			.containsSubsequence("running -> failed", "failed  -> queued", "queued  -> running", "running -> completed",
					"result: ")
			.containsPattern("created .*, planned for .*, started .* \\(\\d+ ms late\\)");
		assertThat(printed.lines().filter((line) -> line.matches("[A-Z][a-z] .*%.*"))).hasSize(29);
	}

}
