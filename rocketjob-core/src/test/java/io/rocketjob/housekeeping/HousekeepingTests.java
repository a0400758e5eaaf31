package io.rocketjob.housekeeping;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.mongodb.client.model.Filters;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What housekeeping deletes, and what it keeps. */
class HousekeepingTests {

	private static final int MANY = 2 * Housekeeping.STEP + 1;

	private final TestSystem system = TestSystem.with(KeptJob.class, OtherJob.class, KeptBatch.class).start();

	private final Housekeeping housekeeping = housekeeping(HousekeepingSettings.defaults());

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void jobsGoWhenTheyHaveBeenKeptForTheTimeOfTheirState() throws Exception {
		JobInstance<?> aborted = create(KeptJob.class).abort("the test");
		JobInstance<?> paused = create(KeptJob.class).pause();
		JobInstance<?> failed = create(KeptJob.class).fail("the test");
		JobInstance<?> completed = create(OtherJob.class);
		this.system.queue.drain();
		JobInstance<?> queued = create(KeptJob.class);
		this.system.clock.move(Duration.ofDays(7).minusSeconds(1));
		assertThat(clean().deleted()).isEmpty();
		this.system.clock.move(Duration.ofSeconds(2));
		assertThat(clean().deleted()).isEqualTo(Map.of(JobState.ABORTED, 1L, JobState.COMPLETED, 1L));
		assertThat(present()).containsExactlyInAnyOrder(paused.id(), failed.id(), queued.id())
			.doesNotContain(aborted.id(), completed.id());
		this.system.clock.move(Duration.ofDays(7));
		assertThat(clean().deleted()).isEqualTo(Map.of(JobState.FAILED, 1L));
		this.system.clock.move(Duration.ofDays(3_650));
		assertThat(clean().deleted()).isEmpty();
		assertThat(present()).containsExactlyInAnyOrder(paused.id(), queued.id());
	}

	@Test
	void aClassMayHaveTimesOfItsOwn() throws Exception {
		Housekeeping own = housekeeping(new HousekeepingSettings(Map.of(JobState.ABORTED, Duration.ofDays(7)),
				Map.of("kept-job", Map.of(JobState.ABORTED, Duration.ofDays(30)), "OtherJob",
						Map.of(JobState.FAILED, Duration.ofDays(1), JobState.ABORTED, Duration.ZERO)),
				true));
		JobInstance<?> kept = create(KeptJob.class).abort("the test");
		JobInstance<?> forEver = create(OtherJob.class).abort("the test");
		create(OtherJob.class).fail("the test");
		JobInstance<?> noTime = create(KeptJob.class).fail("the test");
		this.system.clock.move(Duration.ofDays(8));
		assertThat(own.clean(() -> true).deleted()).isEqualTo(Map.of(JobState.FAILED, 1L));
		this.system.clock.move(Duration.ofDays(30));
		assertThat(own.clean(() -> true).deleted()).isEqualTo(Map.of(JobState.ABORTED, 1L));
		assertThat(present()).containsExactlyInAnyOrder(forEver.id(), noTime.id()).doesNotContain(kept.id());
	}

	@Test
	void aBatchGoesWithItsCollections() throws Exception {
		BatchInstance<?> batch = batch();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(collections()).isNotEmpty();
		this.system.clock.move(Duration.ofDays(8));
		assertThat(clean()).isEqualTo(new Housekeeping.Outcome(Map.of(JobState.COMPLETED, 1L), 0));
		assertThat(collections()).isEmpty();
		assertThat(present()).isEmpty();
	}

	@Test
	void manyJobsGoInStepsAndTheRestIsForTheNextTimeWhenItIsToStop() throws Exception {
		abortMany();
		AtomicInteger steps = new AtomicInteger();
		Housekeeping ofAborted = housekeeping(
				new HousekeepingSettings(Map.of(JobState.ABORTED, Duration.ofDays(7)), Map.of(), false));
		assertThat(ofAborted.clean(() -> steps.incrementAndGet() <= 2).deleted())
			.isEqualTo(Map.of(JobState.ABORTED, 2L * Housekeeping.STEP));
		assertThat(present()).hasSize(1);
		assertThat(clean().deleted()).isEqualTo(Map.of(JobState.ABORTED, 1L));
	}

	@Test
	void aJobThatIsRetriedMeanwhileStays() throws Exception {
		JobInstance<?> retried = create(KeptJob.class).fail("the test");
		this.system.clock.move(Duration.ofDays(15));
		// as if it were retried between the look and the deletion
		long deleted = this.system.engine.deletion()
			.deleteAll(new Document("_id", new Document("$in", List.of(retried.id()))).append("state", "aborted"));
		assertThat(deleted).isZero();
		retried.retry();
		assertThat(clean().deleted()).isEmpty();
		assertThat(present()).containsExactly(retried.id());
	}

