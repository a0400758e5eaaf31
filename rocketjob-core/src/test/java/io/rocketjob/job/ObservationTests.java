package io.rocketjob.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.rocketjob.AbortJobException;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.document.JobRecord;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.job.FieldAnnotationsTests.SsnJob;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.observation.DefaultJobRunObservationConvention;
import io.rocketjob.observation.JobCreateObservationContext;
import io.rocketjob.observation.JobRunObservationContext;
import io.rocketjob.plugin.cron.Cron;
import io.rocketjob.plugin.retry.Retry;
import io.rocketjob.work.WorkRecorder;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Creations and runs are observed, and linked through the job document. */
class ObservationTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final Sender sender = new Sender();

	private final List<AutoCloseable> systems = new ArrayList<>();

	ObservationTests() {
		this.registry.observationConfig().observationHandler(this.sender);
	}

	@AfterEach
	void close() throws Exception {
		Collections.reverse(this.systems);
		for (AutoCloseable system : this.systems) {
			system.close();
		}
	}

	@Test
	void withoutARegistryNothingIsObservedOrStored() {
		TestSystem system = add(TestSystem.with(ScriptJob.class).start());
		create(system);
		assertThat(system.jobs().find().first()).doesNotContainKey("trace");
		system.queue.drain();
		assertThat(Instrumentation.NONE.observations()
			.run(new JobRecord(new Document()), null, Execution.ofJob(new JobRecord(new Document())), "", ""))
			.isSameAs(RunObservation.NONE);
		assertThat(this.registry).doesNotHaveAnyObservation();
	}

	@Test
	void aCreationIsObservedAndWhatTracingWantsToKnowIsStored() {
		TestSystem system = start();
		ObjectId id = create(system);
		assertThat(this.registry).hasSingleObservationThat()
			.hasNameEqualTo("rocketjob.job.create")
			.hasContextualNameEqualTo("ScriptJob create")
			.hasLowCardinalityKeyValue("class", "ScriptJob")
			.hasLowCardinalityKeyValue("exception", "none")
			.hasHighCardinalityKeyValue("rocketjob.id", id.toHexString())
			.hasHighCardinalityKeyValue("rocketjob.jobs", "1")
			.hasBeenStarted()
			.hasBeenStopped();
		assertThat(system.jobs().find().first().get("trace", Document.class)).containsEntry("traceparent", "trace-1");
	}

	@Test
	void aCreationThatFailsIsObservedWithItsException() {
		TestSystem system = start();
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> system.rocketJob.create(ScriptJob.class, new Fields("")));
		assertThat(this.registry).hasSingleObservationThat()
			.hasLowCardinalityKeyValue("exception", "InvalidJobException")
			.hasError();
	}

	@Test
	void manyJobsAreOneCreationWhoseTraceIsStoredInEach() {
		TestSystem system = start();
		system.rocketJob.createAll(ScriptJob.class, Collections.nCopies(1500, new Fields("text")));
		assertThat(this.registry).hasSingleObservationThat()
			.hasHighCardinalityKeyValue("rocketjob.jobs", "1500")
			.doesNotHaveHighCardinalityKeyValueWithKey("rocketjob.id");
		assertThat(system.jobs().countDocuments(new Document("trace.traceparent", "trace-1"))).isEqualTo(1500);
	}

	@Test
	void aRunOnAnotherServerReceivesWhatTheCreatorHasSent() {
		TestSystem creator = start();
		ObjectId id = create(creator);
		TestObservationRegistry others = TestObservationRegistry.create();
		TestSystem runner = add(TestSystem.with(ScriptJob.class)
			.sharing(creator)
			.instrumentation(new Instrumentation(WorkRecorder.NONE, new JobObservations(others, null, null, null)))
			.start());
		List<Map<String, String>> received = new ArrayList<>();
		others.observationConfig().observationHandler(new Receiver(received));
		runner.queue.drain();
		assertThat(received).containsExactly(Map.of("traceparent", "trace-1"));
		assertThat(others).hasSingleObservationThat()
			.hasNameEqualTo("rocketjob.job.run")
			.hasContextualNameEqualTo("ScriptJob perform")
			.hasLowCardinalityKeyValue("class", "ScriptJob")
			.hasLowCardinalityKeyValue("phase", "perform")
			.hasLowCardinalityKeyValue("outcome", "completed")
			.hasLowCardinalityKeyValue("exception", "none")
			.hasHighCardinalityKeyValue("rocketjob.id", id.toHexString())
			.hasHighCardinalityKeyValue("rocketjob.server", runner.heartbeat.serverName())
			.hasHighCardinalityKeyValue("rocketjob.worker", runner.heartbeat.serverName() + ":test")
			.hasBeenStopped()
			.doesNotHaveError();
	}

	@Test
	void aJobWithoutATraceIsObservedAsWell() {
		TestSystem system = start();
		create(system);
		system.jobs().updateOne(new Document(), new Document("$unset", new Document("trace", "")));
		system.queue.drain();
		assertThat(this.registry).hasNumberOfObservationsWithNameEqualTo("rocketjob.job.run", 1);
	}

	@Test
	void theObservationIsThePresentOneWhileTheJobRunsAndNotAfterwards() {
		TestSystem system = start();
		List<Observation> present = new ArrayList<>();
		system.bean(ScriptJob.class).script = (fields, context) -> {
			present.add(this.registry.getCurrentObservation());
			return null;
		};
		create(system);
		system.queue.drain();
		assertThat(present).singleElement()
			.satisfies((each) -> assertThat(each.getContext().getName()).isEqualTo("rocketjob.job.run"));
		assertThat(this.registry.getCurrentObservation()).isNull();
	}

	@Test
	void aFailedRunHasTheOutcomeAndTheException() {
		TestSystem system = start();
		system.bean(ScriptJob.class).fails(() -> new IllegalStateException("as told"));
		create(system);
		system.queue.drain();
		assertThat(this.registry).hasObservationWithNameEqualTo("rocketjob.job.run")
			.that()
			.hasLowCardinalityKeyValue("outcome", "failed")
			.hasLowCardinalityKeyValue("exception", "IllegalStateException")
			.hasError()
			.thenError()
			.hasMessage("as told");
	}

	@Test
	void anAbortedRunIsNoError() {
		TestSystem system = start();
		system.bean(ScriptJob.class).fails(() -> new AbortJobException("enough"));
		create(system);
		system.queue.drain();
		assertThat(this.registry).hasObservationWithNameEqualTo("rocketjob.job.run")
			.that()
			.hasLowCardinalityKeyValue("outcome", "aborted")
			.hasLowCardinalityKeyValue("exception", "none")
			.doesNotHaveError();
	}

	@Test
	void aRunWhoseClaimIsGoneIsLost() {
		TestSystem system = start();
		system.bean(ScriptJob.class).script = (fields, context) -> {
			system.jobs()
				.updateOne(new Document("_id", context.id()),
						new Document("$set", new Document("claim.token", new ObjectId())));
			return null;
		};
		create(system);
		system.queue.runNext();
		assertThat(this.registry).hasObservationWithNameEqualTo("rocketjob.job.run")
			.that()
			.hasLowCardinalityKeyValue("outcome", "lost")
			.doesNotHaveError();
	}

	@Test
	void aRunThatIsRepeatedIsRetriedAndStaysInTheTraceOfItsCreator() {
		List<Map<String, String>> received = new ArrayList<>();
		this.registry.observationConfig().observationHandler(new Receiver(received));
		TestSystem system = start(RetriedJob.class);
		system.rocketJob.create(RetriedJob.class, null);
		system.queue.drain();
		assertThat(this.registry).hasObservationWithNameEqualTo("rocketjob.job.run")
			.that()
			.hasLowCardinalityKeyValue("outcome", "retried")
			.hasError();
		system.clock.move(Duration.ofMinutes(5));
		system.queue.drain();
		assertThat(this.registry).hasAnObservation(
				(each) -> each.hasNameEqualTo("rocketjob.job.run").hasLowCardinalityKeyValue("outcome", "failed"));
		assertThat(received).hasSize(2).containsOnly(Map.of("traceparent", "trace-1"));
	}

	@Test
	void theNextOccurrenceOfAJobHasNoCreatorAndSoNoTrace() {
		TestSystem system = start(YearlyJob.class);
		system.jobs().deleteMany(new Document());
		ObjectId id = system.rocketJob.create(YearlyJob.class, null).id();
		assertThat(system.jobs().find(new Document("_id", id)).first()).containsKey("trace");
		system.rocketJob.get(id).runNow();
		system.queue.drain();
		assertThat(system.jobs().find(new Document("state", JobState.QUEUED.value())).first()).isNotNull()
			.doesNotContainKey("trace");
	}

	@Test
	void theRecordsOfABatchAreObservedBySliceAndItsPhasesAsRuns() {
		List<Map<String, String>> received = new ArrayList<>();
		this.registry.observationConfig().observationHandler(new Receiver(received));
		TestSystem system = start(SquareBatch.class);
		ObjectId id = system.rocketJob.batch(SquareBatch.class).upload(List.of(1, 2, 3)).create().id();
		assertThat(this.registry).hasSingleObservationThat()
			.hasNameEqualTo("rocketjob.job.create")
			.hasHighCardinalityKeyValue("rocketjob.id", id.toHexString());
		system.queue.drain();
		assertThat(this.registry).hasNumberOfObservationsWithNameEqualTo("rocketjob.slice.run", 2)
			.hasNumberOfObservationsWithNameEqualTo("rocketjob.job.run", 2)
			.hasAnObservationWithAKeyValue("phase", "before")
			.hasAnObservationWithAKeyValue("phase", "after")
			.hasAnObservationWithAKeyValue("rocketjob.slice", "3")
			.forAllObservationsWithNameEqualTo("rocketjob.slice.run",
					(slice) -> slice.hasContextualNameEqualTo("SquareBatch slice")
						.hasLowCardinalityKeyValue("class", "SquareBatch")
						.hasLowCardinalityKeyValue("outcome", "completed")
						.hasHighCardinalityKeyValue("rocketjob.id", id.toHexString()));
		assertThat(received).hasSize(4).containsOnly(Map.of("traceparent", "trace-1"));
	}

	@Test
	void anApplicationReplacesNamesAndKeyValues() {
		DefaultJobRunObservationConvention own = new DefaultJobRunObservationConvention() {

			@Override
			public String getName() {
				return "jobs";
			}

			@Override
			public KeyValues getLowCardinalityKeyValues(JobRunObservationContext context) {
				return super.getLowCardinalityKeyValues(context).and("team", "blue");
			}

		};
		TestSystem system = add(TestSystem.with(ScriptJob.class)
			.instrumentation(
					new Instrumentation(WorkRecorder.NONE, new JobObservations(this.registry, null, own, null)))
			.start());
		create(system);
		system.queue.drain();
		assertThat(this.registry).hasObservationWithNameEqualTo("jobs")
			.that()
			.hasLowCardinalityKeyValue("team", "blue");
	}

	@Test
	void whatIsEncryptedIsNotShownByTheExceptionOfAnObservation() {
		TestSystem system = add(TestSystem.with(SsnJob.class)
			.encryption(FieldAnnotationsTests.encryption(Keysets.newValues()))
			.instrumentation(observed())
			.start());
		system.bean(SsnJob.class).script = (fields, context) -> {
			throw new IllegalStateException("Refused: " + fields.ssn());
		};
		system.rocketJob.create(SsnJob.class, new SsnJob.Fields("acme", "123-45-6789", List.of()));
		system.queue.drain();
		assertThat(this.registry).hasObservationWithNameEqualTo("rocketjob.job.run")
			.that()
			.hasLowCardinalityKeyValue("exception", "IllegalStateException")
			.thenError()
			.hasMessageContaining("Refused: ***")
			.hasMessageNotContaining("123-45-6789");
	}

	@Test
	void whatCannotBeAFieldOrIsTooLargeIsNotStored() {
		Document trace = TraceDocument
			.of(Map.of("traceparent", "00-1", "a.b", "x", "$set", "x", "", "x", "large", "x".repeat(5000)));
		assertThat(trace).isEqualTo(new Document("traceparent", "00-1"));
		assertThat(TraceDocument.of(Map.of())).isNull();
		assertThat(TraceDocument.carrier(new JobRecord(new Document("trace", "not ours")))).isEmpty();
		assertThat(
				TraceDocument.carrier(new JobRecord(new Document("trace", new Document("one", 1).append("two", "2")))))
			.isEqualTo(Map.of("two", "2"));
	}

	@Test
	void aJobThatIsPerformedNowIsPartOfWhatTheCallerDoes() throws Exception {
		TestSystem system = start();
		Observation caller = Observation.start("caller", this.registry);
		try (Observation.Scope scope = caller.openScope()) {
			system.rocketJob.performNow(ScriptJob.class, new Fields("text"));
		}
		finally {
			caller.stop();
		}
		assertThat(this.registry).hasObservationWithNameEqualTo("rocketjob.job.run")
			.that()
			.hasParentObservationContextMatching((parent) -> "caller".equals(parent.getName()));
	}

	private TestSystem start(Class<?>... more) {
		List<Class<?>> beans = new ArrayList<>(List.of(more));
		beans.add(ScriptJob.class);
		return add(TestSystem.with(beans.toArray(Class<?>[]::new)).instrumentation(observed()).start());
	}

	private Instrumentation observed() {
		return new Instrumentation(WorkRecorder.NONE, new JobObservations(this.registry, null, null, null));
	}

	private TestSystem add(TestSystem system) {
		this.systems.add(system);
		return system;
	}

	private static ObjectId create(TestSystem system) {
		return system.rocketJob.create(ScriptJob.class, new Fields("text")).id();
	}

	/** Sends a number with each creation, as a tracer would send its trace. */
	private static final class Sender implements ObservationHandler<JobCreateObservationContext> {

		private int number;

		@Override
		public void onStart(JobCreateObservationContext context) {
			context.getSetter().set(context.getCarrier(), "traceparent", "trace-" + ++this.number);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof JobCreateObservationContext;
		}

	}

	/** Receives what was sent. */
	private record Receiver(
			List<Map<String, String>> received) implements ObservationHandler<JobRunObservationContext> {

		@Override
		public void onStart(JobRunObservationContext context) {
			this.received.add(Map.of("traceparent",
					String.valueOf(context.getGetter().get(context.getCarrier(), "traceparent"))));
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof JobRunObservationContext;
		}

	}

	@RocketJob
	@Retry(limit = 1)
	static class RetriedJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			throw new IllegalStateException("again");
		}

	}

	@RocketJob
	@Cron(schedule = "0 0 1 1 *")
	static class YearlyJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@InputCategory(sliceSize = 2)
	static class SquareBatch implements BatchJob<Void, Integer, Object> {

		@Override
		public @Nullable Object perform(Integer record, BatchContext<Void> context) {
			return record * record;
		}

	}

}
