package io.rocketjob.job;

import java.time.Duration;
import java.util.List;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.test.JobQueue.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The life of a job from its creation to its end. */
class JobLifeTests {

	private final TestSystem system = TestSystem.with(EchoJob.class).start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aJobThatIsNotToBeKeptIsGoneWhenItCompletes() {
		JobInstance<EchoJob.Fields> job = this.system.rocketJob.create(EchoJob.class, new EchoJob.Fields("hello"));
		assertThat(job.state()).isEqualTo(JobState.QUEUED);
		List<Ran> ran = this.system.queue.drain();
		assertThat(ran).singleElement().satisfies((one) -> {
			assertThat(one.id()).isEqualTo(job.id());
			assertThat(one.result()).isEqualTo("HELLO");
		});
		assertThat(this.system.rocketJob.find(job.id())).isEmpty();
	}

	@Test
	void aKeptJobShowsWhatBecameOfIt() {
		JobInstance<EchoJob.Fields> job = this.system.rocketJob.create(EchoJob.class, new EchoJob.Fields("hello"),
				(options) -> options.destroyOnComplete(false));
		this.system.clock.move(Duration.ofSeconds(3));
		this.system.queue.drain();
		JobInstance<EchoJob.Fields> done = job.reload();
		assertThat(done.state()).isEqualTo(JobState.COMPLETED);
		assertThat(done.result(String.class)).isEqualTo("HELLO");
		assertThat(done.fields()).isEqualTo(new EchoJob.Fields("hello"));
		assertThat(done.percentComplete()).isEqualTo(100);
		assertThat(done.startedAt()).isEqualTo(done.createdAt().plusSeconds(3));
		assertThat(done.completedAt()).isEqualTo(done.startedAt());
		assertThat(done.history()).extracting((entry) -> entry.to())
			.containsExactly(JobState.RUNNING, JobState.COMPLETED);
	}

	@RocketJob
	static class EchoJob implements Job<EchoJob.Fields> {

		record Fields(String text) {
		}

		@Override
		public Object perform(Fields fields, JobContext context) {
			return fields.text().toUpperCase(java.util.Locale.ROOT);
		}

	}

}
