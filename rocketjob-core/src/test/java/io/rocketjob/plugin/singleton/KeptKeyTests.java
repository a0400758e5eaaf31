package io.rocketjob.plugin.singleton;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.DuplicateJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobOptions;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.jobclass.JobClassException;
import io.rocketjob.plugin.OnConflict;
import io.rocketjob.plugin.cron.Cron;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.CannotAcquireLockException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Keys that are kept for a time, and what becomes of a job whose key is taken. */
class KeptKeyTests {

	private static final String KEY = "singleton:Hourly:acme";

	private final TestSystem system = TestSystem.with(Hourly.class, Kept.class, Replaced.class)
		.withoutRecovery()
		.start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void noOtherIsCreatedWithinTheTimeThoughTheFirstHasEndedAndIsGone() {
		JobInstance<Input> first = create("acme");
		Instant until = until();
		assertThat(Duration.between(first.createdAt(), until)).isBetween(Duration.ofHours(1), Duration.ofMinutes(61));
		this.system.queue.drain();
		assertThat(this.system.jobs().countDocuments()).isZero();
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> create("acme"))
			.withMessageContainingAll(first.id().toHexString(), KEY, until.toString())
			.satisfies((ex) -> assertThat(ex.existing()).isEqualTo(first.id()))
			.satisfies((ex) -> assertThat(ex.until()).isEqualTo(until))
			.satisfies((ex) -> assertThat(ex.key()).isEqualTo(KEY));
		create("other");
		assertThat(this.system.queue.drain()).hasSize(1);
		this.system.clock.move(Duration.ofMinutes(58));
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> create("acme"));
		this.system.clock.move(Duration.ofMinutes(3));
		assertThat(create("acme").id()).isNotEqualTo(first.id());
	}

	@Test
	void theOneThatIsThereCountsBeyondTheTime() {
		JobInstance<Input> first = create("acme");
		this.system.clock.move(Duration.ofHours(2));
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> create("acme"))
			.satisfies((ex) -> assertThat(ex.existing()).isEqualTo(first.id()))
			.satisfies((ex) -> assertThat(ex.until()).isNull());
		assertThat(this.system.jobs().countDocuments()).isOne();
	}

	@Test
	void aKeyThatIsRefusedLeavesNothingBehind() {
		create("acme");
		this.system.queue.drain();
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> create("acme"));
		assertThat(this.system.jobs().countDocuments()).isZero();
		assertThat(keys().countDocuments()).isOne();
	}

	@Test
	void ofManyThatCreateAtOnceAfterTheEndOneWinsOnceTheTimeIsOver() throws Exception {
		create("acme");
		this.system.queue.drain();
		for (int round = 0; round < 3; round++) {
			this.system.clock.move(Duration.ofMinutes(61));
			assertThat(createAtOnce()).isOne();
			assertThat(this.system.queue.drain()).hasSize(1);
			assertThat(createAtOnce()).isZero();
		}
	}

	/**
	 * How many jobs there are afterwards. PostgreSQL ends writers that wait for each
	 * other: what becomes of their jobs the recovery decides.
	 */
	private long createAtOnce() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Future<Boolean>> created = threads
				.invokeAll(IntStream.range(0, 32).<Callable<Boolean>>mapToObj((i) -> () -> {
					try {
						create("acme");
						return true;
					}
					catch (DuplicateJobException | CannotAcquireLockException ex) {
						return false;
					}
				}).toList());
			long count = 0;
			for (Future<Boolean> each : created) {
				count += each.get() ? 1 : 0;
			}
			assertThat(count).isLessThanOrEqualTo(1);
			this.system.clock.move(Duration.ofMinutes(1));
			this.system.engine.recoverDependencies();
			return this.system.jobs().countDocuments();
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void aJobWhoseProcessDiesBeforeItHasItsKeyIsCreatedByTheRecovery() {
		JobInstance<Input> job = create("acme");
		keys().deleteMany(new Document());
		holdAsIfItsProcessHadDied(job.id());
		assertThat(this.system.queue.drain()).isEmpty();
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> create("acme"));
		this.system.clock.move(Duration.ofSeconds(11));
		this.system.engine.recoverDependencies();
		assertThat(keys().find().first()).containsEntry("job", job.id());
		assertThat(this.system.queue.drain()).singleElement().matches((ran) -> ran.id().equals(job.id()));
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> create("acme"));
	}

	@Test
	void oneThatDiesBetweenTheKeyAndTheReleaseIsReleased() {
		JobInstance<Input> job = create("acme");
		holdAsIfItsProcessHadDied(job.id());
		this.system.clock.move(Duration.ofSeconds(11));
		this.system.engine.recoverDependencies();
		assertThat(this.system.queue.drain()).hasSize(1);
	}

	@Test
	void oneThatDiesBeforeItIsRefusedIsDeleted() {
		JobInstance<Input> job = create("acme");
		keys().updateOne(new Document("_id", KEY), new Document("$set", new Document("job", new ObjectId())));
		holdAsIfItsProcessHadDied(job.id());
		this.system.clock.move(Duration.ofSeconds(11));
		this.system.engine.recoverDependencies();
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void aJobThatIsHeldIsNotRunWhateverIsDoneWithIt() {
		JobInstance<Input> job = create("acme");
		holdAsIfItsProcessHadDied(job.id());
		job.pause().resume();
		assertThat(this.system.queue.drain()).isEmpty();
		job.reload().pause();
		this.system.clock.move(Duration.ofSeconds(11));
		this.system.engine.recoverDependencies();
		assertThat(this.system.queue.drain()).isEmpty();
		job.reload().resume();
		assertThat(this.system.queue.drain()).hasSize(1);
	}

	private void holdAsIfItsProcessHadDied(ObjectId id) {
		Document kept = new Document("keys",
				List.of(new Document("key", KEY).append("millis", Duration.ofHours(1).toMillis())))
			.append("then", new Document("claimable", true));
		this.system.jobs()
			.updateOne(new Document("_id", id),
					new Document("$set",
							new Document("keeping", kept).append("linking", Date.from(this.system.clock.instant())))
						.append("$unset", new Document("claimable", "")));
	}

	@Test
	void itMayWaitForOthersAndForItsTime() {
		JobInstance<Input> first = create("first");
		JobInstance<Input> second = create("second", (options) -> options.after(first.id()));
		assertThat(second.reload().waitsFor()).containsExactly(first.id());
		create("third", (options) -> options.runAt(this.system.clock.instant().plus(Duration.ofMinutes(5))));
		assertThat(this.system.queue.drain()).hasSize(2);
		this.system.clock.move(Duration.ofMinutes(6));
		assertThat(this.system.queue.drain()).hasSize(1);
	}

	@Test
	void aFailedJobIsRetriedWithinTheTime() {
		JobInstance<Input> failed = create("fail");
		this.system.queue.drain();
		assertThat(failed.reload().state()).isEqualTo(JobState.FAILED);
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> create("fail"));
		failed.reload().retry();
		assertThat(this.system.queue.drain()).hasSize(1);
	}

	@Test
	void theKeysAreRemovedWhenTheirTimeIsOver() {
		create("acme");
		this.system.queue.drain();
		this.system.clock.move(Duration.ofMinutes(59));
		this.system.engine.sweepKeys();
		assertThat(keys().countDocuments()).isOne();
		this.system.clock.move(Duration.ofMinutes(3));
		this.system.engine.sweepKeys();
		assertThat(keys().countDocuments()).isZero();
	}

	@Test
	void theFirstIsKept() {
		JobInstance<Input> first = this.system.rocketJob.create(Kept.class, new Input("acme", 1));
		JobInstance<Input> second = this.system.rocketJob.create(Kept.class, new Input("acme", 2));
		assertThat(second.id()).isEqualTo(first.id());
		assertThat(second.fields().value()).isOne();
		assertThat(this.system.rocketJob.createAll(Kept.class, List.of(new Input("acme", 3), new Input("new", 3))))
			.hasSize(2)
			.startsWith(first.id());
		assertThat(this.system.queue.drain()).hasSize(2);
		JobInstance<Input> gone = this.system.rocketJob.create(Kept.class, new Input("acme", 4));
		assertThat(gone.id()).isEqualTo(first.id());
		assertThat(gone.state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void theFirstTakesTheNewFieldsUntilItStarts() {
		JobInstance<Input> first = this.system.rocketJob.create(Replaced.class, new Input("acme", 1));
		JobInstance<Input> second = this.system.rocketJob.create(Replaced.class, new Input("acme", 2));
		assertThat(second.id()).isEqualTo(first.id());
		assertThat(first.reload().fields().value()).isEqualTo(2);
		assertThat(this.system.engine.claims().next(new ObjectId(), "w")).isPresent();
		assertThatExceptionOfType(DuplicateJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(Replaced.class, new Input("acme", 3)));
		assertThat(first.reload().fields().value()).isEqualTo(2);
	}

	@Test
	void whatIsWrongIsSaidAtTheStart() {
		assertThat(problems(WrongTime.class)).contains("@Singleton: within: must be from 1s to 365d, but is 400d");
		assertThat(problems(NoUnit.class)).contains("within: '60' has no unit", "60s");
		assertThat(problems(Scheduled.class)).contains("would refuse its next occurrences", "remove within");
		assertThat(problems(Batch.class)).contains("leave out within and onConflict");
	}

	private static String problems(Class<?> bean) {
		List<String> messages = new ArrayList<>();
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> TestSystem.with(bean).start().close())
			.satisfies((ex) -> {
				for (Throwable each = ex; each != null; each = each.getCause()) {
					if (each instanceof JobClassException) {
						messages.add(String.valueOf(each.getMessage()));
					}
				}
			});
		return String.join("\n", messages);
	}

	private Instant until() {
		return keys().find(new Document("_id", KEY)).first().getDate("until").toInstant();
	}

	private MongoCollection<Document> keys() {
		return this.system.collection("rocketjob.keys");
	}

	private JobInstance<Input> create(String account) {
		return create(account, (options) -> {
		});
	}

	private JobInstance<Input> create(String account, Consumer<JobOptions> options) {
		return this.system.rocketJob.create(Hourly.class, new Input(account, 0), options);
	}

	record Input(String account, int value) {
	}

	@RocketJob
	@Singleton(key = "account", within = "PT1H")
	static class Hourly implements Job<Input> {

		private final Map<String, Boolean> failed = new ConcurrentHashMap<>();

		@Override
		public Object perform(Input fields, JobContext context) {
			if (fields.account().equals("fail") && this.failed.put("fail", true) == null) {
				throw new IllegalStateException("as the test wants");
			}
			return null;
		}

	}

	@RocketJob
	@Singleton(key = "account", within = "1h", onConflict = OnConflict.KEEP)
	static class Kept implements Job<Input> {

		@Override
		public Object perform(Input fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@Singleton(key = "account", onConflict = OnConflict.REPLACE)
	static class Replaced extends Kept {

	}

	@RocketJob
	@Singleton(within = "400d")
	static class WrongTime extends Kept {

	}

	@RocketJob
	@Singleton(within = "60")
	static class NoUnit extends Kept {

	}

	@RocketJob
	@Singleton(within = "1h")
	@Cron(schedule = "0 8 * * *")
	static class Scheduled implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@Singleton(within = "1h")
	static class Batch implements BatchJob<Void, String, Void> {

		@Override
		public Void perform(String line, BatchContext<Void> context) {
			return null;
		}

	}

}
