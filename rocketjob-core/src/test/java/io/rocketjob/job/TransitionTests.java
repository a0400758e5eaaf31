package io.rocketjob.job;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.rocketjob.JobFailure;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.JobTransition;
import io.rocketjob.TestSystem;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.job.SampleJobs.WaitingJob;
import io.rocketjob.work.ClaimedJob;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What may follow what, and who wins. */
class TransitionTests {

	private static final Map<JobTransition, List<JobState>> POSSIBLE = new EnumMap<>(
			Map.of(JobTransition.RETRY, List.of(JobState.FAILED), JobTransition.PAUSE, List.of(JobState.QUEUED),
					JobTransition.RESUME, List.of(JobState.PAUSED), JobTransition.ABORT,
					List.of(JobState.QUEUED, JobState.RUNNING, JobState.FAILED, JobState.PAUSED), JobTransition.FAIL,
					List.of(JobState.QUEUED, JobState.RUNNING, JobState.PAUSED)));

	private final TestSystem system = TestSystem.with(ScriptJob.class, WaitingJob.class).start();

	@AfterEach
	void close() {
		this.system.close();
	}

	static Stream<Arguments> everyTransitionFromEveryState() {
		return POSSIBLE.keySet()
			.stream()
			.flatMap((transition) -> Stream.of(JobState.values()).map((state) -> Arguments.of(transition, state)));
	}

	@ParameterizedTest
	@MethodSource("everyTransitionFromEveryState")
	void aTransitionIsPossibleFromItsStatesOnly(JobTransition transition, JobState state) {
		JobInstance<Fields> job = jobIn(state);
		if (POSSIBLE.get(transition).contains(state)) {
			JobInstance<Fields> moved = apply(job, transition);
			assertThat(moved.state()).isEqualTo(transition.to());
			assertMarkersAgree(moved);
			assertThat(moved.history()).last().satisfies((entry) -> {
				assertThat(entry.from()).isEqualTo(state);
				assertThat(entry.to()).isEqualTo(transition.to());
			});
		}
		else {
			assertThatExceptionOfType(JobStateException.class).isThrownBy(() -> apply(job, transition))
				.withMessageContaining(job.id().toHexString())
				.withMessageContaining("ScriptJob")
				.withMessageContaining(state.value())
				.withMessageContaining(transition.name().toLowerCase(Locale.ROOT));
			assertThat(job.reload().state()).isEqualTo(state);
		}
	}

