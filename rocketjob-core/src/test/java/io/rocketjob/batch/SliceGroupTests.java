package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.rocketjob.BatchInstance;
import io.rocketjob.JobState;
import io.rocketjob.Result;
import io.rocketjob.TestSystem;
import io.rocketjob.WorkerActivity;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.SampleBatches.LineJob.Fields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.work.RunResult;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Slices that are claimed and ended several at a time. */
@Timeout(60)
class SliceGroupTests {

	private static final int SLICES = 60;

	private final TestSystem system = TestSystem.with(LineJob.class).withoutRecovery().start();

	private final BatchEngine batches = this.system.batches;

	private final LineJob job = this.system.bean(LineJob.class);

	private final ObjectId server = new ObjectId();

	private final SliceGroups groups = this.batches.groups(20);

	private BatchInstance<Fields> batch;

	@BeforeEach
	void openABatch() {
		this.batch = this.system.rocketJob.batch(LineJob.class)
			.fields(new Fields("", 0))
			.upload(IntStream.range(0, 10 * SLICES).mapToObj((i) -> "line " + i).toList())
			.create();
		this.batches.runner().run(this.system.engine.claims().one(this.batch.id(), this.server, "w").get(), "s");
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void shortSlicesTakeFewCommands() {
		this.system.supervisor.start();
		long before = commands();
		Awaitility.await().until(() -> this.batch.reload().state() == JobState.COMPLETED);
		// as many as the wait takes, and one claim, output and end for each worker at
		// first
		assertThat(commands() - before).isLessThan(2L * SLICES);
		assertThat(this.batch.output("main", String.class))
			.containsExactlyElementsOf(IntStream.range(0, 10 * SLICES).mapToObj((i) -> "LINE " + i).toList());
		assertThat(this.job.ran).hasSize(10 * SLICES);
	}

	private long commands() {
		return Stream.of("update", "delete", "findAndModify", "insert").mapToLong(this.system::commands).sum();
	}

	@Test
	void theFirstSliceIsClaimedAloneAndThenTwoForEachWorker() {
		SliceGroupClaimer supply = this.groups.join(this.batch.id());
		ClaimedSlice first = next(supply, "w1");
		assertThat(running()).isEqualTo(1);
		supply.worked(first, Duration.ofMillis(45));
		this.groups.join(this.batch.id());
		ClaimedSlice second = next(supply, "w2");
		assertThat(running()).isEqualTo(1 + 4);
		assertThat(second.worker()).isEqualTo("w2");
		assertThat(List.of(first.id(), second.id(), next(supply, "w1").id())).containsExactly(1L, 11L, 21L);
		assertThat(running()).as("it waited").isEqualTo(1 + 4);
	}

	@Test
	void slicesThatTakeLongAreClaimedOneByOne() {
		SliceGroupClaimer supply = this.groups.join(this.batch.id());
		supply.worked(next(supply, "w1"), Duration.ofMillis(101));
		next(supply, "w2");
		assertThat(running()).isEqualTo(2);
		assertThat(this.system.batches.activity(this.server)).extracting(WorkerActivity::worker)
			.as("they are stored with the names of their workers")
			.containsExactly("w1", "w2");
	}

	@Test
	void whatNobodyHasBegunIsGivenBackWhenTheLastWorkerLeaves() {
		SliceGroupClaimer supply = twoOfFourWait();
		this.groups.join(this.batch.id());
		this.groups.leave(this.batch.id(), supply);
		assertThat(running()).isEqualTo(4);
		this.groups.leave(this.batch.id(), supply);
		this.groups.leave(this.batch.id(), supply);
		assertThat(running()).isEqualTo(2);
		assertThat(this.batches.sliceRecovery().attended()).isEmpty();
	}

	@Test
	void whatWaitsIsAttendedToAndGivenBackWhenItHasWaitedForTooLong() {
		SliceGroupClaimer supply = twoOfFourWait();
		assertThat(this.batches.sliceRecovery().attended()).hasSize(2)
			.isSubsetOf(this.batches.sliceRecovery().claimsOf(this.server));
		this.groups.giveBackOverdue();
		assertThat(running()).isEqualTo(4);
		Awaitility.await().pollInterval(Duration.ofMillis(50)).until(() -> {
			this.groups.giveBackOverdue();
			return running() == 2;
		});
		assertThat(next(supply, "w").id()).as("it looks from the first again").isEqualTo(1L);
	}

	@Test
	void whatWaitsIsNotBegunWhenItsServerHasBeenDeclaredDead() {
		SliceGroupClaimer supply = twoOfFourWait();
		this.batches.sliceRecovery().requeue(this.server, (held) -> true, "it was believed dead");
		this.system.engine.runs().loseAll("it was declared dead");
		ClaimedSlice slice = next(supply, "w");
		assertThat(this.batches.sliceRecovery().claimsOf(this.server)).as("it was claimed anew")
			.contains(slice.claimKey());
	}

	@Test
	void slicesThatAreEndedTogetherTakeThreeCommands() throws Exception {
		List<ClaimedSlice> claimed = claim(10);
		claimed.forEach(this::run);
		assertThat(output("main")).isEmpty();
		long before = commands();
		this.groups.completions().start();
		this.groups.completions().stop(Duration.ofSeconds(5));
		assertThat(commands() - before).as("an insert and a delete").isEqualTo(2);
		assertThat(output("main")).hasSize(10);
		assertThat(slices()).isEqualTo(SLICES - 10);
		assertThat(this.system.engine.runs().all()).isEmpty();
	}

	@Test
	void theOutputOfASliceThatSomebodyElseHasIsNotReplaced() throws Exception {
		List<ClaimedSlice> claimed = claim(3);
		claimed.forEach(this::run);
		this.batches.sliceRecovery().requeue(this.server, (held) -> held.id().equals(1L), "it was believed dead");
		ClaimedSlice again = next(new SliceGroupClaimer(this.batches.claims(), this.system.engine.runs(), 1), "other");
		assertThat(again.id()).isEqualTo(1L);
		this.job.script = (line, context) -> Result.of("second").and("invalid", "second");
		SliceClaimHandle other = new SliceClaimHandle(this.batches.handles(), again, null);
		execute(again, other);
		List<Document> before = output("main");
		this.groups.completions().start();
		this.groups.completions().stop(Duration.ofSeconds(5));
		assertThat(output("main")).hasSize(3).containsAll(before);
		assertThat(output("main").get(0).getInteger("attempt")).isEqualTo(2);
		assertThat(output("invalid")).hasSize(1);
		assertThat(slices()).isEqualTo(SLICES - 3);
	}

	@Test
	void aSliceThatSomebodyElseIsAtIsNotDeleted() throws Exception {
		List<ClaimedSlice> claimed = claim(3);
		claimed.forEach(this::run);
		this.batches.sliceRecovery().requeue(this.server, (held) -> held.id().equals(11L), "it was believed dead");
		ClaimedSlice again = next(new SliceGroupClaimer(this.batches.claims(), this.system.engine.runs(), 1), "other");
		this.groups.completions().start();
		this.groups.completions().stop(Duration.ofSeconds(5));
		assertThat(slices()).isEqualTo(SLICES - 2);
		assertThat(new SliceClaimHandle(this.batches.handles(), again, null).touch()).isTrue();
	}

	@Test
	void outputThatIsThereAlreadyFromTheSameAttemptIsNoObstacle() throws Exception {
		List<ClaimedSlice> claimed = claim(3);
		claimed.forEach(this::run);
		// as when the answer to the first write was lost
		this.batches.collections()
			.output(this.batch.id(), "main")
			.insertOne(new Document("_id", 11L).append("attempt", 1));
		this.groups.completions().start();
		this.groups.completions().stop(Duration.ofSeconds(5));
		assertThat(slices()).isEqualTo(SLICES - 3);
		assertThat(output("main")).hasSize(3).allSatisfy((output) -> assertThat(output).containsKey("data"));
	}

	private SliceGroupClaimer twoOfFourWait() {
		SliceGroupClaimer supply = this.groups.join(this.batch.id());
		this.groups.join(this.batch.id());
		supply.worked(next(supply, "w"), Duration.ofMillis(50));
		next(supply, "w");
		this.batches.sliceRecovery().requeue(this.server, (held) -> held.id().equals(1L), "the test wants it");
		next(supply, "w");
		assertThat(running()).isEqualTo(4);
		return supply;
	}

	private ClaimedSlice next(SliceGroupClaimer supply, String worker) {
		JobRecord present = this.system.engine.store().reload(this.batch.id());
		return supply.next(present, Segment.readable(present), this.server, "s", worker);
	}

	private List<ClaimedSlice> claim(int count) {
		SliceGroupClaimer supply = new SliceGroupClaimer(this.batches.claims(), this.system.engine.runs(), 1);
		List<ClaimedSlice> claimed = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			claimed.add(next(supply, "w"));
		}
		return claimed;
	}

	private void run(ClaimedSlice slice) {
		execute(slice, new SliceClaimHandle(this.batches.handles(), slice, this.groups.completions()));
	}

	private void execute(ClaimedSlice slice, SliceClaimHandle handle) {
		SliceExecution execution = new SliceExecution(this.batches.executions(), handle,
				new StoredLookups(this.batches.lookups(), slice.job(), null));
		assertThat(this.system.engine.runner().run(slice.job(), "w", "s", handle, execution).outcome())
			.isEqualTo(RunResult.Outcome.COMPLETED);
	}

	private List<Document> output(String category) {
		return this.batches.collections()
			.output(this.batch.id(), category)
			.find()
			.sort(new Document("_id", 1))
			.into(new ArrayList<>());
	}

	private int running() {
		return count(new Document("state", "running"));
	}

	private int slices() {
		return count(new Document());
	}

	private int count(Document filter) {
		Segment segment = Segment.readable(this.system.engine.store().reload(this.batch.id())).get(0);
		return (int) this.batches.collections().input(segment).countDocuments(filter);
	}

}
