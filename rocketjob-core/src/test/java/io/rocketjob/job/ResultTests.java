package io.rocketjob.job;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobOptions;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Waiting for what a job returns. */
class ResultTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private TestSystem system;

	@BeforeEach
	void start() {
		this.system = TestSystem.with(SquareJob.class, LinesJob.class).start();
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	private JobInstance<?> create(int number) {
		return this.system.rocketJob.create(SquareJob.class, new SquareJob.Fields(number), JobOptions::keepResult);
	}

	@Test
	void theResultOfAJobThatIsDestroyedIsThereForAWhile() throws Exception {
		JobInstance<?> job = create(7);
		this.system.queue.drain();
		assertThat(job.awaitResult(Integer.class, LONG)).isEqualTo(49);
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
		this.system.engine.recoverDependencies();
		assertThat(job.awaitResult(Integer.class, LONG)).isEqualTo(49);
		this.system.clock.move(Duration.ofMinutes(61));
		this.system.engine.recoverDependencies();
		assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(() -> job.awaitResult(Integer.class, LONG));
	}

	@Test
	void aServerIsWaitedFor() throws Exception {
		this.system.heartbeat.start();
		this.system.supervisor.start();
		assertThat(create(3).awaitResult(Integer.class, LONG)).isEqualTo(9);
	}

	@Test
	void anotherProcessReadsIt() throws Exception {
		ObjectId id = create(5).id();
		try (TestSystem other = TestSystem.with(SquareJob.class, LinesJob.class).sharing(this.system).start()) {
			other.queue.drain();
			JobInstance<SquareJob.Fields> job = other.rocketJob.get(SquareJob.class, id);
			assertThat(job.awaitResult(Integer.class, LONG)).isEqualTo(25);
			assertThat(this.system.rocketJob.get(id).awaitResult(Integer.class, LONG)).isEqualTo(25);
		}
	}

	@Test
	void whoWaitsForOneThatIsRetriedMeanwhileGetsTheResult() throws Exception {
		JobInstance<?> job = create(4).pause();
		assertThatExceptionOfType(JobStateException.class).isThrownBy(() -> job.awaitResult(Integer.class, LONG))
			.withMessageEndingWith("is paused: it has no result");
		job.resume();
		this.system.queue.drain();
		assertThat(job.awaitResult(Integer.class, LONG)).isEqualTo(16);
	}

	@Test
	void aResultThatCouldNotBeStoredIsNoMissingResult() {
		JobInstance<?> job = create(Integer.MAX_VALUE);
		this.system.queue.drain();
		assertThatExceptionOfType(JobStateException.class).isThrownBy(() -> job.awaitResult(Object.class, LONG))
			.withMessageContaining("is completed: it has no result, because of completed without its result");
	}

	@Test
	void aBatchHasAnOutputInstead() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.batch(LinesJob.class)
				.options(JobOptions::keepResult)
				.upload(List.of("one"))
				.create())
			.withMessageContaining("keepResult: a batch has no result");
	}

	@Test
	void aJobThatReturnsNothingHasNoResult() throws Exception {
		JobInstance<?> job = create(0);
		this.system.queue.drain();
		assertThat(job.awaitResult(Integer.class, LONG)).isNull();
	}

	@Test
	void whyThereIsNoResultIsSaid() {
		JobInstance<?> job = create(-1);
		this.system.queue.drain();
		assertThatExceptionOfType(JobStateException.class).isThrownBy(() -> job.awaitResult(Integer.class, LONG))
			.withMessageContaining("is failed: it has no result, because of java.lang.IllegalArgumentException: -1");
		JobInstance<?> other = create(1);
		other.abort(null);
		assertThatExceptionOfType(JobStateException.class).isThrownBy(() -> other.awaitResult(Integer.class, LONG))
			.withMessageEndingWith("is aborted: it has no result");
	}

	@Test
	void aJobThatIsGoneIsSaidToBe() {
		JobInstance<?> job = this.system.rocketJob.create(SquareJob.class, new SquareJob.Fields(1));
		this.system.queue.drain();
		assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(() -> job.awaitResult(Integer.class, LONG))
			.withMessageContaining("destroyOnComplete");
	}

	@Test
	void nobodyWaitsForEver() {
		JobInstance<?> job = create(1);
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> job.awaitResult(Integer.class, Duration.ofMillis(50)))
			.withMessageContaining("has not ended within PT0.05S: it is queued");
	}

	@RocketJob
	static class SquareJob implements Job<SquareJob.Fields> {

		@Override
		public Object perform(Fields fields, JobContext context) {
			if (fields.number() < 0) {
				throw new IllegalArgumentException(Integer.toString(fields.number()));
			}
			if (fields.number() == Integer.MAX_VALUE) {
				return new Thread("cannot be stored");
			}
			return (fields.number() > 0) ? fields.number() * fields.number() : null;
		}

		record Fields(int number) {
		}

	}

	@RocketJob
	static class LinesJob implements BatchJob<Void, String, String> {

		@Override
		public String perform(String line, BatchContext<Void> context) {
			return line;
		}

	}

}
