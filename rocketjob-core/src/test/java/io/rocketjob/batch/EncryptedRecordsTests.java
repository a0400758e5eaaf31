package io.rocketjob.batch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.Encrypted;
import io.rocketjob.FailedSlice;
import io.rocketjob.InputCategory;
import io.rocketjob.JobState;
import io.rocketjob.Lookup;
import io.rocketjob.OutputCategory;
import io.rocketjob.Result;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.Serializer;
import io.rocketjob.TestSystem;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.TinkEncryption;
import io.rocketjob.jobclass.JobClassException;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Encrypted fields of records. */
class EncryptedRecordsTests {

	private static final String SSN = "123-45-6789";

	private final TinkEncryption encryption = TinkEncryption
		.of(new ByteArrayResource(Keysets.newValues().getBytes(StandardCharsets.UTF_8)));

	@Test
	void aRecordThatFailsShowsNothingOfWhatIsEncrypted() {
		try (TestSystem system = TestSystem.with(PersonJob.class).encryption(this.encryption).start()) {
			BatchInstance<Void> batch = system.rocketJob.batch(PersonJob.class)
				.upload(List.of(new Person("Ann", "111-11-1111"), new Person("Bob", SSN)))
				.create();
			assertThat(text(system, "rocketjob.inputs.")).contains("Ann", "Bob").doesNotContain("111-11", SSN);
			system.queue.drain();
			FailedSlice failed = batch.failedSlices().findFirst().orElseThrow();
			assertThat(failed.exception().message()).isEqualTo("Bob has a wrong number ***");
			assertThat(failed.exception().stackTrace()).doesNotContain(SSN);
			assertThat(failed.records(Person.class)).last().isEqualTo(new Person("Bob", SSN));
			assertThat(batch.reload().exception().message()).contains("Bob has a wrong number ***");
			for (String collection : system.database().listCollectionNames()) {
				assertThat(text(system, collection)).doesNotContain(SSN, "111-11");
			}
			failed.update(1, new Person("Bob", "222-22-2222")).retry();
			system.queue.drain();
			assertThat(batch.reload().output("main", Person.class)).containsExactly(new Person("Ann", "111-11-1111"),
					new Person("Bob", "222-22-2222"));
		}
	}

	@Test
	void aDownloadDoesNotWriteEncryptedValuesUnlessItIsToldHow() {
		try (TestSystem system = TestSystem.with(PersonJob.class).encryption(this.encryption).start()) {
			BatchInstance<Void> batch = completed(system, PersonJob.class);
			assertThatExceptionOfType(RocketJobException.class).isThrownBy(() -> download(batch, (options) -> {
			})).withMessageContaining("has encrypted values").withMessageContaining("decrypt(");
			assertThat(download(batch, (options) -> options.decrypt(Person.class)))
				.isEqualTo("{\"name\": \"Ann\", \"ssn\": \"111-11-1111\"}\n");
			assertThat(download(batch, (options) -> options.decrypt(Person.class).extendedJson()))
				.contains("111-11-1111");
		}
	}

	@Test
	void readersOfTheOutputGetEncryptedValuesInTheClearOrAreRefused() {
		try (TestSystem system = TestSystem.with(PersonJob.class).encryption(this.encryption).start()) {
			BatchInstance<Void> batch = completed(system, PersonJob.class);
			assertThat(batch.output("main", Person.class)).containsExactly(new Person("Ann", "111-11-1111"));
			for (Class<?> type : List.of(Document.class, Map.class, Object.class)) {
				assertThatExceptionOfType(RocketJobException.class)
					.isThrownBy(() -> batch.output("main", type).toList())
					.withMessageContaining("has encrypted values")
					.withMessageContaining(type.getName());
			}
		}
	}

	@Test
	void aClassThatDoesNotHaveAllEncryptedValuesIsRefused() {
		try (TestSystem system = TestSystem.with(PersonJob.class).encryption(this.encryption).start()) {
			BatchInstance<Void> batch = completed(system, PersonJob.class);
			for (Class<?> type : List.of(Name.class, Open.class, Map.class, Document.class, Object.class)) {
				assertThatExceptionOfType(RocketJobException.class).as(type.getName())
					.isThrownBy(() -> download(batch, (options) -> options.decrypt(type)))
					.withMessageContaining("'ssn'")
					.withMessageContaining(type.getName());
			}
			for (Class<?> type : List.of(Name.class, Open.class)) {
				assertThatExceptionOfType(RocketJobException.class).as(type.getName())
					.isThrownBy(() -> batch.output("main", type).toList())
					.withMessageContaining("'ssn'")
					.withMessageContaining(type.getName());
			}
		}
	}

