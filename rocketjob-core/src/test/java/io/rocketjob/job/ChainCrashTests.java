package io.rocketjob.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.rocketjob.ChainStep;
import io.rocketjob.JobInstance;
import io.rocketjob.JobOptions;
import io.rocketjob.JobState;
import io.rocketjob.TestSystem;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes that die while they create a chain. */
class ChainCrashTests {

	private final TestSystem system = TestSystem.with(ScriptJob.class).withoutRecovery().start();

	private final JobEngine engine = this.system.engine;

	private final List<ObjectId> ids = List.of(new ObjectId(), new ObjectId(), new ObjectId());

	private final ObjectId gate = new ObjectId();

	@AfterEach
	void close() {
		this.system.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void aChainThatIsNotStoredAsAWholeDoesNotRun(int stored) {
		store(stored);
		assertThat(this.system.queue.drain()).isEmpty();
		this.engine.recoverDependencies();
		assertThat(states()).as("the process still has time").containsOnly("queued");
		recover();
		recover();
		assertThat(states()).hasSize(stored).containsOnly("aborted");
		assertThat(this.system.queue.drain()).isEmpty();
		assertThat(this.engine.links().begin(this.ids, this.gate)).isFalse();
		assertThat(this.system.queue.drain()).isEmpty();
	}

	@Test
	void theOneWhoseProcessWasSlowIsNotBegunWhenItIsAborted() {
		store(2);
		recover();
		store(0, this.gate);
		assertThat(this.engine.links().begin(this.ids, this.gate)).isFalse();
		assertThat(this.system.queue.drain()).isEmpty();
	}

	@Test
	void itRunsOnceItHasBegunThoughTheProcessDies() {
		store(3);
		assertThat(this.engine.links().begin(this.ids, this.gate)).isTrue();
		recover();
		assertThat(this.system.queue.drain()).extracting((ran) -> ran.id()).containsExactlyElementsOf(this.ids);
		assertThat(this.system.rocketJob.findChain("nightly:1"))
			.hasValueSatisfying((chain) -> assertThat(chain.status().state()).isEqualTo(JobState.COMPLETED));
	}

	@Test
	void theGateIsOpenForAStepThatIsPausedMeanwhile() {
		store(3);
		JobInstance<?> first = this.system.rocketJob.get(this.ids.get(0)).pause();
		assertThat(this.engine.links().begin(this.ids, this.gate)).isTrue();
		recover();
		assertThat(this.system.queue.drain()).isEmpty();
		first.resume();
		assertThat(this.system.queue.drain()).hasSize(3);
	}

	/** Stores the last steps, as a chain is created. */
	private void store(int last) {
		for (int i = 2; i > 2 - last; i--) {
			store(i, (i > 0) ? this.ids.get(i - 1) : this.gate);
		}
	}

	private void store(int index, ObjectId expected) {
		ChainStep step = new ChainStep("nightly:1", index + 1, 3, (index > 0) ? expected : null);
		Consumer<JobOptions> options = (
				each) -> each.id(this.ids.get(index)).chainStep(step, expected).after(expected).expectDependents();
		JobRecord job = this.engine.creation()
			.document(this.engine.classes().get(ScriptJob.class), new Fields("step " + index), options);
		Set<ObjectId> waitedFor = this.engine.links().prepare(List.of(job));
		this.engine.uniqueJobs().insert(List.of(job));
		this.engine.links().finish(List.of(job), waitedFor);
	}

	private List<String> states() {
		return this.system.jobs().find().map((job) -> job.getString("state")).into(new ArrayList<>());
	}

	private void recover() {
		this.system.clock.move(Duration.ofSeconds(11));
		this.engine.recoverDependencies();
		assertThat(this.system.jobs().countDocuments(new Document("linking", new Document("$exists", true))))
			.as("what is not certain")
			.isZero();
	}

}
