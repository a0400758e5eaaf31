package io.rocketjob.reencryption;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.BatchPhase;
import io.rocketjob.DuplicateJobException;
import io.rocketjob.Encrypted;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.Result;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.Serializer;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.batch.SliceReEncryption;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.EncryptionException;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.KeysetsAccess;
import io.rocketjob.encryption.TinkEncryption;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What is stored is encrypted anew, so that the former key can be removed. */
class ReEncryptionJobTests {

	private static final String BAD = "bad";

	private static final Person ANN = new Person("Ann", "111-11-1111");

	private static final Secrets SECRETS = new Secrets("Eve", "4711", List.of(ANN, new Person("Bob", "222-22-2222")),
			new Person("Boss", "333-33-3333"), new Phone("0815"), Map.of("a.b", ANN));

	private final String former = Keysets.newValues();

	private final String both = KeysetsAccess.rotated(this.former);

	private final TestSystem old = system(TinkEncryption.of(resource(this.former)), null);

	private final List<TestSystem> others = new ArrayList<>();

	@AfterEach
	void close() {
		this.others.forEach(TestSystem::close);
		this.old.close();
	}

	@Test
	void afterItTheFormerKeyCanBeRemovedAndEverythingIsRead() {
		JobInstance<Secrets> queued = this.old.rocketJob.create(SecretJob.class, SECRETS, (job) -> job.priority(90));
		queued.pause();
		JobInstance<Secrets> done = this.old.rocketJob.create(SecretJob.class, SECRETS);
		BatchInstance<Void> completed = vault(this.old, "a", "b", "c");
		BatchInstance<Void> failed = vault(this.old, "d", "e", "f", BAD, "g");
		BatchInstance<Void> persons = persons(this.old);
		this.old.queue.drain();
		BatchInstance<Void> paused = vault(this.old, "h", "i", "j");
		paused.pause();
		BatchInstance<Void> pausedPersons = persons(this.old);
		pausedPersons.pause();
		assertThat(failed.reload().state()).isEqualTo(JobState.FAILED);
		assertUnreadableWithoutFormerKey(queued.id());

		TestSystem rotated = rotated();
		BatchInstance<?> run = rotated.rocketJob.batch(ReEncryptionJob.class).create();
		rotated.queue.drain();
		assertThat(run.reload().state()).as(() -> String.valueOf(run.reload().exception()))
			.isEqualTo(JobState.COMPLETED);
		assertThat(run.statistics().get(ReEncryptionJob.REWRITTEN)).isGreaterThan(10);
		assertThat(run.statistics().get(ReEncryptionJob.VALUES)).isGreaterThan(10);

		TestSystem last = system(TinkEncryption.of(resource(KeysetsAccess.withPrimaryOnly(this.both))), this.old);
		assertThat(last.rocketJob.get(SecretJob.class, queued.id()).fields()).isEqualTo(SECRETS);
		assertThat(last.rocketJob.get(SecretJob.class, done.id()).fields()).isEqualTo(SECRETS);
		assertThat(last.rocketJob.get(done.id()).result(Answer.class)).isEqualTo(new Answer("4711!"));
		assertOutput(last, completed.id(), "a", "b", "c");
		assertThat(last.rocketJob.batch(persons.id()).output("main", Person.class)).containsExactly(ANN);
		last.rocketJob.batch(paused.id()).resume();
		last.rocketJob.batch(pausedPersons.id()).resume();
		BatchInstance<?> corrected = last.rocketJob.batch(failed.id());
		assertThat(corrected.failedSlices().findFirst().orElseThrow().records(String.class)).containsExactly("f", BAD);
		corrected.failedSlices().findFirst().orElseThrow().update(1, "good").retry();
		last.queue.drain();
		assertOutput(last, paused.id(), "h", "i", "j");
		assertOutput(last, failed.id(), "d", "e", "f", "good", "g");
		assertThat(last.rocketJob.batch(pausedPersons.id()).output("main", Person.class)).containsExactly(ANN);
	}

