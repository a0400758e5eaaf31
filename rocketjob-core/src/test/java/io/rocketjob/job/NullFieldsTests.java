package io.rocketjob.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.CopyOnRestart;
import io.rocketjob.Encrypted;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.plugin.cron.Cron;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.query.Criteria;

import static org.assertj.core.api.Assertions.assertThat;

/** A field that is null is not one that is missing. */
class NullFieldsTests {

	private final TestSystem system = TestSystem.with(PlainJob.class, RecordJob.class, ScheduledJob.class)
		.encryption(FieldAnnotationsTests.encryption(Keysets.newValues()))
		.start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aFieldThatIsNullIsReadAsNullAndNotAsItsDefault() {
		Plain fields = new Plain();
		fields.limit = null;
		JobInstance<Plain> job = this.system.rocketJob.create(PlainJob.class, fields);
		assertThat(stored(job)).containsEntry("limit", null);
		this.system.queue.drain();
		assertThat(this.system.bean(PlainJob.class).seen).singleElement()
			.satisfies((seen) -> assertThat(seen.limit).isNull());
	}

	@Test
	void whatIsNullInsideOfOtherObjectsAndContainersStaysNull() {
		Plain fields = new Plain();
		fields.inner.size = null;
		fields.all = new ArrayList<>(Arrays.asList(null, new Inner()));
		fields.all.get(1).size = null;
		fields.byName = new HashMap<>();
		fields.byName.put("none", null);
		JobInstance<Plain> job = this.system.rocketJob.create(PlainJob.class, fields);
		Plain read = job.reload().fields();
		assertThat(read.inner.size).isNull();
		assertThat(read.all).hasSize(2).first().isNull();
		assertThat(read.all.get(1).size).isNull();
		assertThat(read.byName).containsOnlyKeys("none").containsValue(null);
	}

	@Test
	void anObjectThatIsNullIsNotReplacedByItsDefault() {
		Plain fields = new Plain();
		fields.inner = null;
		fields.all = null;
		fields.byName = null;
		Plain read = this.system.rocketJob.create(PlainJob.class, fields).reload().fields();
		assertThat(read.inner).isNull();
		assertThat(read.all).isNull();
		assertThat(read.byName).isNull();
	}

	@Test
	void anUpdateWithNullStoresNull() {
		JobInstance<Plain> job = this.system.rocketJob.create(PlainJob.class, new Plain());
		assertThat(job.fields().limit).isEqualTo(100);
		JobInstance<Plain> updated = job.update((change) -> change.field("limit", null));
		assertThat(updated.fields().limit).isNull();
		assertThat(stored(job)).containsEntry("limit", null);
		assertThat(updated.update((change) -> change.field("limit", 7)).fields().limit).isEqualTo(7);
	}

	@Test
	void whatARunSetsToNullIsStoredAsNull() {
		this.system.bean(PlainJob.class).changeToNull = true;
		JobInstance<Plain> job = this.system.rocketJob.create(PlainJob.class, new Plain());
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(job.reload().fields().limit).isNull();
		assertThat(job.reload().fields().inner.size).isNull();
	}

	@Test
	void aDocumentWithoutTheFieldTakesTheDefaultAndARunDoesNotWriteIt() {
		JobInstance<Plain> job = this.system.rocketJob.create(PlainJob.class, new Plain());
		this.system.jobs()
			.updateOne(new Document(), new Document("$unset",
					new Document("fields.limit", "").append("fields.inner.size", "").append("fields.ssn", "")));
		assertThat(job.reload().fields().limit).isEqualTo(100);
		assertThat(job.reload().fields().inner.size).isEqualTo(5);
		assertThat(job.reload().fields().ssn).isEqualTo("none");
		this.system.queue.drain();
		assertThat(stored(job)).doesNotContainKey("limit");
	}

	@Test
	void aStoredNullIsTheDefaultOfAPrimitive() {
		JobInstance<Plain> job = this.system.rocketJob.create(PlainJob.class, new Plain());
		this.system.jobs().updateOne(new Document(), new Document("$set", new Document("fields.count", null)));
		assertThat(job.reload().fields().count).isEqualTo(3);
	}

	@Test
	void anEncryptedFieldThatIsNullIsStoredAsNull() {
		Plain fields = new Plain();
		fields.ssn = null;
		JobInstance<Plain> job = this.system.rocketJob.create(PlainJob.class, fields);
		assertThat(stored(job)).containsEntry("ssn", null);
		assertThat(job.reload().fields().ssn).isNull();
		assertThat(this.system.rocketJob.create(PlainJob.class, new Plain())
			.update((change) -> change.field("ssn", null))
			.fields().ssn).isNull();
	}

