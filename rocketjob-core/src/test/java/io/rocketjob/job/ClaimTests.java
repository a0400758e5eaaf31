package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.TestSystem;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.WorkNotification;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who gets which job, and when. */
class ClaimTests {

	private final TestSystem system = TestSystem.with(ScriptJob.class).start();

	private final JobClaims claims = this.system.engine.claims();

	private final ObjectId server = new ObjectId();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void theLowestPriorityNumberComesFirstAndThenTheOldest() {
		List<Integer> priorities = List.of(50, 2, 50, 1, 100, 2);
		List<ObjectId> ids = priorities.stream().map((priority) -> create(priority).id()).toList();
		List<ObjectId> claimed = new ArrayList<>();
		for (Optional<ClaimedJob> job = next(); job.isPresent(); job = next()) {
			claimed.add(job.get().id());
		}
		assertThat(claimed).containsExactly(ids.get(3), ids.get(1), ids.get(5), ids.get(0), ids.get(2), ids.get(4));
	}

	@Test
	void manyThreadsNeverGetTheSameJob() throws Exception {
		this.system.rocketJob.createAll(ScriptJob.class,
				IntStream.range(0, 1_000).mapToObj((i) -> new Fields("text")).toList());
		List<ObjectId> claimed = Collections.synchronizedList(new ArrayList<>());
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				all.add(threads.submit(() -> {
					for (Optional<ClaimedJob> job = next(); job.isPresent(); job = next()) {
						claimed.add(job.get().id());
					}
				}));
			}
			for (Future<?> one : all) {
				one.get();
			}
		}
		finally {
			threads.shutdown();
		}
		assertThat(claimed).hasSize(1_000).doesNotHaveDuplicates();
	}

	@Test
	void anExpiredJobIsDeletedInsteadOfBeingRun() {
		JobInstance<Fields> expiring = this.system.rocketJob.create(ScriptJob.class, new Fields("expiring"),
				(options) -> options.expiresAt(this.system.clock.instant().plusSeconds(10)));
		JobInstance<Fields> lasting = create(50);
		this.system.clock.move(Duration.ofSeconds(11));
		assertThat(next()).hasValueSatisfying((job) -> assertThat(job.id()).isEqualTo(lasting.id()));
		assertThat(this.system.rocketJob.find(expiring.id())).isEmpty();
	}

	@Test
	void aScheduledJobIsClaimableWhenItsTimeHasComeAndNotBefore() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("later"),
				(options) -> options.runAt(this.system.clock.instant().plusSeconds(10)));
		assertThat(this.system.engine.scheduled().promoteDue()).isBetween(Duration.ofMillis(9_990),
				Duration.ofSeconds(10));
		assertThat(next()).isEmpty();
		this.system.clock.move(Duration.ofSeconds(10));
		assertThat(this.system.engine.scheduled().promoteDue()).isZero();
		assertThat(job.reload().isScheduled()).isFalse();
		assertThat(next()).hasValueSatisfying((claimed) -> assertThat(claimed.id()).isEqualTo(job.id()));
		assertThat(this.system.engine.scheduled().promoteDue()).isEqualTo(Duration.ofDays(1));
	}

	@Test
	void otherProcessesAreToldOnceOfTheClassesWhoseJobsHaveFallenDue() {
		List<WorkNotification> told = new ArrayList<>();
		this.system.rocketJob.create(ScriptJob.class, new Fields("later"),
				(options) -> options.runAt(this.system.clock.instant().plusSeconds(10)));
		this.system.engine.signal().announceTo(told::add);
		this.system.engine.scheduled().promoteDue();
		assertThat(told).as("it is not due").isEmpty();
		this.system.clock.move(Duration.ofSeconds(10));
		this.system.engine.scheduled().promoteDue();
		this.system.engine.scheduled().promoteDue();
		assertThat(told).containsExactly(new WorkNotification(WorkNotification.Kind.OLDER, "ScriptJob"));
	}

	@Test
	void manyJobsThatFallDueAtOnceAreMadeClaimableStepByStep() {
		Instant runAt = this.system.clock.instant().plusSeconds(10);
		this.system.rocketJob.createAll(ScriptJob.class,
				IntStream.range(0, 450).mapToObj((i) -> new Fields("text")).toList(),
				(options) -> options.runAt(runAt));
		this.system.clock.move(Duration.ofSeconds(10));
		assertThat(this.system.engine.scheduled().promoteDue()).isZero();
		assertThat(this.system.rocketJob.counts().queuedNow()).isEqualTo(200);
		assertThat(this.system.engine.scheduled().promoteDue()).isZero();
		assertThat(this.system.engine.scheduled().promoteDue()).isZero();
		assertThat(this.system.rocketJob.counts().queuedNow()).isEqualTo(450);
		assertThat(this.system.engine.scheduled().promoteDue()).isPositive();
	}

	@Test
	void runNowMakesAScheduledJobDue() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("later"),
				(options) -> options.runAt(this.system.clock.instant().plusSeconds(10_000)));
		JobInstance<Fields> due = job.runNow();
		assertThat(due.isScheduled()).isFalse();
		assertThat(due.runAt()).isNull();
		assertThat(next()).isPresent();
	}

	@Test
	void whatADeadServerHeldIsTakenBackOnceByWhoeverIsFirst() throws Exception {
		JobInstance<Fields> job = create(50);
		ClaimedJob held = next().orElseThrow();
		assertThat(this.system.engine.recovery().claimants()).containsExactly(this.server);
		ExecutorService threads = Executors.newFixedThreadPool(4);
		int taken = 0;
		try {
			List<Future<Integer>> all = IntStream.range(0, 4)
				.mapToObj((i) -> threads
					.submit(() -> this.system.engine.recovery().requeue(this.server, (token) -> true, "it is dead")))
				.toList();
			for (Future<Integer> one : all) {
				taken += one.get();
			}
		}
		finally {
			threads.shutdown();
		}
		assertThat(taken).isOne();
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(job.reload().history()).filteredOn((entry) -> entry.to() == JobState.QUEUED)
			.singleElement()
			.satisfies((entry) -> assertThat(entry.reason()).isEqualTo("it is dead"));
		assertThat(this.system.engine.recovery().lost(Set.of(held.claimKey()))).containsExactly(held.claimKey());
		assertThat(next().orElseThrow().token()).isNotEqualTo(held.token());
	}

	@Test
	void aClaimThatIsStillHeldIsNotLost() {
		create(50);
		ClaimedJob held = next().orElseThrow();
		ClaimKey other = new ClaimKey(held.id(), new ObjectId());
		ClaimKey gone = new ClaimKey(new ObjectId(), held.token());
		assertThat(this.system.engine.recovery().lost(Set.of(held.claimKey()))).isEmpty();
		assertThat(this.system.engine.recovery().lost(Set.of(held.claimKey(), other))).containsExactly(other);
		assertThat(this.system.engine.recovery().lost(Set.of(gone))).containsExactly(gone);
	}

	private Optional<ClaimedJob> next() {
		return this.claims.next(this.server, "a worker");
	}

	private JobInstance<Fields> create(int priority) {
		return this.system.rocketJob.create(ScriptJob.class, new Fields("text"),
				(options) -> options.priority(priority));
	}

}
