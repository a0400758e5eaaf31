package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobCallbacks;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.TransitionContext;
import io.rocketjob.job.SharedDatabaseTests.Crm.CheckJob;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Past;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two applications, each with a job class of the same name, in one database.
 */
class SharedDatabaseTests {

	private final TestSystem shop = TestSystem.with(Shop.SyncJob.class, Shop.LoadJob.class).start();

	private final TestSystem crm = TestSystem.with(Crm.SyncJob.class, Crm.LoadJob.class, CheckJob.class)
		.sharing(this.shop)
		.start();

	@AfterEach
	void close() {
		this.crm.close();
		this.shop.close();
	}

	@Test
	void aJobWhoseStoredFieldsAreNotValidHereFailsWithWordsBeforeItRuns() {
		JobInstance<?> job = this.shop.rocketJob.create(Shop.SyncJob.class, new Shop.SyncJob.Fields("orders", null));
		this.crm.queue.drain();
		JobInstance<?> failed = this.crm.rocketJob.get(job.id());
		assertThat(failed.state()).isEqualTo(JobState.FAILED);
		assertThat(failed.exception().className()).isEqualTo(InvalidJobException.class.getName());
		assertThat(failed.exception().message()).contains("SyncJob cannot be run")
			.contains(Crm.SyncJob.Fields.class.getName())
			.contains("fields.customer: must not be blank")
			.contains("fields.address.city: must not be blank")
			.contains("job class of this name");
		assertThat(this.crm.bean(Crm.SyncJob.class).calls).containsExactly("before FAIL", "after FAIL");
	}

	@Test
	void aJobWhoseStoredFieldsAreValidRuns() {
		JobInstance<?> job = this.crm.rocketJob.create(Crm.SyncJob.class,
				new Crm.SyncJob.Fields("Ann", new Crm.Address("Rome")));
		this.crm.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.crm.bean(Crm.SyncJob.class).calls).contains("perform");
	}

	@Test
	void aFailedJobRunsAfterItsFieldsWereCorrected() {
		JobInstance<?> job = this.shop.rocketJob.create(Shop.SyncJob.class,
				new Shop.SyncJob.Fields("orders", new Shop.Place("Rome")));
		this.crm.queue.drain();
		JobInstance<?> failed = this.crm.rocketJob.get(job.id());
		assertThat(failed.state()).isEqualTo(JobState.FAILED);
		failed.update((change) -> change.field("customer", "Ann").field("address", new Crm.Address("Rome"))).retry();
		this.crm.queue.drain();
		assertThat(failed.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void theRecordsOfABatchAreNotWorkedOnWithFieldsThatAreNotValidHere() {
		BatchInstance<?> batch = this.shop.rocketJob.batch(Shop.LoadJob.class)
			.fields(new Shop.LoadJob.Fields("orders"))
			.upload(List.of("a", "b"))
			.create();
		this.crm.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.reload().exception().message()).contains("fields.customer: must not be blank");
		assertThat(this.crm.bean(Crm.LoadJob.class).records).isEmpty();
	}

	@Test
	void slicesOfABatchThatAnotherApplicationHasBegunAreNotWorkedOnWithFieldsThatAreNotValidHere() {
		BatchInstance<?> batch = this.shop.rocketJob.batch(Shop.LoadJob.class)
			.fields(new Shop.LoadJob.Fields("orders"))
			.upload(List.of("a", "b"))
			.create();
		this.shop.bean(Shop.LoadJob.class).work = () -> batch.pause();
		this.shop.queue.drain();
		this.shop.rocketJob.get(batch.id()).resume();
		assertThat(batch.reload().state()).isEqualTo(JobState.RUNNING);
		this.crm.queue.drain();
		assertThat(batch.failures()).singleElement()
			.satisfies((group) -> assertThat(group.className()).isEqualTo(InvalidJobException.class.getName()));
		assertThat(this.crm.bean(Crm.LoadJob.class).records).isEmpty();
	}

	@Test
	void whatHadToLieInTheFutureWhenTheJobWasCreatedMayHavePassedWhenItRuns() {
		JobInstance<?> job = this.crm.rocketJob.create(CheckJob.class,
				new CheckJob.Fields(Instant.now().plus(Duration.ofDays(1)), Instant.now().minusSeconds(10)));
		this.crm.jobs()
			.updateOne(new Document("_id", job.id()),
					new Document("$set", new Document("fields.deadline", Instant.now().minusSeconds(1))));
		this.crm.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	static final class Shop {

		private Shop() {
		}

		record Place(@Nullable String street) {
		}

		@RocketJob(destroyOnComplete = false)
		static class SyncJob implements Job<SyncJob.Fields> {

			record Fields(@NotBlank String table, @Nullable Place address) {
			}

			@Override
			public @Nullable Object perform(Fields fields, JobContext context) {
				return null;
			}

		}

		@RocketJob(destroyOnComplete = false)
		@InputCategory(sliceSize = 1)
		static class LoadJob implements BatchJob<LoadJob.Fields, String, Object> {

			volatile Runnable work = () -> {
			};

			record Fields(@NotBlank String table) {
			}

			@Override
			public @Nullable Object perform(String record, BatchContext<Fields> context) {
				this.work.run();
				return null;
			}

		}

	}

	static final class Crm {

		private Crm() {
		}

		record Address(@NotBlank String city) {
		}

		@RocketJob(destroyOnComplete = false)
		static class SyncJob implements Job<SyncJob.Fields>, JobCallbacks<SyncJob.Fields> {

			final List<String> calls = new ArrayList<>();

			record Fields(@NotBlank String customer, @Valid @NotNull Address address) {

				Fields {
					address = (address != null) ? address : new Address("");
				}

			}

			@Override
			public @Nullable Object perform(Fields fields, JobContext context) {
				this.calls.add("perform");
				return null;
			}

			@Override
			public void before(JobTransition transition, TransitionContext<Fields> context) {
				this.calls.add("before " + transition);
			}

			@Override
			public void after(JobTransition transition, TransitionContext<Fields> context) {
				this.calls.add("after " + transition);
			}

		}

		@RocketJob(destroyOnComplete = false)
		static class LoadJob implements BatchJob<LoadJob.Fields, String, Object> {

			final List<String> records = new ArrayList<>();

			record Fields(@NotBlank String customer) {
			}

			@Override
			public @Nullable Object perform(String record, BatchContext<Fields> context) {
				this.records.add(record);
				return null;
			}

		}

		@RocketJob(destroyOnComplete = false)
		static class CheckJob implements Job<CheckJob.Fields> {

			record Fields(@Future Instant deadline, @Past Instant begun) {
			}

			@Override
			public @Nullable Object perform(Fields fields, JobContext context) {
				return null;
			}

		}

	}

}
