package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.ChainInstance;
import io.rocketjob.ChainStatus;
import io.rocketjob.ChainStep;
import io.rocketjob.InputCategory;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RetriedTransactions;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.TestSystem;
import io.rocketjob.testsupport.TestDatabase;
import jakarta.validation.constraints.NotBlank;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Jobs that follow each other as one thing. */
class ChainTests {

	private static final List<String> LINES = List.of("a", "b", "c");

	private final TestSystem system = TestSystem.with(ImportJob.class, SortJob.class, MailJob.class)
		.withoutRecovery()
		.start();

	private final RocketJobTemplate rocketJob = this.system.rocketJob;

	private final MailJob mail = this.system.bean(MailJob.class);

	@AfterEach
	void close() {
		this.system.close();
	}

	private ChainInstance nightly() {
		return this.rocketJob.chain("nightly")
			.then(this.rocketJob.batch(ImportJob.class).upload(LINES))
			.then(this.rocketJob.batch(SortJob.class))
			.then(MailJob.class, new MailJob.Fields("ada"))
			.create();
	}

	@Test
	void eachStepStartsWhenTheOneBeforeHasCompletedAndReadsItsOutput() {
		ChainInstance chain = nightly();
		assertThat(chain.id()).startsWith("nightly:");
		assertThat(chain.name()).isEqualTo("nightly");
		assertThat(chain.status()).hasToString("queued: step 1 of 3 (ImportJob), 0%");
		assertThat(this.system.queue.runNext())
			.hasValueSatisfying((ran) -> assertThat(ran.id()).isEqualTo(chain.steps().get(0).id()));
		assertThat(chain.status()).hasToString("running: step 2 of 3 (SortJob), 33%");
		assertThat(this.system.queue.runNext()).isPresent();
		ChainStatus status = chain.status();
		assertThat(status.state()).isEqualTo(JobState.RUNNING);
		assertThat(status.step()).isEqualTo(3);
		assertThat(status.steps()).isEqualTo(3);
		assertThat(status.percentComplete()).isEqualTo(66);
		assertThat(this.system.queue.runNext()).isPresent();
		assertThat(chain.status()).hasToString("completed: step 3 of 3, 100%");
		assertThat(this.system.queue.drain()).isEmpty();
		List<JobInstance<?>> steps = chain.steps();
		assertThat(steps).extracting(JobInstance::jobClass).containsExactly("ImportJob", "SortJob", "MailJob");
		assertThat(this.rocketJob.batch(steps.get(1).id()).output("main", String.class)).containsExactly("C!", "B!",
				"A!");
		assertThat(this.mail.steps).containsExactly(new ChainStep(chain.id(), 3, 3, steps.get(1).id()));
		assertThat(steps.get(0).chainStep()).isEqualTo(new ChainStep(chain.id(), 1, 3, null));
		assertThat(this.system.jobs().countDocuments(new Document("linking", new Document("$exists", true)))).isZero();
	}

	@Test
	void itGoesOnFromWhereItHasFailed() {
		this.mail.failing = true;
		ChainInstance chain = nightly();
		this.system.queue.drain();
		assertThat(chain.status()).hasToString("failed: step 3 of 3 (MailJob), 66%");
		this.mail.failing = false;
		chain.retry();
		assertThat(chain.status().state()).isEqualTo(JobState.RUNNING);
		assertThat(this.system.queue.drain()).extracting((ran) -> ran.jobClass()).containsExactly("MailJob");
		assertThat(chain.status().state()).isEqualTo(JobState.COMPLETED);
		assertThatExceptionOfType(RocketJobException.class).isThrownBy(chain::retry)
			.withMessageContaining("No step of the chain nightly:");
	}

	@Test
	void anAbortIsOneForAllStepsThatHaveNotEnded() {
		ChainInstance chain = nightly();
		this.system.queue.runNext();
		assertThat(chain.abort("the file was wrong")).isEqualTo(2);
		assertThat(this.system.queue.drain()).isEmpty();
		assertThat(chain.steps()).extracting(JobInstance::state)
			.containsExactly(JobState.COMPLETED, JobState.ABORTED, JobState.ABORTED);
		assertThat(chain.status()).hasToString("aborted: step 2 of 3 (SortJob), 33%");
		assertThat(chain.abort(null)).isZero();
	}