	@Test
	void ofManyThatRaceOneWinsAndTheOthersAreToldTheState() throws Exception {
		JobInstance<Fields> job = jobIn(JobState.FAILED);
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Future<Boolean>> attempts = IntStream.range(0, 8).mapToObj((i) -> threads.submit(() -> {
				try {
					job.retry();
					return true;
				}
				catch (JobStateException ex) {
					assertThat(ex.state()).isEqualTo(JobState.QUEUED);
					return false;
				}
			})).toList();
			int won = 0;
			for (Future<Boolean> attempt : attempts) {
				won += attempt.get() ? 1 : 0;
			}
			assertThat(won).isOne();
		}
		finally {
			threads.shutdown();
		}
		assertThat(job.reload().history()).filteredOn((entry) -> entry.from() == JobState.FAILED).hasSize(1);
	}

	@Test
	void aPausedJobSaysWhenItWasPausedAndNotThatItWasCompleted() {
		JobInstance<Fields> paused = this.system.rocketJob.create(ScriptJob.class, new Fields("text")).pause();
		assertThat(paused.completedAt()).isNull();
		assertThat(paused.pausedAt()).isEqualTo(this.system.clock.instant().truncatedTo(ChronoUnit.MILLIS));
		JobInstance<Fields> resumed = paused.resume();
		assertThat(resumed.pausedAt()).isNull();
		JobInstance<Fields> aborted = resumed.abort("enough");
		assertThat(aborted.pausedAt()).isNull();
		assertThat(aborted.completedAt()).isNotNull();
	}

	@Test
	void whatIsPossibleInsteadIsOnlyWhatIsPossibleForThisJob() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("text"));
		List<String> said = new ArrayList<>();
		this.system.bean(ScriptJob.class).script = (fields, context) -> {
			assertThatExceptionOfType(JobStateException.class).isThrownBy(() -> job.retry())
				.satisfies((ex) -> said.add(ex.getMessage()));
			assertThatExceptionOfType(JobStateException.class).isThrownBy(() -> job.pause())
				.satisfies((ex) -> said.add(ex.getMessage()));
			assertThatExceptionOfType(JobStateException.class)
				.isThrownBy(() -> this.system.rocketJob.performNow(job.id()))
				.satisfies((ex) -> said.add(ex.getMessage()));
			return null;
		};
		this.system.queue.drain();
		assertThat(said).hasSize(3)
			.allSatisfy((message) -> assertThat(message).endsWith("; possible from here: fail, abort"));
		assertThat(said.get(1)).contains("its class is not pausable");
		assertThatExceptionOfType(JobStateException.class).isThrownBy(() -> job.reload().pause())
			.withMessageEndingWith("is completed: cannot pause; possible from here: none");
	}

	@Test
	void aRetriedJobRunsNowAndForgetsItsException() {
		JobInstance<Fields> failed = jobIn(JobState.FAILED);
		JobInstance<Fields> retried = failed.retry();
		assertThat(retried.exception()).isNull();
		assertThat(retried.completedAt()).isNull();
		assertThat(retried.failureCount()).isOne();
		this.system.bean(ScriptJob.class).script = (fields, context) -> "failed " + context.failureCount() + " times";
		this.system.queue.drain();
		assertThat(retried.reload().result(String.class)).isEqualTo("failed 1 times");
	}

	@Test
	void aJobThatWasScheduledWhenItWasPausedIsScheduledAgainWhenItIsResumed() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("later"),
				(options) -> options.runAt(this.system.clock.instant().plusSeconds(60)));
		JobInstance<Fields> resumed = job.pause().resume();
		assertThat(resumed.isScheduled()).isTrue();
		assertThat(this.system.queue.drain()).isEmpty();
		JobInstance<Fields> paused = resumed.pause();
		this.system.clock.move(Duration.ofSeconds(61));
		assertThat(this.system.queue.drain()).isEmpty();
		assertThat(paused.resume().isScheduled()).isFalse();
		assertThat(this.system.queue.drain()).hasSize(1);
	}

	@Test
	void aRunningJobIsPausedOnlyWhereItsClassIsPausable() {
		JobInstance<Void> pausable = this.system.rocketJob.create(WaitingJob.class, null);
		claim();
		JobInstance<Void> paused = pausable.pause();
		assertThat(paused.state()).isEqualTo(JobState.PAUSED);
		assertThat(paused.resume().state()).isEqualTo(JobState.QUEUED);
	}

	@Test
	void aJobThatHasStartedDoesNotExpireWhileItIsPaused() {
		JobInstance<Void> pausable = this.system.rocketJob.create(WaitingJob.class, null,
				(options) -> options.expiresAt(this.system.clock.instant().plusSeconds(60)));
		claim();
		JobInstance<Void> paused = pausable.pause();
		this.system.clock.move(Duration.ofSeconds(61));
		paused.resume();
		assertThat(this.system.engine.claims().next(new ObjectId(), "w")).isPresent();
	}

	@Test
	void aJobFailedByHandSaysWhy() {
		JobInstance<Fields> failed = jobIn(JobState.QUEUED).fail("not wanted any more");
		JobFailure exception = failed.exception();
		assertThat(exception).isNotNull();
		assertThat(exception.message()).isEqualTo("not wanted any more");
		assertThat(failed.failureCount()).isOne();
		assertThat(failed.history()).last()
			.satisfies((entry) -> assertThat(entry.reason()).isEqualTo("not wanted any more"));
	}

	@Test
	void theHistoryIsBounded() {
		JobInstance<Fields> job = jobIn(JobState.QUEUED);
		for (int i = 0; i < 30; i++) {
			job = job.pause().resume();
		}
		assertThat(job.history()).hasSize(JobHistoryEntry.LIMIT);
		assertThat(job.history()).last().satisfies((entry) -> assertThat(entry.to()).isEqualTo(JobState.QUEUED));
	}

	@Test
	void aJobThatDoesNotExistIsNamed() {
		JobInstance<Fields> job = jobIn(JobState.QUEUED);
		assertThat(job.delete()).isTrue();
		assertThat(job.delete()).isFalse();
		assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(job::reload)
			.withMessageContaining(job.id().toHexString());
		assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(job::retry);
		assertThatExceptionOfType(JobNotFoundException.class)
			.isThrownBy(() -> this.system.rocketJob.get(new ObjectId()));
	}

	private static JobInstance<Fields> apply(JobInstance<Fields> job, JobTransition transition) {
		return switch (transition) {
			case RETRY -> job.retry();
			case PAUSE -> job.pause();
			case RESUME -> job.resume();
			case ABORT -> job.abort("by a test");
			case FAIL -> job.fail("by a test");
			default -> throw new IllegalArgumentException(transition.name());
		};
	}

	private JobInstance<Fields> jobIn(JobState state) {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("text"));
		switch (state) {
			case QUEUED -> {
			}
			case RUNNING -> claim();
			case PAUSED -> job.pause();
			case ABORTED -> job.abort(null);
			case FAILED -> {
				this.system.bean(ScriptJob.class).fails(() -> new IllegalStateException("as told"));
				this.system.queue.drain();
			}
			case COMPLETED -> this.system.queue.drain();
		}
		assertThat(job.reload().state()).isEqualTo(state);
		assertMarkersAgree(job.reload());
		return job.reload();
	}

	private ClaimedJob claim() {
		return this.system.engine.claims().next(this.system.heartbeat.serverId(), "a worker").orElseThrow();
	}

	private void assertMarkersAgree(JobInstance<?> job) {
		Document document = this.system.jobs().find(new Document("_id", job.id())).first();
		JobState state = job.state();
		assertThat(document.containsKey("claimable") || document.containsKey("dueAt"))
			.isEqualTo(state == JobState.QUEUED);
		assertThat(document.containsKey("claimable") && document.containsKey("dueAt")).isFalse();
		assertThat(document.containsKey("claim")).isEqualTo(state == JobState.RUNNING);
		assertThat(document.containsKey("completedAt"))
			.isEqualTo(state != JobState.QUEUED && state != JobState.RUNNING);
	}

}
