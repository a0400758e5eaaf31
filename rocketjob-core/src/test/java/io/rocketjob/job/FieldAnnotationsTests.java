package io.rocketjob.job;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.rocketjob.CopyOnRestart;
import io.rocketjob.Editable;
import io.rocketjob.Encrypted;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.StaleJobException;
import io.rocketjob.TestSystem;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.TinkEncryption;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClassException;
import io.rocketjob.mongo.MappedField;
import io.rocketjob.plugin.cron.Cron;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.assertj.core.util.Throwables;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Encrypted, editable and copied fields of stored jobs. */
class FieldAnnotationsTests {

	private static final String SSN = "123-45-6789";

	private final String keyset = Keysets.newValues();

	private final TestSystem system = TestSystem.with(SsnJob.class).encryption(encryption(this.keyset)).start();

	private final JobInstance<SsnJob.Fields> job = this.system.rocketJob.create(SsnJob.class,
			new SsnJob.Fields("acme", SSN, List.of(new Contact("Ann", "555-0100"))));

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void theJobSeesWhatIsEncryptedInTheDatabase() {
		assertThat(stored().toJson()).contains("acme", "Ann").doesNotContain(SSN, "555-0100");
		assertThat(fields().get("ssn")).isInstanceOf(Binary.class);
		this.system.queue.drain();
		assertThat(this.system.bean(SsnJob.class).seen).containsExactly(SSN);
		assertThat(this.job.fields().contacts()).containsExactly(new Contact("Ann", "555-0100"));
	}

	@Test
	void whatARunHasNotChangedIsNotWrittenAgain() {
		Document before = fields();
		this.system.bean(SsnJob.class).script = (fields, context) -> {
			context.updateFields(new SsnJob.Fields("changed", fields.ssn(), fields.contacts()));
			return null;
		};
		this.system.queue.drain();
		Document after = fields();
		assertThat(after.get("account")).isEqualTo("changed");
		assertThat(after.get("ssn")).isEqualTo(before.get("ssn"));
		assertThat(after.get("contacts")).isEqualTo(before.get("contacts"));
	}

	@Test
	void whatARunHasChangedIsStoredEncrypted() {
		this.system.bean(SsnJob.class).script = (fields, context) -> {
			context.updateFields(new SsnJob.Fields("acme", "987-65-4321", List.of(new Contact("Ann", "555-0199"))));
			return null;
		};
		this.system.queue.drain();
		assertThat(stored().toJson()).doesNotContain("987-65-4321", "555-0199");
		assertThat(this.job.reload().fields())
			.isEqualTo(new SsnJob.Fields("acme", "987-65-4321", List.of(new Contact("Ann", "555-0199"))));
	}

	@Test
	void anEncryptedFieldIsUpdatedOnlyIfItIsStillWhatWasSeen() {
		JobInstance<SsnJob.Fields> updated = this.job.update((update) -> update.field("ssn", "111-11-1111"));
		assertThat(fields().get("ssn")).isInstanceOf(Binary.class);
		assertThat(updated.fields().ssn()).isEqualTo("111-11-1111");
		assertThatExceptionOfType(StaleJobException.class)
			.isThrownBy(() -> this.job
				.update((update) -> update.field("ssn", "222-22-2222").field("contacts", List.of()).priority(3)))
			.withMessageContaining("has changed since it was read: fields.ssn is another;")
			.satisfies((ex) -> assertThat(ex).hasMessageNotContaining("111-11")
				.hasMessageNotContaining(SSN)
				.hasMessageNotContaining("Binary"));
		assertThat(updated.update((update) -> update.field("ssn", null)).fields().ssn()).isNull();
		assertThat(fields()).containsEntry("ssn", null);
	}

	@Test
	void aRefusedChangeOfPartsThatAreEncryptedShowsNeitherThemNorTheirEncryptedForm() {
		this.job.update((update) -> update.field("contacts", List.of(new Contact("Bob", "555-0111"))));
		assertThatExceptionOfType(StaleJobException.class)
			.isThrownBy(() -> this.job.update((update) -> update.field("contacts", List.of())))
			.withMessageContaining("fields.contacts is another;")
			.satisfies((ex) -> assertThat(ex).hasMessageNotContaining("555-0")
				.hasMessageNotContaining("Binary")
				.hasMessageNotContaining("Bob"));
	}