	@Test
	void whatIsCurrentIsLeftAlone() {
		this.old.rocketJob.create(SecretJob.class, SECRETS);
		vault(this.old, "a", "b", "c", BAD);
		this.old.queue.drain();
		TestSystem rotated = rotated();
		rotated.rocketJob.batch(ReEncryptionJob.class).create();
		rotated.queue.drain();
		Map<String, List<Document>> before = everything();
		BatchInstance<?> again = rotated.rocketJob.batch(ReEncryptionJob.class).create();
		rotated.queue.drain();
		assertThat(again.statistics()).doesNotContainKeys(ReEncryptionJob.REWRITTEN, ReEncryptionJob.VALUES,
				ReEncryptionJob.SKIPPED);
		assertThat(again.statistics().get(ReEncryptionJob.CURRENT)).isGreaterThan(2);
		Map<String, List<Document>> after = everything();
		before.forEach((name, documents) -> assertThat(after.get(name)).as(name).containsAll(documents));
	}

	@Test
	void aRunThatStopsInTheMiddleIsContinuedByTheNext() {
		BatchInstance<Void> batch = vault(this.old, "a", "b", "c", "d", "e", "f");
		ReEncryption reEncryption = rotated().bean(ReEncryption.class);
		AtomicInteger documents = new AtomicInteger();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> reEncryption.renew(batch.id(), () -> {
			if (documents.incrementAndGet() == 2) {
				throw new IllegalStateException("the process dies");
			}
		}));
		ReEncryption.Outcome outcome = reEncryption.renew(batch.id(), () -> {
		});
		assertThat(outcome.count(SliceReEncryption.Result.CURRENT)).isEqualTo(2);
		assertThat(outcome.count(SliceReEncryption.Result.REWRITTEN)).isEqualTo(1);
	}

	@Test
	void aSliceThatAWorkerHoldsIsLookedAtAgain() {
		BatchInstance<Void> batch = vault(this.old, "a", "b", "c");
		batch.pause();
		String inputs = "rocketjob.inputs." + batch.id() + ".main";
		Document first = Objects
			.requireNonNull(this.old.collection(inputs).find().sort(new Document("_id", 1)).first());
		this.old.collection(inputs)
			.updateOne(new Document("_id", first.get("_id")), new Document("$set", new Document("state", "running")
				.append("claim", new Document("token", new ObjectId()).append("server", new ObjectId()))));
		TestSystem rotated = rotated();
		BatchInstance<?> run = rotated.rocketJob.batch(ReEncryptionJob.class).create();
		CompletableFuture<?> drained = CompletableFuture.runAsync(rotated.queue::drain);
		await().until(() -> run.reload().phase() == BatchPhase.AFTER);
		assertThat(this.old.collection(inputs).find(new Document("_id", first.get("_id"))).first().get("data"))
			.isEqualTo(first.get("data"));
		this.old.collection(inputs)
			.updateOne(new Document("_id", first.get("_id")),
					new Document("$set", new Document("state", "queued")).append("$unset", new Document("claim", "")));
		drained.join();
		assertThat(run.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(run.statistics()).containsEntry(ReEncryptionJob.SKIPPED, 1L)
			.containsEntry(ReEncryptionJob.REWRITTEN, 1L);
		assertThat(this.old.collection(inputs).find(new Document("_id", first.get("_id"))).first().get("data"))
			.isNotEqualTo(first.get("data"));
	}

	@Test
	void aSliceThatWorkersHoldForTooLongFailsTheJobAndARetryGoesOn() {
		BatchInstance<Void> batch = vault(this.old, "a");
		batch.pause();
		this.old.collection("rocketjob.inputs." + batch.id() + ".main")
			.updateMany(new Document(), new Document("$set", new Document("state", "running").append("claim",
					new Document("token", new ObjectId()).append("server", new ObjectId()))));
		TestSystem rotated = system(TinkEncryption.of(resource(this.both)), this.old, Duration.ZERO);
		BatchInstance<?> run = rotated.rocketJob.batch(ReEncryptionJob.class).create();
		rotated.queue.drain();
		assertThat(run.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(run.reload().exception().message()).contains("Workers still hold slices", batch.id().toString(),
				"retry this job");
		this.old.collection("rocketjob.inputs." + batch.id() + ".main")
			.updateMany(new Document(),
					new Document("$set", new Document("state", "queued")).append("$unset", new Document("claim", "")));
		run.retry();
		rotated.queue.drain();
		assertThat(run.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aSliceThatIsClaimedMeanwhileIsNotWrittenOver() {
		BatchInstance<Void> batch = vault(this.old, "a");
		String inputs = "rocketjob.inputs." + batch.id() + ".main";
		AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {
		});
		Encryption hooked = new Hooked(TinkEncryption.of(resource(this.both)), () -> meanwhile.get().run());
		ReEncryption reEncryption = system(hooked, this.old).bean(ReEncryption.class);
		meanwhile.set(() -> this.old.collection(inputs)
			.updateMany(new Document(), new Document("$inc", new Document("attempt", 1))));
		Object before = this.old.collection(inputs).find().first().get("data");
		ReEncryption.Outcome outcome = reEncryption.renew(batch.id(), () -> {
		});
		assertThat(outcome.count(SliceReEncryption.Result.CHANGED)).isEqualTo(1);
		assertThat(outcome.isLeft()).isTrue();
		assertThat(this.old.collection(inputs).find().first().get("data")).isEqualTo(before);
	}

	@Test
	void fieldsThatChangeMeanwhileAreReadAgain() {
		JobInstance<Secrets> job = this.old.rocketJob.create(SecretJob.class, SECRETS);
		AtomicInteger writes = new AtomicInteger();
		Encryption hooked = new Hooked(TinkEncryption.of(resource(this.both)), () -> {
			if (writes.incrementAndGet() == 1) {
				this.old.jobs()
					.updateOne(new Document("_id", job.id()),
							new Document("$set", new Document("fields.owner", "Mallory")));
			}
		});
		ReEncryption.Outcome outcome = system(hooked, this.old).bean(ReEncryption.class).renew(job.id(), () -> {
		});
		assertThat(outcome.isLeft()).isFalse();
		TestSystem last = system(TinkEncryption.of(resource(KeysetsAccess.withPrimaryOnly(this.both))), this.old);
		Secrets read = last.rocketJob.get(SecretJob.class, job.id()).fields();
		assertThat(read.owner()).isEqualTo("Mallory");
		assertThat(read.number()).isEqualTo(SECRETS.number());
	}

	@Test
	void whatCannotBeDecryptedFailsItsRecordAndTheRestIsDone() {
		JobInstance<Secrets> broken = this.old.rocketJob.create(SecretJob.class, SECRETS);
		JobInstance<Secrets> whole = this.old.rocketJob.create(SecretJob.class, SECRETS);
		this.old.jobs()
			.updateOne(new Document("_id", broken.id()),
					new Document("$set",
							new Document("fields.unknown",
									this.old.jobs()
										.find(new Document("_id", whole.id()))
										.first()
										.get("fields", Document.class)
										.get("number"))));
		broken.pause();
		whole.pause();
		TestSystem rotated = rotated();
		BatchInstance<?> run = rotated.rocketJob.batch(ReEncryptionJob.class).create();
		rotated.queue.drain();
		assertThat(run.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(run.failures()).singleElement()
			.satisfies((group) -> assertThat(group.message()).contains("cannot be encrypted anew", "'unknown'",
					"rocketjob.re-encryption.types", "An older key is still needed"));
	}

	@Test
	void onlyOneRunsAtATime() {
		TestSystem rotated = rotated();
		rotated.rocketJob.batch(ReEncryptionJob.class).create();
		assertThatExceptionOfType(DuplicateJobException.class)
			.isThrownBy(() -> rotated.rocketJob.batch(ReEncryptionJob.class).create());
	}

	private void assertUnreadableWithoutFormerKey(ObjectId job) {
		TestSystem early = system(TinkEncryption.of(resource(KeysetsAccess.withPrimaryOnly(this.both))), this.old);
		assertThatExceptionOfType(RocketJobException.class)
			.isThrownBy(() -> early.rocketJob.get(SecretJob.class, job).fields());
	}

	private static void assertOutput(TestSystem system, ObjectId job, String... expected) {
		BatchInstance<?> batch = system.rocketJob.batch(job);
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(batch.output("main", String.class)).containsExactly(expected);
		ByteArrayOutputStream text = new ByteArrayOutputStream();
		batch.download(text, (options) -> options.category("text"));
		assertThat(text.toString(StandardCharsets.UTF_8)).isEqualTo(String.join("\n", expected) + "\n");
	}

	private Map<String, List<Document>> everything() {
		Map<String, List<Document>> all = new HashMap<>();
		this.old.database().listCollectionNames().forEach((name) -> {
			if (name.startsWith("rocketjob.inputs.") || name.startsWith("rocketjob.outputs.")
					|| name.equals("rocketjob.jobs")) {
				all.put(name, this.old.collection(name).find().into(new ArrayList<>()));
			}
		});
		return all;
	}

	private static BatchInstance<Void> vault(TestSystem system, String... records) {
		return system.rocketJob.batch(VaultBatch.class).upload(List.of(records)).create();
	}

	private static BatchInstance<Void> persons(TestSystem system) {
		return system.rocketJob.batch(PersonBatch.class)
			.lookup("bosses", Map.of("Ann", new Person("Boss", "9")))
			.upload(List.of(ANN))
			.create();
	}

	private TestSystem rotated() {
		return system(TinkEncryption.of(resource(this.both)), this.old);
	}

	private TestSystem system(Encryption encryption, TestSystem other) {
		return system(encryption, other, Duration.ofMinutes(2));
	}

	private TestSystem system(Encryption encryption, TestSystem other, Duration patience) {
		TestSystem.Builder builder = TestSystem.with((context) -> {
			context.registerBean(SecretJob.class);
			context.registerBean(VaultBatch.class);
			context.registerBean(PersonBatch.class);
			context.registerBean(ReEncryption.class,
					() -> new ReEncryption(context.getBean(BatchEngine.class), List.of(Answer.class)));
			context.registerBean(ReEncryptionJob.class, () -> new ReEncryptionJob(context.getBean(ReEncryption.class),
					context.getBeanProvider(RocketJobTemplate.class), Duration.ofMillis(20), patience));
		}).encryption(encryption).withoutRecovery();
		if (other == null) {
			return builder.start();
		}
		TestSystem system = builder.sharing(other).start();
		this.others.add(system);
		return system;
	}

	private static ByteArrayResource resource(String keyset) {
		return new ByteArrayResource(keyset.getBytes(StandardCharsets.UTF_8));
	}

	record Person(String name, @Encrypted String ssn) {
	}

	interface Contact {

	}

	record Phone(@Encrypted String digits) implements Contact {
	}

	record Answer(@Encrypted String text) {
	}

	record Secrets(String owner, @Encrypted String number, List<Person> persons, @Encrypted Person boss,
			Contact contact, Map<String, Person> byName) {
	}

	/** Does something just before a value is encrypted. */
	private record Hooked(Encryption delegate, Runnable hook) implements Encryption {

		@Override
		public byte[] encrypt(byte[] plain, byte[] associatedData) throws EncryptionException {
			this.hook.run();
			return this.delegate.encrypt(plain, associatedData);
		}

		@Override
		public byte[] decrypt(byte[] encrypted, byte[] associatedData) {
			return this.delegate.decrypt(encrypted, associatedData);
		}

		@Override
		public boolean isCurrent(byte[] encrypted) {
			return this.delegate.isCurrent(encrypted);
		}

		@Override
		public InputStream decrypting(InputStream encrypted) throws IOException {
			return this.delegate.decrypting(encrypted);
		}

		@Override
		public OutputStream encrypting(OutputStream encrypted) throws IOException {
			return this.delegate.encrypting(encrypted);
		}

	}

	@RocketJob(destroyOnComplete = false)
	static class SecretJob implements Job<Secrets> {

		@Override
		public Object perform(Secrets fields, JobContext context) {
			return new Answer(fields.number() + "!");
		}

	}

	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 2, serializer = Serializer.ENCRYPTED)
	@OutputCategory(serializer = Serializer.ENCRYPTED)
	@OutputCategory(name = "text", serializer = Serializer.ENCRYPTED_GZIP)
	static class VaultBatch implements BatchJob<Void, String, Result> {

		@Override
		public Result perform(String record, BatchContext<Void> context) {
			if (record.equals(BAD)) {
				throw new IllegalStateException("it is bad");
			}
			return Result.of(record).and("text", record);
		}

	}

	@RocketJob(destroyOnComplete = false)
	@OutputCategory
	static class PersonBatch implements BatchJob<Void, Person, Person> {

		@Override
		public Person perform(Person person, BatchContext<Void> context) {
			Person boss = context.lookup("bosses").find(person.name(), Person.class);
			if (boss == null || !boss.ssn().equals("9")) {
				throw new IllegalStateException("The lookup cannot be read");
			}
			return person;
		}

	}

}