	@Test
	void encryptedValuesInsideOfRecordsAreFoundWhereverTheyAre() {
		try (TestSystem system = TestSystem.with(GroupJob.class).encryption(this.encryption).start()) {
			BatchInstance<Void> batch = system.rocketJob.batch(GroupJob.class).upload(List.of("Ann")).create();
			system.queue.drain();
			assertThat(batch.output("main", Group.class)).containsExactly(GroupJob.group("Ann"));
			assertThat(download(batch, (options) -> options.decrypt(Group.class))).contains("list-1", "list-2", "set-1",
					"set-2", "map-1", "any-1", "circle-1");
			for (Class<?> type : List.of(NamesOfGroup.class, Object.class)) {
				assertThatExceptionOfType(RocketJobException.class)
					.isThrownBy(() -> download(batch, (options) -> options.decrypt(type)))
					.withMessageContaining("'list[0].ssn'");
			}
			assertThatExceptionOfType(RocketJobException.class)
				.isThrownBy(() -> batch.output("main", NamesOfGroup.class).toList())
				.withMessageContaining("'list[0].ssn'");
		}
	}

	@Test
	void readersOfAFailedSliceGetEncryptedValuesInTheClearOrAreRefused() {
		try (TestSystem system = TestSystem.with(PersonJob.class).encryption(this.encryption).start()) {
			BatchInstance<Void> batch = system.rocketJob.batch(PersonJob.class)
				.upload(List.of(new Person("Bob", SSN)))
				.create();
			system.queue.drain();
			FailedSlice failed = batch.failedSlices().findFirst().orElseThrow();
			assertThat(failed.records(Person.class)).containsExactly(new Person("Bob", SSN));
			for (Class<?> type : List.of(Document.class, Map.class, Object.class)) {
				assertThatExceptionOfType(RocketJobException.class).as(type.getName())
					.isThrownBy(() -> failed.records(type))
					.withMessageContaining("The main slice with record 1 has encrypted values")
					.withMessageContaining(type.getName());
			}
			for (Class<?> type : List.of(Name.class, Open.class)) {
				assertThatExceptionOfType(RocketJobException.class).as(type.getName())
					.isThrownBy(() -> failed.records(type))
					.withMessageContaining("'ssn'");
			}
		}
	}

	@Test
	void readersOfALookupGetEncryptedValuesInTheClearOrAreRefused() throws Exception {
		try (TestSystem system = TestSystem.with(LookingJob.class).encryption(this.encryption).start()) {
			BatchInstance<Void> batch = looking(system).create();
			system.queue.drain();
			assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
			List<String> read = batch.output("main", String.class).toList();
			assertThat(read.get(0)).isEqualTo(SSN);
			assertThat(read.subList(1, 4))
				.allSatisfy((refusal) -> assertThat(refusal).contains("The lookup 'persons' has encrypted values"));
			assertThat(read.get(4)).contains("'ssn'", Name.class.getName());
			assertThat(looking(system).performNow().main()).isEqualTo(read);
		}
	}

	private static BatchBuilder<Void, String> looking(TestSystem system) {
		return system.rocketJob.batch(LookingJob.class)
			.lookup("persons", Map.of("Bob", new Person("Bob", SSN)))
			.upload(List.of("Bob"));
	}

	@Test
	void theOutputOfABatchThatIsPerformedNowIsInTheClear() throws Exception {
		try (TestSystem system = TestSystem.with(PersonJob.class).encryption(this.encryption).start()) {
			assertThat(system.rocketJob.batch(PersonJob.class)
				.upload(List.of(new Person("Ann", "111-11-1111")))
				.performNow()
				.main()).containsExactly(new Person("Ann", "111-11-1111"));
		}
	}