	@Test
	void newValuesThatDoNotFitAreNotShown() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.job.update((update) -> update.field("ssn", Map.of("key", SSN))))
			.withMessageContaining("fields.ssn")
			.satisfies((ex) -> assertThat(Throwables.getStackTrace(ex)).doesNotContain(SSN));
	}

	@Test
	void messagesOfValidationDoNotContainTheValue() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(SsnJob.class,
					new SsnJob.Fields("far too long", "wrong-ssn", List.of(new Contact("Ann", "secret-phone")))))
			.satisfies((ex) -> assertThat(ex.problems()).containsExactlyInAnyOrder(
					"fields.account: the account far too long is too long",
					"fields.ssn: must satisfy @Pattern(regexp=[0-9-]*)",
					"fields.contacts.phone: must satisfy @Size(max=9, min=0)"))
			.satisfies((ex) -> assertThat(ex).hasMessageNotContaining("wrong-ssn")
				.hasMessageNotContaining("secret-phone"));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.job.update((update) -> update.field("ssn", "wrong-ssn")))
			.satisfies((ex) -> assertThat(ex).hasMessageNotContaining("wrong-ssn"));
	}

	@Test
	void aKeyThatIsGoneFailsTheJobAndNamesTheField() {
		try (TestSystem other = TestSystem.with(SsnJob.class)
			.encryption(encryption(Keysets.newValues()))
			.sharing(this.system)
			.start()) {
			other.queue.drain();
			JobInstance<SsnJob.Fields> failed = this.job.reload();
			assertThat(failed.state()).isEqualTo(JobState.FAILED);
			assertThat(failed.exception().message()).contains("The field ssn of " + SsnJob.Fields.class.getName())
				.contains("its key is not in the keyset");
			assertThatExceptionOfType(RocketJobException.class)
				.isThrownBy(() -> other.rocketJob.get(SsnJob.class, this.job.id()).fields())
				.withMessageContaining("The field ssn of");
			assertThat(other.rocketJob.get(this.job.id()).abort("given up").state()).isEqualTo(JobState.ABORTED);
		}
	}

	@Test
	void serversWithARotatedKeysetRunJobsOfTheFormerOne() {
		try (TestSystem other = TestSystem.with(SsnJob.class)
			.encryption(encryption(Keysets.rotate(this.keyset)))
			.sharing(this.system)
			.start()) {
			Object before = fields().get("ssn");
			other.queue.drain();
			assertThat(other.bean(SsnJob.class).seen).containsExactly(SSN);
			assertThat(fields().get("ssn")).isEqualTo(before);
		}
	}

	@Test
	void aJobThatWasStoredBeforeItsFieldWasEncryptedRuns() {
		this.system.jobs().updateOne(new Document(), new Document("$set", new Document("fields.ssn", SSN)));
		this.system.queue.drain();
		assertThat(this.system.bean(SsnJob.class).seen).containsExactly(SSN);
		assertThat(this.job.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void withoutKeysTheApplicationDoesNotStart() {
		assertThatExceptionOfType(JobClassException.class).isThrownBy(() -> TestSystem.with(SsnJob.class).start())
			.withMessageContaining(SsnJob.class.getName())
			.withMessageContaining("fields.ssn, fields.contacts[].phone")
			.satisfies((ex) -> assertThat(ex.action()).contains("rocketjob.encryption.keyset"));
	}

	@Test
	void editableFieldsAreKnownWithTheirTypes() {
		assertThat(jobClass().editableFields()).containsExactly(
				new MappedField("account", "account", String.class, true, false, false),
				new MappedField("ssn", "ssn", String.class, true, true, true));
	}

	@Test
	void theNextOccurrenceGetsTheFieldsThatAreToBeCopied() {
		Document stored = fields();
		assertThat(jobClass().copyOnRestart(stored)).containsOnlyKeys("ssn", "times")
			.containsEntry("ssn", stored.get("ssn"))
			.containsEntry("times", 0);
		assertThat(jobClass().copyOnRestart(new Document("account", "acme"))).isEmpty();
	}

	@Test
	void theNextOccurrenceOfAScheduledJobBeginsWithThem() {
		try (TestSystem hourly = TestSystem.with(HourlyJob.class).encryption(encryption(this.keyset)).start()) {
			JobInstance<HourlyJob.Fields> first = hourly.rocketJob.create(HourlyJob.class,
					new HourlyJob.Fields("acme", SSN));
			hourly.clock.set(first.runAt());
			assertThat(hourly.queue.drain()).hasSize(1);
			assertThat(hourly.rocketJob.jobs(HourlyJob.class).list()).singleElement().satisfies((next) -> {
				assertThat(next.id()).isNotEqualTo(first.id());
				assertThat(next.fields()).isEqualTo(new HourlyJob.Fields(null, SSN));
				assertThat(next.rawFields()).isEqualTo(new Document("ssn", first.rawFields().get("ssn")));
			});
		}
	}

	private JobClass<?> jobClass() {
		return this.system.engine.classes().find("SsnJob");
	}

	private Document stored() {
		return this.system.jobs().find(new Document("_id", this.job.id())).first();
	}

	private Document fields() {
		return stored().get("fields", Document.class);
	}

	static Encryption encryption(String keyset) {
		return TinkEncryption.of(new ByteArrayResource(keyset.getBytes(StandardCharsets.UTF_8)));
	}

	record Contact(String name, @Encrypted @Size(max = 9, message = "the phone ${validatedValue}") String phone) {
	}

	@RocketJob(destroyOnComplete = false)
	static class SsnJob implements Job<SsnJob.Fields> {

		final List<@Nullable String> seen = new ArrayList<>();

		Script script = (fields, context) -> fields.account();

		record Fields(@Editable @Size(max = 9, message = "the account ${validatedValue} is too long") String account,
				@Editable @CopyOnRestart @Encrypted @Pattern(regexp = "[0-9-]*",
						message = "the number ${validatedValue} is wrong") @Nullable String ssn,
				List<@Valid Contact> contacts, @CopyOnRestart int times, @Encrypted int number,
				@Encrypted Map<String, String> notes) {

			Fields(String account, @Nullable String ssn, List<Contact> contacts) {
				this(account, ssn, contacts, 0, 0, Map.of());
			}

		}

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) throws Exception {
			this.seen.add(fields.ssn());
			return this.script.run(fields, context);
		}

		void fails(String message) {
			this.script = (fields, context) -> {
				throw new IllegalStateException(message);
			};
		}

		interface Script {

			@Nullable Object run(Fields fields, JobContext context) throws Exception;

		}

	}

	@RocketJob
	@Cron(schedule = "0 * * * * UTC")
	static class HourlyJob implements Job<HourlyJob.Fields> {

		record Fields(@Nullable String account, @CopyOnRestart @Encrypted @Nullable String ssn) {
		}

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			return null;
		}

	}

}
