package io.rocketjob.job;

import java.util.List;
import java.util.Map;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.plugin.FailurePolicy.Again;
import io.rocketjob.work.Claimant;
import io.rocketjob.work.ClaimedJob;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the history says of jobs that were claimed together: their claims do not write it.
 */
class GroupHistoryTests {

	private final TestSystem system = TestSystem.with(ScriptJob.class, EchoBatch.class).withoutRecovery().start();

	private final Claimant server = new Claimant(new ObjectId(), "server", "server:1");

	private final JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("text"),
			(options) -> options.destroyOnComplete(false));

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void theStartIsInTheHistoryAndNotWritten() {
		ClaimedJob claimed = claim(this.job.id());
		JobRecord stored = this.system.engine.store().reload(this.job.id());
		assertThat(stored.has("history")).isFalse();
		assertThat(steps()).containsExactly("queued>running by server");
		assertThat(this.job.reload().history().get(0).at()).isEqualTo(stored.claimedAt())
			.isEqualTo(claimed.job().claimedAt())
			.isEqualTo(this.job.reload().startedAt());
	}

	@Test
	void theEndOfTheRunWritesTheStart() {
		this.system.engine.runner().run(claim(this.job.id()).forWorker("server:3"), "server");
		assertThat(steps()).containsExactly("queued>running by server", "running>completed by server:3");
		assertThat(this.system.engine.store().reload(this.job.id()).has("claim")).isFalse();
	}

	@Test
	void aFailureWritesTheStartBeforeIt() {
		this.system.bean(ScriptJob.class).script = (fields, context) -> {
			throw new IllegalStateException("the test wants it");
		};
		this.system.engine.runner().run(claim(this.job.id()).forWorker("server:3"), "server");
		assertThat(steps()).containsExactly("queued>running by server", "running>failed by server:3");
	}

	@Test
	void aRetryWritesThreeEntriesInTheirOrder() {
		ClaimedJob claimed = claim(this.job.id()).forWorker("server:3");
		this.system.engine.handles()
			.of(claimed)
			.failForNow(new Document("class", "X"), "why",
					new Again(this.system.clock.instant(), "again", "retry", Map.of()), null);
		assertThat(steps()).containsExactly("queued>running by server", "running>failed by server:3",
				"failed>queued by server:3");
	}

	@Test
	void whoEndsTheJobByHandWritesTheStartToo() {
		claim(this.job.id());
		this.job.reload().abort("the test wants it");
		assertThat(steps()).hasSize(2).first().isEqualTo("queued>running by server");
		assertThat(history().get(1).to()).isEqualTo(JobState.ABORTED);
	}

	@Test
	void theRecoveryWritesTheStartToo() {
		claim(this.job.id());
		this.system.engine.recovery().requeue(this.server.id(), (held) -> true, "the test wants it");
		assertThat(steps()).hasSize(2).first().isEqualTo("queued>running by server");
		assertThat(history().get(1).to()).isEqualTo(JobState.QUEUED);
	}

	@Test
	void givingItBackLeavesTheHistoryAsItWas() {
		this.job.fail("the test wants it");
		this.job.retry();
		List<JobHistoryEntry> before = history();
		assertThat(before).hasSize(2);
		this.system.engine.unbegun().release(List.of(claim(this.job.id())));
		assertThat(history()).isEqualTo(before);
		assertThat(this.job.reload().state()).isEqualTo(JobState.QUEUED);
	}

	@Test
	void oneThatWasClaimedAloneAndGivenBackHasItsHistoryAsWell() {
		this.job.fail("the test wants it");
		this.job.retry();
		List<JobHistoryEntry> before = history();
		ClaimedJob alone = this.system.engine.claims().next(this.server.id(), "server:1").orElseThrow();
		this.system.engine.unbegun().release(List.of(alone));
		assertThat(history()).isEqualTo(before);
	}

	@Test
	void aBatchThatIsOpenedWritesTheStartOfItsFirstPhase() {
		ObjectId batch = this.system.rocketJob.batch(EchoBatch.class).upload(List.of("a", "b")).create().id();
		this.system.batches.runner().run(claim(batch).forWorker("server:3"), "server");
		JobRecord stored = this.system.engine.store().reload(batch);
		assertThat(stored.has("claim")).isFalse();
		assertThat(stored.state()).isEqualTo(JobState.RUNNING);
		assertThat(stored.history()).extracting(JobHistoryEntry::to).containsExactly(JobState.RUNNING);
	}

	private ClaimedJob claim(ObjectId id) {
		ObjectId token = new ObjectId();
		assertThat(this.system.engine.claims().take(List.of(id), token, this.server)).isEqualTo(1);
		return this.system.engine.claims().taken(List.of(id), token, "server").get(0);
	}

	private List<JobHistoryEntry> history() {
		return this.job.reload().history();
	}

	private List<String> steps() {
		return history().stream()
			.map((entry) -> entry.from().value() + ">" + entry.to().value() + " by " + entry.by())
			.toList();
	}

	/** Outputs what it gets. */
	@RocketJob
	static class EchoBatch implements BatchJob<Void, String, String> {

		@Override
		public String perform(String line, BatchContext<Void> context) {
			return line;
		}

	}

}
