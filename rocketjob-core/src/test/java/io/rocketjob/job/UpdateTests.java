package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;

import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.JobUpdate;
import io.rocketjob.RocketJob;
import io.rocketjob.StaleJobException;
import io.rocketjob.TestSystem;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.job.SampleJobs.WaitingJob;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Changing jobs that wait or run. */
class UpdateTests {

	private final TestSystem system = TestSystem.with(ScriptJob.class, WaitingJob.class, DrawJob.class, TripJob.class)
		.start();

	private final Instant later = this.system.clock.instant().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);

	private final JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("text", 1));

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void severalValuesAreChangedAtOnce() {
		JobInstance<Fields> updated = this.job.update((update) -> update.priority(3)
			.description("changed")
			.runAt(this.later)
			.field("text", "new")
			.field("number", 2));
		assertThat(updated.priority()).isEqualTo(3);
		assertThat(updated.description()).isEqualTo("changed");
		assertThat(updated.runAt()).isEqualTo(this.later);
		assertThat(updated.isScheduled()).isTrue();
		assertThat(updated.fields()).isEqualTo(new Fields("new", 2));
		assertThat(this.system.queue.drain()).isEmpty();
		JobInstance<Fields> due = updated.update((update) -> update.runAt(null).description(null));
		assertThat(due.isScheduled()).isFalse();
		assertThat(due.description()).isNull();
		assertThat(this.system.queue.drain()).hasSize(1);
	}

	@Test
	void aFieldOfASealedTypeIsChangedToAnotherOfItsCases() {
		JobInstance<DrawJob.Fields> drawing = this.system.rocketJob.create(DrawJob.class,
				new DrawJob.Fields(new DrawJob.Circle(1), List.of()));
		assertThat(drawing.update(
				(update) -> update.field("shape", new DrawJob.Square(2)).field("more", List.of(new DrawJob.Circle(3))))
			.fields()).isEqualTo(new DrawJob.Fields(new DrawJob.Square(2), List.of(new DrawJob.Circle(3))));
	}

	@Test
	void aStaleUpdateIsRefusedAndNothingIsChanged() {
		this.job.update((update) -> update.field("number", 5));
		assertThatExceptionOfType(StaleJobException.class)
			.isThrownBy(() -> this.job.update((update) -> update.priority(9).field("number", 6)))
			.withMessageContaining(this.job.id().toHexString())
			.withMessageContaining("fields.number was 1 and is 5")
			.withMessageContaining("reload");
		JobInstance<Fields> now = this.job.reload();
		assertThat(now.fields().number()).isEqualTo(5);
		assertThat(now.priority()).isEqualTo(50);
	}

	@Test
	void changesOfDifferentValuesDoNotDisturbEachOther() {
		this.job.update((update) -> update.priority(5));
		this.job.update((update) -> update.description("second"));
		assertThat(this.job.reload().priority()).isEqualTo(5);
		assertThat(this.job.reload().description()).isEqualTo("second");
	}

	@Test
	void whatTheWorkerHasWrittenIsNotOverwritten() {
		this.system.bean(ScriptJob.class).script = (fields, context) -> {
			context.updateFields(new Fields("by the worker", 1));
			throw new IllegalStateException("fails, so that the job stays");
		};
		this.system.queue.drain();
		assertThatExceptionOfType(StaleJobException.class)
			.isThrownBy(() -> this.job.update((update) -> update.field("text", "by the user")))
			.withMessageContaining("fields.text was text and is by the worker");
		assertThat(this.job.reload().fields().text()).isEqualTo("by the worker");
	}

	@Test
	void wrongValuesAreNamedAndNothingIsChanged() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(
					() -> this.job.update((update) -> update.priority(101).field("text", "").field("number", 1_000)))
			.satisfies((ex) -> assertThat(ex.problems()).hasSize(3));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.job.update((update) -> update.field("txet", "x")))
			.withMessageContaining("fields.txet: there is no such field; there are text, number");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.job.update((update) -> update.field("number", "many")))
			.withMessageContaining("do not fit");
		assertThat(this.job.reload().fields()).isEqualTo(new Fields("text", 1));
	}

	@Test
	void theFieldThatDoesNotFitIsBlamedAndNoOther() {
		JobInstance<TripJob.Fields> trip = this.system.rocketJob.create(TripJob.class,
				new TripJob.Fields(1, 5, new TripJob.Address("a", 3), null));
		assertRefused(trip, (update) -> update.field("to", 3).field("address", new Document("zip", "many")),
				"fields.address.zip: the field zip of " + TripJob.Address.class.getName(), "fields.to");
		assertRefused(trip, (update) -> update.field("note", "x").field("to", 0),
				"fields.to: the new values do not fit", "fields.note");
		assertRefused(trip, (update) -> update.field("from", 3).field("to", 2),
				"fields.from, fields.to: the new values do not fit", "fields.note");
	}

	@Test
	void whatWasStoredBeforeIsNotBlamedOnTheFieldThatChanges() {
		JobInstance<TripJob.Fields> trip = this.system.rocketJob.create(TripJob.class,
				new TripJob.Fields(1, 2, new TripJob.Address("a", 3), null));
		this.system.jobs()
			.updateOne(new Document("_id", trip.id()),
					new Document("$set", new Document("fields.address.zip", "none")));
		assertRefused(trip.reload(), (update) -> update.field("note", "x"),
				"what is stored does not fit already, so this change is not possible: fields.address.zip: the field zip",
				"fields.note");
		assertThat(trip.reload()
			.update((update) -> update.field("address", new TripJob.Address("b", 4)))
			.fields()
			.address()).isEqualTo(new TripJob.Address("b", 4));
	}

	private static void assertRefused(JobInstance<?> job, Consumer<JobUpdate> change, String blamed, String other) {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> job.update(change))
			.withMessageContaining(blamed)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(other));
	}

	@Test
	void aRunningJobCanBeChangedButNotMoved() {
		assertThat(this.system.engine.claims().next(this.system.heartbeat.serverId(), "a worker")).isPresent();
		JobInstance<Fields> running = this.job.reload();
		assertThat(running.update((update) -> update.priority(4)).priority()).isEqualTo(4);
		assertThatExceptionOfType(JobStateException.class)
			.isThrownBy(() -> running.update((update) -> update.runAt(this.later)))
			.withMessageContaining("is running");
		assertThatExceptionOfType(JobStateException.class).isThrownBy(running::runNow)
			.withMessageContaining("only a queued job");
		// the snapshot says queued, so the condition on the state must refuse it
		assertThatExceptionOfType(StaleJobException.class)
			.isThrownBy(() -> this.job.update((update) -> update.runAt(this.later)))
			.withMessageContaining("state was queued and is running");
		assertThat(this.job.reload().runAt()).isNull();
	}

	@Test
	void aJobThatHasEndedCannotBeChanged() {
		this.job.abort(null);
		assertThatExceptionOfType(JobStateException.class)
			.isThrownBy(() -> this.job.update((update) -> update.priority(4)))
			.withMessageContaining("is aborted");
		assertThatExceptionOfType(JobStateException.class)
			.isThrownBy(() -> this.job.reload().update((update) -> update.priority(4)));
	}

	@Test
	void aPausedJobThatIsMovedIsScheduledWhenItIsResumed() {
		JobInstance<Fields> moved = this.job.pause().update((update) -> update.runAt(this.later));
		assertThat(moved.isScheduled()).isFalse();
		assertThat(moved.state()).isEqualTo(JobState.PAUSED);
		assertThat(moved.resume().isScheduled()).isTrue();
		this.system.clock.move(Duration.ofSeconds(61));
		assertThat(this.system.queue.drain()).hasSize(1);
	}

	@RocketJob
	static class TripJob implements Job<TripJob.Fields> {

		record Address(String street, int zip) {
		}

		record Fields(int from, int to, Address address, @Nullable String note) {

			Fields {
				if (from >= to) {
					throw new IllegalArgumentException("goes nowhere");
				}
			}

		}

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	static class DrawJob implements Job<DrawJob.Fields> {

		sealed interface Shape permits Circle, Square {

		}

		record Circle(double radius) implements Shape {
		}

		record Square(int side) implements Shape {
		}

		record Fields(Shape shape, List<Shape> more) {
		}

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			return null;
		}

	}

}
