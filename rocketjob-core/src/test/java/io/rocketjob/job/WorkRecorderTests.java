package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.RecordSource;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.job.GroupClaimer.Need;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.plugin.Decision;
import io.rocketjob.work.Claimant;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.WorkRecorder;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

/** What is counted of the work of a process. */
class WorkRecorderTests {

	private final Recorder recorder = new Recorder();

	private final TestSystem system = TestSystem.with(ScriptJob.class, EndlessBatch.class)
		.instrumentation(new Instrumentation(this.recorder, JobObservations.NONE))
		.withoutRecovery()
		.start();

	private final ObjectId server = new ObjectId();

	private final GroupClaimer claimer = this.system.engine.claimer(100, null);

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aLookIntoTheQueueIsCountedWithTheJobsThatItWins() {
		claim(1);
		create();
		claim(1);
		assertThat(this.recorder.told).containsExactly("claimed 0", "claimed 1");
	}

	@Test
	void nothingIsCountedWhenTheDatabaseWasNotAsked() {
		claim(0);
		assertThat(this.recorder.told).isEmpty();
	}

	@Test
	void aJobThatExpiresInTheQueueIsCounted() {
		this.system.rocketJob.create(ScriptJob.class, new Fields("text"),
				(options) -> options.expiresAt(this.system.clock.instant().plusSeconds(60)));
		this.system.clock.move(Duration.ofMinutes(2));
		claim(1);
		assertThat(this.recorder.told).containsExactly("expired ScriptJob", "claimed 0");
	}

	@Test
	void slicesOfABatchThatIsAbortedAreNotCountedAsLost() {
		EndlessBatch endless = this.system.bean(EndlessBatch.class);
		BatchInstance<Void> batch = this.system.rocketJob.batch(EndlessBatch.class)
			.upload(RecordSource.range(1, 20))
			.create();
		this.system.supervisor.start();
		await().until(() -> endless.running.get() == 4);
		batch.abort("that is enough");
		await().until(() -> this.system.supervisor.busyWorkers() == 0);
		assertThat(this.recorder.told).contains("claimed 1").noneMatch((told) -> told.startsWith("lost"));
	}

	@ParameterizedTest
	@EnumSource(names = { "ABORT", "FAIL" })
	void aJobThatIsEndedInAnotherProcessIsNotCountedAsLost(JobTransition transition) {
		try (TestSystem other = TestSystem.with(ScriptJob.class).withoutRecovery().sharing(this.system).start()) {
			create();
			this.system.bean(ScriptJob.class).script = (fields, context) -> {
				JobInstance<?> job = other.rocketJob.get(context.id());
				JobInstance<?> ended = (transition == JobTransition.ABORT) ? job.abort("by hand") : job.fail("by hand");
				assertThat(ended.state().isFinal() || ended.state() == JobState.FAILED).isTrue();
				return "done";
			};
			this.system.queue.drain();
			assertThat(this.recorder.told).noneMatch((told) -> told.startsWith("lost"));
		}
	}

	@Test
	void aJobThatAnotherWorkerHasAbortedSinceIsCountedAsLost() {
		create();
		this.system.bean(ScriptJob.class).script = (fields, context) -> {
			this.system.jobs()
				.updateOne(new Document("_id", context.id()),
						new Document("$set", new Document("state", "aborted"))
							.append("$unset", new Document("claim", ""))
							.append("$push", new Document("history",
									new Document("$each",
											List.of(TransitionUpdates.entry(new JobHistoryEntry(Instant.now(),
													JobState.QUEUED, JobState.RUNNING, "other", null)),
													TransitionUpdates.entry(new JobHistoryEntry(Instant.now(),
															JobState.RUNNING, JobState.ABORTED, "other", null)))))));
			return "done";
		};
		this.system.queue.drain();
		assertThat(this.recorder.told).contains("lost ScriptJob 1");
	}

	@Test
	void aRunWhoseClaimIsGoneIsCounted() {
		create();
		this.system.bean(ScriptJob.class).script = (fields, context) -> {
			this.system.jobs()
				.updateOne(new Document("_id", context.id()),
						new Document("$set", new Document("claim.token", new ObjectId())));
			return null;
		};
		this.system.queue.runNext();
		assertThat(this.recorder.told).containsExactly("lost ScriptJob 1");
	}

	@Test
	void aJobThatIsTakenBackIsCounted() {
		create();
		claim(1);
		this.system.engine.recovery().requeue(this.server, (held) -> true, "its server is gone");
		assertThat(this.recorder.told).containsExactly("claimed 1", "requeued ScriptJob");
	}

	@Test
	void aJobThatAThrottleHoldsBackIsCounted() {
		create();
		ClaimedJob job = claim(1).get(0);
		this.system.engine.throttles()
			.letsStart(job,
					new JobThrottles.Decided(
							Decision.leaveOut(Decision.What.CLASS, Duration.ofMinutes(1), "too much at once")),
					(thrown) -> fail("it has not failed"));
		assertThat(this.recorder.told).containsExactly("claimed 1", "throttled ScriptJob");
		assertThat(this.system.engine.throttles().heldBack()).containsExactly("ScriptJob");
	}

	private void create() {
		this.system.rocketJob.create(ScriptJob.class, new Fields("text"));
	}

	private List<ClaimedJob> claim(int idle) {
		return this.claimer.next(new Claimant(this.server, "server", "server:1"), new Need(1, idle), null);
	}

	@RocketJob
	@InputCategory(sliceSize = 2)
	static class EndlessBatch implements BatchJob<Void, Long, Void> {

		final AtomicInteger running = new AtomicInteger();

		@Override
		public Void perform(Long number, BatchContext<Void> context) throws InterruptedException {
			this.running.incrementAndGet();
			while (!context.isCancelled()) {
				TimeUnit.MILLISECONDS.sleep(5);
			}
			return null;
		}

	}

	private static final class Recorder implements WorkRecorder {

		private final List<String> told = Collections.synchronizedList(new ArrayList<>());

		@Override
		public void claimed(int jobs, long nanos) {
			this.told.add("claimed " + jobs);
		}

		@Override
		public void throttled(String jobClass) {
			this.told.add("throttled " + jobClass);
		}

		@Override
		public void expired(String jobClass) {
			this.told.add("expired " + jobClass);
		}

		@Override
		public void lost(String jobClass, int claims) {
			this.told.add("lost " + jobClass + " " + claims);
		}

		@Override
		public void jobRequeued(String jobClass) {
			this.told.add("requeued " + jobClass);
		}

	}

}