	@Test
	void collectionsOfNoJobAreDroppedUnlessTheyAreYoung() throws Exception {
		BatchInstance<?> batch = batch();
		List<String> own = collections();
		ObjectId old = new ObjectId((int) this.system.clock.instant().minus(Duration.ofDays(2)).getEpochSecond(), 7);
		ObjectId young = new ObjectId((int) this.system.clock.instant().minus(Duration.ofHours(23)).getEpochSecond(),
				7);
		for (ObjectId job : List.of(old, young)) {
			for (String name : List.of("inputs.%s.main", "outputs.%s.main", "outputs.%s", "lookups.%s.table.x")) {
				insert("rocketjob." + name.formatted(job.toHexString()));
			}
		}
		insert("inputs." + old.toHexString());
		insert("rocketjob.inputs.other");
		assertThat(this.housekeeping.plan(10).orphans()).hasSize(4)
			.allMatch((name) -> name.contains(old.toHexString()));
		assertThat(clean().dropped()).isEqualTo(4);
		assertThat(collections()).containsAll(own)
			.noneMatch((name) -> name.startsWith("rocketjob.") && name.contains(old.toHexString()))
			.filteredOn((name) -> name.contains(young.toHexString()))
			.hasSize(4);
		this.system.clock.move(Duration.ofDays(2));
		assertThat(clean().dropped()).as("the young ones").isEqualTo(4);
		assertThat(collections()).containsAll(own);
		this.system.jobs().deleteOne(Filters.eq(batch.id()));
		assertThat(clean().dropped()).isEqualTo(own.size());
	}

	@Test
	void theCollectionsOfAnUploadThatHasBecomeAnotherJobInATransactionStay() throws Exception {
		BatchInstance<?> batch = batch();
		List<String> own = collections();
		Document becomes = this.system.jobs().find(Filters.eq(batch.id())).first();
		this.system.jobs().deleteOne(Filters.eq(batch.id()));
		this.system.jobs().insertOne(becomes.append("_id", new ObjectId()));
		this.system.clock.move(Duration.ofDays(2));
		assertThat(clean().dropped()).isZero();
		assertThat(collections()).containsAll(own);
	}

	@Test
	void orphansStayWhereThatIsWanted() throws Exception {
		ObjectId old = new ObjectId((int) this.system.clock.instant().minus(Duration.ofDays(2)).getEpochSecond(), 7);
		insert("rocketjob.inputs." + old.toHexString() + ".main");
		Housekeeping without = housekeeping(new HousekeepingSettings(Map.of(), Map.of(), false));
		assertThat(without.plan(10).orphans()).isEmpty();
		assertThat(without.clean(() -> true)).isEqualTo(new Housekeeping.Outcome(Map.of(), 0));
		assertThat(collections()).hasSize(1);
	}

	@Test
	void thePlanCountsAndDeletesNothing() {
		abortMany();
		assertThat(this.housekeeping.plan(100_000).counts()).hasSize(3).anySatisfy((rule, count) -> {
			assertThat(rule.state()).isEqualTo(JobState.ABORTED);
			assertThat(rule.keep()).isEqualTo(Duration.ofDays(7));
			assertThat(count).isEqualTo(MANY);
		});
		assertThat(this.housekeeping.plan(10).counts().values()).contains(10L);
		assertThat(present()).hasSize(MANY);
	}

	@Test
	void wrongTimesAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new HousekeepingSettings(Map.of(JobState.FAILED, Duration.ofDays(-1)), Map.of(), true))
			.withMessage("keep.failed must not be negative, but is PT-24H; 0 keeps jobs for ever");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new HousekeepingSettings(Map.of(),
					Map.of("A", Map.of(JobState.QUEUED, Duration.ofDays(1))), true))
			.withMessage("classes[A] must not name queued jobs, which are never deleted");
	}

	private Housekeeping housekeeping(HousekeepingSettings settings) {
		return new Housekeeping(this.system.batches, settings);
	}

	private Housekeeping.Outcome clean() throws InterruptedException {
		return this.housekeeping.clean(() -> true);
	}

	private <J extends Job<Void>> JobInstance<Void> create(Class<J> jobClass) {
		return this.system.rocketJob.create(jobClass, null);
	}

	private BatchInstance<?> batch() {
		return this.system.rocketJob.batch(KeptBatch.class).upload(List.of("a", "b", "c")).create();
	}

	private void abortMany() {
		JobInstance<?> aborted = create(KeptJob.class).abort("the test");
		Document stored = this.system.jobs().find(Filters.eq(aborted.id())).first();
		this.system.jobs()
			.insertMany(IntStream.range(1, MANY)
				.mapToObj((i) -> new Document(stored).append("_id", new ObjectId()))
				.toList());
		this.system.clock.move(Duration.ofDays(8));
	}

	private List<ObjectId> present() {
		return this.system.jobs().distinct("_id", ObjectId.class).into(new ArrayList<>());
	}

	private void insert(String collection) {
		this.system.database().getCollection(collection).insertOne(new Document());
	}

	private List<String> collections() {
		return this.system.database()
			.listCollectionNames()
			.into(new ArrayList<>())
			.stream()
			.filter((name) -> name.matches("rocketjob\\.(inputs|outputs|lookups)\\..*"))
			.toList();
	}

	@RocketJob(destroyOnComplete = false)
	static class KeptJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob(destroyOnComplete = false)
	static class OtherJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 2)
	@OutputCategory
	static class KeptBatch implements BatchJob<Void, String, String> {

		@Override
		public String perform(String line, BatchContext<Void> context) {
			return line;
		}

	}

}
