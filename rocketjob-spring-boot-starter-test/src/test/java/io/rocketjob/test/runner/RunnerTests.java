package io.rocketjob.test.runner;

import io.rocketjob.test.JobQueue;
import io.rocketjob.test.autoconfigure.AutoConfigureRocketJob;
import io.rocketjob.test.autoconfigure.RocketJobTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/** The runners of an application, in a test of its jobs and in one of all of it. */
class RunnerTests {

	@Nested
	@RocketJobTest
	class OfJobs {

		@Test
		void noRunnerIsCalledThoughWhatItNeedsIsNotThere(@Autowired RunnerApplication application,
				@Autowired JobQueue queue) {
			assertThat(application.calls()).containsExactly("started", "ready", "accepts");
			assertThat(queue.drain()).isEmpty();
		}

	}

	@Nested
	@RocketJobTest
	@Import(Orders.class)
	@DirtiesContext
	class OfARunner {

		@Test
		void aRunnerIsThereToBeCalled(@Autowired RunnerApplication application, @Autowired ApplicationRunner importer,
				@Autowired CommandLineRunner commandLine) throws Exception {
			assertThat(application.calls()).containsExactly("started", "ready", "accepts");
			importer.run(new DefaultApplicationArguments());
			commandLine.run();
			assertThat(application.calls()).containsExactly("started", "ready", "accepts", "imported", "command line");
		}

	}

	@Nested
	@SpringBootTest
	@AutoConfigureRocketJob
	class OfTheApplication {

		@Test
		void allRunnersAreCalledAsEver(@Autowired RunnerApplication application) {
			assertThat(application.calls()).startsWith("started")
				.endsWith("ready", "accepts")
				.containsExactlyInAnyOrder("started", "command line", "imported", "ready", "accepts");
		}

	}

}