	@Test
	void queriesFindWhatIsNullAndWhatIsMissingTogetherOrApart() {
		Plain fields = new Plain();
		fields.limit = null;
		this.system.rocketJob.create(PlainJob.class, fields);
		this.system.rocketJob.create(PlainJob.class, new Plain());
		this.system.jobs()
			.updateOne(new Document("fields.limit", 100), new Document("$unset", new Document("fields.limit", "")));
		this.system.rocketJob.create(PlainJob.class, new Plain());
		assertThat(count(Criteria.where("fields.limit").isNull())).isEqualTo(2);
		assertThat(count(Criteria.where("fields.limit").isNullValue())).isEqualTo(1);
		assertThat(count(Criteria.where("fields.limit").exists(false))).isEqualTo(1);
		assertThat(count(Criteria.where("fields.limit").ne(null))).isEqualTo(1);
		assertThat(count(Criteria.where("fields.ssn").ne(null))).isEqualTo(3);
		assertThat(count(Criteria.where("fields.ssn").isNullValue())).isZero();
	}

	@Test
	void aCompactConstructorSeesNullForWhatIsNullAndForWhatIsMissing() {
		JobInstance<WithDefaults> job = this.system.rocketJob.create(RecordJob.class, new WithDefaults(null, null));
		assertThat(job.reload().fields()).isEqualTo(new WithDefaults(10, null));
		this.system.jobs().updateOne(new Document(), new Document("$unset", new Document("fields", "")));
		assertThat(job.reload().fields()).isEqualTo(new WithDefaults(10, null));
		assertThat(job.reload().update((change) -> change.field("limit", 3)).fields().limit()).isEqualTo(3);
	}

	@Test
	void aNullThatIsCopiedToTheNextOccurrenceStaysNull() {
		Scheduled fields = new Scheduled();
		fields.copied = null;
		fields.other = null;
		JobInstance<Scheduled> first = this.system.rocketJob.create(ScheduledJob.class, fields);
		first.runNow();
		this.system.queue.drain();
		Scheduled next = this.system.rocketJob.jobs(ScheduledJob.class)
			.stream()
			.filter((job) -> !job.id().equals(first.id()))
			.findFirst()
			.orElseThrow()
			.fields();
		assertThat(next.copied).isNull();
		assertThat(next.other).isEqualTo("default");
	}

	private Document stored(JobInstance<?> job) {
		return this.system.jobs().find(new Document("_id", job.id())).first().get("fields", Document.class);
	}

	private long count(Criteria condition) {
		return this.system.rocketJob.jobs(PlainJob.class).where(condition).count();
	}

	static class Plain {

		@Nullable Integer limit = 100;

		int count = 3;

		@Nullable Inner inner = new Inner();

		@Nullable List<@Nullable Inner> all = new ArrayList<>();

		@Nullable Map<String, @Nullable Inner> byName = new HashMap<>();

		@Encrypted
		@Nullable String ssn = "none";

	}

	static class Inner {

		@Nullable Integer size = 5;

	}

	record WithDefaults(@Nullable Integer limit, @Nullable String text) {

		WithDefaults {
			limit = (limit != null) ? limit : 10;
		}

	}

	static class Scheduled {

		@CopyOnRestart
		@Nullable String copied = "default";

		@Nullable String other = "default";

	}

	@RocketJob(destroyOnComplete = false)
	static class PlainJob implements Job<Plain> {

		final List<Plain> seen = new ArrayList<>();

		boolean changeToNull;

		@Override
		public @Nullable Object perform(Plain fields, JobContext context) {
			this.seen.add(fields);
			if (this.changeToNull) {
				fields.limit = null;
				fields.inner.size = null;
			}
			return null;
		}

	}

	@RocketJob(destroyOnComplete = false)
	static class RecordJob implements Job<WithDefaults> {

		@Override
		public @Nullable Object perform(WithDefaults fields, JobContext context) {
			return null;
		}

	}

	@RocketJob(destroyOnComplete = false)
	@Cron(schedule = "0 0 1 1 *")
	static class ScheduledJob implements Job<Scheduled> {

		@Override
		public @Nullable Object perform(Scheduled fields, JobContext context) {
			return null;
		}

	}

}