	@Test
	void linesCannotHaveEncryptedValues() {
		try (TestSystem system = TestSystem.with(LinesJob.class).encryption(this.encryption).start()) {
			BatchInstance<Void> batch = system.rocketJob.batch(LinesJob.class)
				.upload(List.of(new Person("Ann", "111-11-1111")))
				.create();
			system.queue.drain();
			assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
			assertThat(batch.failures().get(0).message()).contains("stored as lines (BZIP2)", "encrypted values",
					"record 1", "COMPRESSED or ENCRYPTED");
			assertThat(batch.outputCount("main")).isZero();
		}
	}

	private static BatchInstance<Void> completed(TestSystem system,
			Class<? extends BatchJob<Void, Person, Person>> type) {
		BatchInstance<Void> batch = system.rocketJob.batch(type)
			.upload(List.of(new Person("Ann", "111-11-1111")))
			.create();
		system.queue.drain();
		return batch;
	}

	private static String download(BatchInstance<Void> batch, Consumer<BatchInstance.DownloadOptions> options) {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		batch.download(stream, options);
		return stream.toString(StandardCharsets.UTF_8);
	}

	@Test
	void withoutKeysTheApplicationDoesNotStart() {
		assertThatExceptionOfType(JobClassException.class).isThrownBy(() -> TestSystem.with(PersonJob.class).start())
			.withMessageContaining("record.ssn")
			.withMessageContaining("rocketjob.encryption.keyset");
	}

	private static String text(TestSystem system, String prefix) {
		StringBuilder text = new StringBuilder();
		for (String name : system.database().listCollectionNames()) {
			if (name.startsWith(prefix)) {
				for (Document document : system.collection(name).find()) {
					text.append(document.toJson());
					Object data = document.get(SliceDocument.DATA);
					if (data instanceof Binary binary) {
						text.append(new String(binary.getData(), StandardCharsets.ISO_8859_1));
					}
				}
			}
		}
		return text.toString();
	}

	record Person(String name, @Encrypted String ssn) {
	}

	record Name(String name) {
	}

	/** Has the value, and does not know that it is encrypted. */
	record Open(String name, Object ssn) {
	}

	sealed interface Shape permits Circle, Square {

	}

	record Circle(@Encrypted String radius) implements Shape {
	}

	record Square(@Encrypted String side) implements Shape {
	}

	record Group(List<Person> list, Set<Person> set, Map<String, Person> map, Map<String, Object> any,
			List<Shape> shapes) {
	}

	record NamesOfGroup(List<Name> list) {
	}

	@RocketJob
	@OutputCategory
	static class GroupJob implements BatchJob<Void, String, Group> {

		static Group group(String name) {
			return new Group(List.of(new Person(name, "list-1"), new Person(name, "list-2")),
					Set.of(new Person(name, "set-1"), new Person(name, "set-2")),
					Map.of("a", new Person(name, "map-1")), Map.of("a", new Person(name, "any-1"), "b", 1),
					List.of(new Square("square-1"), new Circle("circle-1")));
		}

		@Override
		public Group perform(String record, BatchContext<Void> context) {
			return group(record);
		}

	}

	@RocketJob
	@OutputCategory
	static class LookingJob implements BatchJob<Void, String, Result> {

		@Override
		public Result perform(String name, BatchContext<Void> context) {
			Lookup persons = context.lookup("persons");
			Person person = persons.find(name, Person.class);
			Result result = Result.of((person != null) ? person.ssn() : "none");
			for (Class<?> type : List.of(Document.class, Map.class, Object.class, Name.class)) {
				try {
					result = result.and("found " + persons.find(name, type));
				}
				catch (RocketJobException ex) {
					result = result.and(ex.getMessage());
				}
			}
			return result;
		}

	}

	@RocketJob
	@OutputCategory(serializer = Serializer.BZIP2)
	static class LinesJob implements BatchJob<Void, Person, Object> {

		@Override
		public Object perform(Person person, BatchContext<Void> context) {
			return person;
		}

	}

	@RocketJob
	@InputCategory(serializer = Serializer.NONE)
	@OutputCategory(serializer = Serializer.NONE)
	static class PersonJob implements BatchJob<Void, Person, Person> {

		@Override
		public @Nullable Person perform(Person person, BatchContext<Void> context) {
			if (person.ssn().equals(SSN)) {
				throw new IllegalStateException(person.name() + " has a wrong number " + person.ssn());
			}
			return person;
		}

	}

}
