package io.rocketjob.operation;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.Encrypted;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.TinkEncryption;
import io.rocketjob.operation.AuditEntry.Outcome;
import io.rocketjob.operation.CreationFormDescriptor.Kind;
import io.rocketjob.operation.CreationFormDescriptor.ValueDescriptor;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ByteArrayResource;

import static io.rocketjob.operation.OperatedSystem.ALICE;
import static io.rocketjob.operation.OperatedSystem.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** How operators create jobs by a form. */
class CreationOperationTests {

	private static final Map<String, String> RIGHT = Map.of("fields.customer", "acme", "fields.amount", "3");

	private TestSystem system;

	private CreationOperations creation;

	private final List<AuditEntry> told = new ArrayList<>();

	@BeforeEach
	void start() {
		this.system = TestSystem.with(OrderJob.class, PlainJob.class, GoneJob.class, LinesJob.class)
			.encryption(TinkEncryption.of(new ByteArrayResource(Keysets.newValues().getBytes(StandardCharsets.UTF_8))))
			.start();
		this.creation = new Operations(this.system.batches, this.system.rocketJob, this.system.servers, () -> null,
				List.of(), List.of(this.told::add))
			.creation();
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	private OrderJob.Order order(String id) {
		return this.system.rocketJob.get(OrderJob.class, new ObjectId(id)).fields();
	}

	private String create(Map<String, String> values) {
		return this.creation.create(ALICE, "OrderJob", new ObjectId().toHexString(), values);
	}

	private OperationException refused(Map<String, String> values) {
		return catchThrowableOfType(OperationException.class, () -> create(values));
	}

	@Test
	void theClassesOfThisProcessAreListed() {
		assertThat(this.creation.classes(ALICE)).extracting(CreationOperations.ClassDescriptor::name)
			.containsExactly("GoneJob", "LinesJob", "OrderJob", "PlainJob");
		assertThat(this.creation.classes(ALICE)).filteredOn(CreationOperations.ClassDescriptor::batch)
			.extracting(CreationOperations.ClassDescriptor::name)
			.containsExactly("LinesJob");
	}

	@Test
	void aFormHasTheOptionsAndFieldsWithWhatTheyAreAndMustBe() {
		CreationFormDescriptor form = this.creation.form(ALICE, "OrderJob");
		assertThat(form.description()).isEqualTo("Orders");
		assertThat(form.values()).extracting(ValueDescriptor::name)
			.containsExactly("priority", "runAt", "description", "fields.customer", "fields.amount", "fields.day",
					"fields.on", "fields.urgent", "fields.tags", "fields.secret", "fields.address.city",
					"fields.address.floor", "fields.parts");
		assertThat(value(form, "priority").text()).isEqualTo("30");
		assertThat(value(form, "fields.customer")).isEqualTo(new ValueDescriptor("fields.customer", "String", Kind.TEXT,
				null, true, List.of("size at most 12"), List.of()));
		assertThat(value(form, "fields.amount").constraints()).containsExactly("at most 10");
		assertThat(value(form, "fields.day").text()).isEqualTo("2027-01-31");
		assertThat(value(form, "fields.on").choices()).hasSize(7).contains("FRIDAY");
		assertThat(value(form, "fields.urgent")).returns("true", ValueDescriptor::text)
			.returns(List.of("true", "false"), ValueDescriptor::choices);
		assertThat(value(form, "fields.tags")).returns(Kind.TEXTS, ValueDescriptor::kind)
			.returns("Integer", ValueDescriptor::type)
			.returns("7\n8", ValueDescriptor::text);
		assertThat(value(form, "fields.secret")).returns(Kind.SECRET, ValueDescriptor::kind)
			.returns(null, ValueDescriptor::text);
		assertThat(value(form, "fields.parts").kind()).isEqualTo(Kind.NONE);
		assertThat(this.creation.form(ALICE, "PlainJob").values()).hasSize(3);
	}

	private static ValueDescriptor value(CreationFormDescriptor form, String name) {
		return form.values().stream().filter((each) -> each.name().equals(name)).findFirst().orElseThrow();
	}

	@Test
	void aJobIsCreatedOfWhatIsGiven() {
		String id = create(Map.ofEntries(Map.entry("fields.customer", "acme"), Map.entry("fields.amount", "2.50"),
				Map.entry("fields.day", "2027-02-01"), Map.entry("fields.on", "MONDAY"),
				Map.entry("fields.urgent", "false"), Map.entry("fields.tags", "1\n\n 2 \n"),
				Map.entry("fields.secret", "sesame"), Map.entry("fields.address.city", "Vienna"),
				Map.entry("fields.address.floor", "4"), Map.entry("priority", "7"), Map.entry("description", "urgent"),
				Map.entry("runAt", "2100-01-31T08:00:00Z")));
		OrderJob.Order order = order(id);
		assertThat(order.customer).isEqualTo("acme");
		assertThat(order.amount).isEqualByComparingTo("2.50");
		assertThat(order.day).isEqualTo("2027-02-01");
		assertThat(order.on).isEqualTo(DayOfWeek.MONDAY);
		assertThat(order.urgent).isFalse();
		assertThat(order.tags).containsExactlyInAnyOrder(1, 2);
		assertThat(order.secret).isEqualTo("sesame");
		assertThat(order.address).isEqualTo(new OrderJob.Address("Vienna", 4));
		assertThat(this.system.rocketJob.get(new ObjectId(id))).satisfies((job) -> {
			assertThat(job.priority()).isEqualTo(7);
			assertThat(job.description()).isEqualTo("urgent");
			assertThat(job.runAt()).isEqualTo("2100-01-31T08:00:00Z");
			assertThat(job.rawFields().toString()).doesNotContain("sesame");
		});
		assertThat(this.told).singleElement()
			.satisfies((entry) -> assertThat(entry).returns("create", AuditEntry::action)
				.returns(Outcome.DONE, AuditEntry::outcome)
				.returns(id, (each) -> each.target().id()));
	}

	@Test
	void whatIsNotGivenIsWhatTheClassSaysAndWhatIsBlankIsNothing() {
		OrderJob.Order left = order(create(RIGHT));
		assertThat(left.day).isEqualTo(LocalDate.of(2027, 1, 31));
		assertThat(left.tags).containsExactlyInAnyOrder(7, 8);
		assertThat(left.address).isNull();
		OrderJob.Order blank = order(create(Map.of("fields.customer", "acme", "fields.amount", "3", "fields.day", "",
				"fields.on", " ", "fields.address.city", "")));
		assertThat(blank.day).isNull();
		assertThat(blank.on).isNull();
		assertThat(blank.address).isNull();
	}

	@Test
	void allThatIsWrongIsSaidAtOnceAndNothingIsCreated() {
		OperationException refused = refused(Map.of("priority", "0", "runAt", "tomorrow", "fields.customer", " ",
				"fields.amount", "11", "fields.day", "soon", "fields.on", "SOMEDAY", "fields.tags", "1\nx",
				"fields.address.city", "", "fields.address.floor", "300"));
		assertThat(refused.kind()).isEqualTo(OperationException.Kind.BAD_REQUEST);
		assertThat(refused.problems()).containsOnlyKeys("priority", "runAt", "fields.customer", "fields.amount",
				"fields.day", "fields.on", "fields.tags", "fields.address.city", "fields.address.floor");
		assertThat(refused.problems()).containsEntry("priority", "priority must be a whole number between 1 and 100")
			.containsEntry("fields.day", "must be of the type LocalDate")
			.containsEntry("fields.tags", "each line must be of the type Integer")
			.containsEntry("fields.amount", "must be less than or equal to 10");
		assertThat(this.system.jobs().countDocuments()).isZero();
		assertThat(this.told).singleElement()
			.satisfies((entry) -> assertThat(entry.problem()).contains("fields.day").doesNotContain("300"));
	}

	@Test
	void aFormThatIsSentTwiceCreatesOneJobAlsoWhereThatIsGone() {
		String form = this.creation.form(ALICE, "GoneJob").id();
		String id = this.creation.create(ALICE, "GoneJob", form, Map.of());
		this.system.queue.drain();
		assertThat(this.system.jobs().countDocuments()).as("it has completed, and is not kept").isZero();
		assertThat(this.creation.create(ALICE, "GoneJob", form, Map.of())).isEqualTo(id);
		assertThat(this.system.jobs().countDocuments()).isZero();
		assertThat(this.told).hasSize(1);
	}

	@Test
	void aFormThatIsSentByManyAtOnceCreatesOneJob() throws Exception {
		String form = this.creation.form(ALICE, "PlainJob").id();
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Callable<Object>> requests = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				requests.add(() -> {
					try {
						return this.creation.create(ALICE, "PlainJob", form, Map.of());
					}
					catch (OperationException ex) {
						return ex.kind();
					}
				});
			}
			List<Object> answers = new ArrayList<>();
			for (var each : threads.invokeAll(requests)) {
				answers.add(each.get());
			}
			assertThat(this.system.jobs().countDocuments()).isOne();
			String id = this.system.rocketJob.jobs().list().get(0).id().toHexString();
			assertThat(answers).contains(id)
				.allMatch((answer) -> answer.equals(id) || answer == OperationException.Kind.CONFLICT);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void aFormThatWasRefusedCanBeSentAgain() {
		String form = this.creation.form(ALICE, "OrderJob").id();
		assertThatExceptionOfType(OperationException.class)
			.isThrownBy(() -> this.creation.create(ALICE, "OrderJob", form, Map.of()));
		assertThat(order(this.creation.create(ALICE, "OrderJob", form, RIGHT)).customer).isEqualTo("acme");
	}

	@Test
	void ofAFormWhoseProcessHasDiedItIsSaidThatNobodyKnows() {
		String form = new ObjectId().toHexString();
		new SentForms(this.system.batches.jobs().store()).begin(new ObjectId(form));
		assertThatExceptionOfType(OperationException.class)
			.isThrownBy(() -> this.creation.create(ALICE, "PlainJob", form, Map.of()))
			.withMessageContaining("what became of that is not known")
			.returns(OperationException.Kind.CONFLICT, OperationException::kind);
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void whoMayNotCreateJobsIsDenied() {
		Operator bob = without(Permission.JOB_CREATE);
		assertThatExceptionOfType(OperationException.class).isThrownBy(() -> this.creation.classes(bob))
			.returns(OperationException.Kind.DENIED, OperationException::kind);
		assertThatExceptionOfType(OperationException.class).isThrownBy(() -> this.creation.form(bob, "OrderJob"))
			.returns(OperationException.Kind.DENIED, OperationException::kind);
		assertThatExceptionOfType(OperationException.class)
			.isThrownBy(() -> this.creation.create(bob, "OrderJob", new ObjectId().toHexString(), RIGHT))
			.returns(OperationException.Kind.DENIED, OperationException::kind);
		assertThat(this.told).singleElement().returns(Outcome.DENIED, AuditEntry::outcome);
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void aClassThatIsNotHereIsToldWithThoseThatAre() {
		assertThatExceptionOfType(OperationException.class).isThrownBy(() -> this.creation.form(ALICE, "NoJob"))
			.withMessageEndingWith("there are GoneJob, LinesJob, OrderJob, PlainJob")
			.returns(OperationException.Kind.NOT_FOUND, OperationException::kind);
	}

	/** Has fields of many types. */
	@RocketJob(name = "OrderJob", description = "Orders", priority = 30, destroyOnComplete = false)
	static class OrderJob implements Job<OrderJob.Order> {

		@Override
		public @Nullable Object perform(Order order, JobContext context) {
			return null;
		}

		/** An order, with some things that it has from the beginning. */
		static class Order {

			@NotBlank
			@Size(max = 12)
			private @Nullable String customer;

			@Max(10)
			private @Nullable BigDecimal amount;

			private @Nullable LocalDate day = LocalDate.of(2027, 1, 31);

			private @Nullable DayOfWeek on = DayOfWeek.FRIDAY;

			private boolean urgent = true;

			private Set<Integer> tags = new LinkedHashSet<>(List.of(7, 8));

			@Encrypted
			private @Nullable String secret;

			@Valid
			private @Nullable Address address;

			private List<Address> parts = List.of();

		}

		record Address(@NotBlank String city, @Max(100) int floor) {

		}

	}

	/** Has no fields. */
	@RocketJob(name = "PlainJob", destroyOnComplete = false)
	static class PlainJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	/** Is gone when it has completed. */
	@RocketJob(name = "GoneJob")
	static class GoneJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	/** Is a batch. */
	@RocketJob(name = "LinesJob")
	static class LinesJob implements BatchJob<Void, String, Object> {

		@Override
		public @Nullable Object perform(String line, BatchContext<Void> context) {
			return null;
		}

	}

}