	@Test
	void aStepThatIsAbortedAbortsThoseAfterIt() {
		ChainInstance chain = nightly();
		chain.steps().get(0).abort(null);
		assertThat(chain.steps()).extracting(JobInstance::state).containsOnly(JobState.ABORTED);
	}

	@Test
	void anyProcessFindsItAndRunsIt() {
		ChainInstance chain = nightly();
		try (TestSystem other = TestSystem.with(ImportJob.class, SortJob.class, MailJob.class)
			.sharing(this.system)
			.withoutRecovery()
			.start()) {
			assertThat(other.queue.runNext()).isPresent();
			assertThat(this.system.queue.runNext()).isPresent();
			assertThat(other.queue.runNext()).isPresent();
			ObjectId step = chain.steps().get(2).id();
			String id = Objects.requireNonNull(other.rocketJob.get(step).chainStep()).chain();
			assertThat(other.rocketJob.findChain(id))
				.hasValueSatisfying((found) -> assertThat(found.status().state()).isEqualTo(JobState.COMPLETED));
			assertThat(other.rocketJob.findChain("weekly:" + step)).isEmpty();
		}
	}

	@Test
	void nothingIsKeptWhenAStepCannotBeCreated() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.rocketJob.chain("nightly")
				.then(MailJob.class, new MailJob.Fields("ada"))
				.then(MailJob.class, new MailJob.Fields(""))
				.create())
			.withMessageContaining("step 2: ");
		assertThatExceptionOfType(RocketJobException.class).isThrownBy(
				() -> this.rocketJob.chain("nightly").then(this.rocketJob.batch(ImportJob.class).upload((writer) -> {
					throw new IllegalStateException("no such file");
				})).then(MailJob.class, new MailJob.Fields("ada")).create())
			.withMessageEndingWith("no such file");
		this.system.engine.cleanup().recover();
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void aLongUploadIsNoReasonToAbortIt() {
		ChainInstance chain = this.rocketJob.chain("long")
			.then(this.rocketJob.batch(ImportJob.class).upload((writer) -> {
				writer.write("a");
				this.system.clock.move(Duration.ofSeconds(11));
				this.system.engine.recoverDependencies();
			}))
			.then(this.rocketJob.batch(SortJob.class))
			.create();
		assertThat(this.system.queue.drain()).hasSize(2);
		assertThat(chain.status().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aNameIsCheckedAndAStepIsNeeded() {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.rocketJob.chain("a:b"))
			.withMessageContaining("but this one is 'a:b'");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.rocketJob.chain("empty").create())
			.withMessage("The chain 'empty' has 0 steps; it must have 1 to 100");
	}

	@Test
	void aStepMayWaitForOthersTooAndBeScheduled() {
		JobInstance<MailJob.Fields> first = this.rocketJob.create(MailJob.class, new MailJob.Fields("first"));
		ChainInstance chain = this.rocketJob.chain("one")
			.then(MailJob.class, new MailJob.Fields("second"), (options) -> options.after(first.id()))
			.create();
		assertThat(chain.steps().get(0).waitsFor()).containsExactly(first.id());
		assertThat(this.system.queue.drain()).extracting((ran) -> ran.id())
			.containsExactly(first.id(), chain.steps().get(0).id());
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.rocketJob.chain("one")
			.then(MailJob.class, new MailJob.Fields("second"), (options) -> options.after(new ObjectId()))
			.create());
	}

	@Test
	void stepsThatAreDestroyedCountAsCompleted() {
		ChainInstance chain = this.rocketJob.chain("short")
			.then(MailJob.class, new MailJob.Fields("a"), (options) -> options.destroyOnComplete(true))
			.then(MailJob.class, new MailJob.Fields("b"))
			.create();
		this.system.queue.runNext();
		this.system.jobs().deleteOne(new Document("_id", chain.steps().get(0).id()));
		assertThat(chain.status()).hasToString("running: step 2 of 2 (MailJob), 50%");
		this.system.queue.runNext();
		assertThat(chain.status()).hasToString("completed: step 2 of 2, 100%");
	}

	@Test
	void itIsStoredAfterTheCommitOfAnotherTransactionWithoutBatches() {
		TransactionTemplate transaction = new TransactionTemplate(
				new DataSourceTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:" + new ObjectId())));
		try (TestSystem other = TestSystem.with(MailJob.class, ImportJob.class).afterCommit().start()) {
			transaction.executeWithoutResult((status) -> {
				other.rocketJob.chain("a").then(MailJob.class, new MailJob.Fields("a")).create();
				status.setRollbackOnly();
			});
			transaction.executeWithoutResult((status) -> {
				other.rocketJob.chain("b")
					.then(MailJob.class, new MailJob.Fields("b"))
					.then(MailJob.class, new MailJob.Fields("c"))
					.create();
				assertThat(other.jobs().countDocuments()).isZero();
				assertThatExceptionOfType(IllegalStateException.class)
					.isThrownBy(() -> other.rocketJob.chain("c").then(other.rocketJob.batch(ImportJob.class)).create())
					.withMessageContaining("create it outside of the transaction");
			});
			assertThat(other.queue.drain()).hasSize(2);
		}
	}

	@Test
	void itIsPartOfATransactionOfTheDatabase() {
		assumeTrue(TestDatabase.get().supportsTransactions(), "the server has no transactions");
		this.system.engine.prepareCollections();
		TransactionTemplate transaction = new RetriedTransactions(this.system.factory);
		transaction.executeWithoutResult((status) -> {
			mails();
			status.setRollbackOnly();
		});
		assertThat(this.system.jobs().countDocuments()).isZero();
		ChainInstance chain = Objects.requireNonNull(transaction.execute((status) -> {
			ChainInstance created = mails();
			assertThat(this.system.jobs().countDocuments()).as("seen before the commit").isZero();
			return created;
		}));
		assertThat(this.system.queue.drain()).hasSize(2);
		assertThat(chain.status().state()).isEqualTo(JobState.COMPLETED);
	}

	private ChainInstance mails() {
		return this.rocketJob.chain("mails")
			.then(MailJob.class, new MailJob.Fields("a"))
			.then(MailJob.class, new MailJob.Fields("b"))
			.create();
	}

	@RocketJob
	@InputCategory
	@OutputCategory
	static class ImportJob implements BatchJob<Void, String, String> {

		@Override
		public String perform(String line, BatchContext<Void> context) {
			return line.toUpperCase(Locale.ROOT);
		}

	}

	/** Works on the output of the step before. */
	@RocketJob
	@InputCategory
	@OutputCategory
	static class SortJob implements BatchJob<Void, String, String> {

		private final ObjectProvider<RocketJobTemplate> rocketJob;

		SortJob(ObjectProvider<RocketJobTemplate> rocketJob) {
			this.rocketJob = rocketJob;
		}

		@Override
		public void beforeBatch(BatchContext<Void> context) {
			ObjectId imported = context.chainStep().previous();
			Stream<String> lines = this.rocketJob.getObject().batch(imported).output("main", String.class);
			context.uploads().upload(lines.sorted(Collections.reverseOrder()));
		}

		@Override
		public String perform(String line, BatchContext<Void> context) {
			return line + "!";
		}

	}

	@RocketJob
	static class MailJob implements Job<MailJob.Fields> {

		volatile boolean failing;

		final List<@Nullable ChainStep> steps = Collections.synchronizedList(new ArrayList<>());

		record Fields(@NotBlank String to) {
		}

		@Override
		public Object perform(Fields fields, JobContext context) {
			if (this.failing) {
				throw new IllegalStateException("no mail server");
			}
			this.steps.add(context.chainStep());
			return fields.to();
		}

	}

}
