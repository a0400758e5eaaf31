package io.rocketjob.job;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.rocketjob.AbortJobException;
import io.rocketjob.JobFailure;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.TestSystem;
import io.rocketjob.document.Texts;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.work.ClaimedJob;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a run does to its job, whatever the job does. */
class RunTests {

	private final TestSystem system = TestSystem.with(ScriptJob.class).start();

	private ScriptJob bean;

	@BeforeEach
	void setUp() {
		this.bean = this.system.bean(ScriptJob.class);
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void anExceptionFailsTheJobAndIsStoredWithItsCauses() {
		this.bean.fails(() -> new IllegalStateException("outer", new IllegalArgumentException("inner")));
		JobInstance<Fields> job = run("text");
		assertThat(job.state()).isEqualTo(JobState.FAILED);
		assertThat(job.failureCount()).isOne();
		assertThat(job.completedAt()).isNotNull();
		JobFailure exception = job.exception();
		assertThat(exception).isNotNull();
		assertThat(exception).hasToString("java.lang.IllegalStateException: outer");
		assertThat(job.retry().history())
			.anySatisfy((entry) -> assertThat(entry.reason()).isEqualTo("java.lang.IllegalStateException: outer"));
		assertThat(exception.className()).isEqualTo("java.lang.IllegalStateException");
		assertThat(exception.message()).isEqualTo("outer");
		assertThat(exception.stackTrace()).contains("RunTests").contains("Caused by");
		assertThat(exception.causes())
			.containsExactly(new JobFailure.Cause("java.lang.IllegalArgumentException", "inner"));
		assertThat(exception.workerName()).isEqualTo(job.workerName()).endsWith(":test");
	}

	@ParameterizedTest
	@ValueSource(strings = { "StackOverflowError", "NoClassDefFoundError", "OutOfMemoryError", "ThreadDeath",
			"AssertionError", "checked" })
	void nothingThatAJobThrowsEndsTheWorker(String kind) {
		this.bean.fails(() -> switch (kind) {
			case "StackOverflowError" -> new StackOverflowError();
			case "NoClassDefFoundError" -> new NoClassDefFoundError("some/Type");
			case "OutOfMemoryError" -> new OutOfMemoryError("thrown by the job");
			case "ThreadDeath" -> new Error("the death of a thread");
			case "AssertionError" -> new AssertionError("wrong");
			default -> new IOException("checked");
		});
		assertThat(run("text").state()).isEqualTo(JobState.FAILED);
		this.bean.script = (fields, context) -> "fine";
		assertThat(run("again").state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void anEndlessRecursionFailsTheJob() {
		this.bean.script = (fields, context) -> recurse(0);
		JobFailure exception = run("deep").exception();
		assertThat(exception).isNotNull();
		assertThat(exception.className()).isEqualTo("java.lang.StackOverflowError");
		assertThat(exception.stackTrace()).hasSizeLessThanOrEqualTo(Texts.STACK_TRACE);
	}

	@SuppressWarnings("InfiniteRecursion")
	private static int recurse(int depth) {
		return recurse(depth + 1) + 1;
	}

	@Test
	void messagesAreBoundedAndInvalidTextIsReplaced() {
		this.bean.fails(() -> new IllegalStateException("bad \uD800 text " + "x".repeat(100_000)));
		JobFailure exception = run("text").exception();
		assertThat(exception).isNotNull();
		assertThat(exception.message()).startsWith("bad \uFFFD text xxx").hasSize(Texts.MESSAGE).endsWith("(cut)");
	}

	@Test
	void anExceptionThatCannotEvenDescribeItselfIsStored() {
		this.bean.fails(() -> new RuntimeException() {

			@Override
			public String getMessage() {
				throw new IllegalStateException("no message");
			}

		});
		JobInstance<Fields> job = run("text");
		assertThat(job.state()).isEqualTo(JobState.FAILED);
		assertThat(job.exception()).isNotNull();
	}

	@Test
	void aCauseThatLeadsBackToItselfEnds() {
		RuntimeException first = new RuntimeException("first");
		RuntimeException second = new RuntimeException("second", first);
		first.initCause(second);
		this.bean.fails(() -> first);
		JobFailure exception = run("text").exception();
		assertThat(exception).isNotNull();
		assertThat(exception.causes()).containsExactly(new JobFailure.Cause("java.lang.RuntimeException", "second"));
	}

	@Test
	void aJobCanAbortItself() {
		this.bean.fails(() -> new AbortJobException("nothing to do"));
		JobInstance<Fields> job = run("text");
		assertThat(job.state()).isEqualTo(JobState.ABORTED);
		assertThat(job.exception()).isNull();
		assertThat(job.history()).last().satisfies((entry) -> assertThat(entry.reason()).isEqualTo("nothing to do"));
	}

	@Test
	void theProgressOfARunCanBeSeen() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("text"));
		this.bean.script = (fields, context) -> {
			context.percentComplete(40);
			return job.reload().percentComplete();
		};
		this.system.queue.drain();
		assertThat(job.reload().result(Integer.class)).isEqualTo(40);
		assertThat(job.reload().percentComplete()).isEqualTo(100);
	}

	@Test
	void aWrongPercentageFailsTheJob() {
		this.bean.script = (fields, context) -> {
			context.percentComplete(101);
			return null;
		};
		JobFailure exception = run("text").exception();
		assertThat(exception).isNotNull();
		assertThat(exception.message()).isEqualTo("percentComplete must be between 0 and 100, but is 101");
	}

	@Test
	void changedFieldsAreStoredWhenTheJobCompletes() {
		this.bean.script = (fields, context) -> {
			context.updateFields(new Fields("changed", fields.number()));
			return context.fields(Fields.class).text();
		};
		JobInstance<Fields> job = run("text");
		assertThat(job.fields()).isEqualTo(new Fields("changed", 0));
		assertThat(job.result(String.class)).isEqualTo("changed");
	}

	@Test
	void changedFieldsAreStoredWhenTheJobFails() {
		this.bean.script = (fields, context) -> {
			context.updateFields(new Fields("changed", 7));
			throw new IllegalStateException("after the change");
		};
		assertThat(run("text").fields()).isEqualTo(new Fields("changed", 7));
	}

	@Test
	void aFieldThatTheRunDoesNotChangeKeepsWhatWasEditedMeanwhile() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("text", 1));
		this.bean.script = (fields, context) -> {
			job.reload().update((update) -> update.field("number", 50));
			context.updateFields(new Fields("changed", fields.number()));
			return null;
		};
		this.system.queue.drain();
		assertThat(job.reload().fields()).isEqualTo(new Fields("changed", 50));
	}

	@Test
	void fieldsOfAnotherTypeAreRefused() {
		this.bean.script = (fields, context) -> {
			context.updateFields("no fields object");
			return null;
		};
		JobFailure exception = run("text").exception();
		assertThat(exception).isNotNull();
		assertThat(exception.message()).contains("must be a " + Fields.class.getName()).contains("java.lang.String");
	}

	@Test
	void aJobThatAbortsItselfWithFieldsThatCannotBeStoredIsAborted() {
		this.bean.script = (fields, context) -> {
			context.updateFields(new Fields("x".repeat(16 * 1024 * 1024)));
			throw new AbortJobException("enough");
		};
		JobInstance<Fields> job = run("small");
		assertThat(job.state()).isEqualTo(JobState.ABORTED);
		assertThat(job.fields()).isEqualTo(new Fields("small"));
	}

	@Test
	void aJobThatHasStartedInTimeDoesNotExpireWhenItIsRetried() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("text"),
				(options) -> options.expiresAt(this.system.clock.instant().plusSeconds(60)));
		this.bean.fails(() -> new IllegalStateException("at first"));
		this.system.queue.drain();
		this.system.clock.move(Duration.ofHours(1));
		this.bean.script = (fields, context) -> "at last";
		job.retry();
		this.system.queue.drain();
		assertThat(job.reload().result(String.class)).isEqualTo("at last");
	}

	@Test
	void storedFieldsThatNoLongerFitTheClassFailTheJobNotTheWorker() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("text"));
		this.system.jobs()
			.updateOne(new Document("_id", job.id()), new Document("$set", new Document("fields.number", "no number")));
		this.system.queue.drain();
		JobFailure exception = job.reload().exception();
		assertThat(exception).isNotNull();
		assertThat(exception.message()).contains("cannot be read as").contains(Fields.class.getName());
	}

	@Test
	void aHolderThatLostItsClaimChangesNothing() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("text"));
		this.bean.script = (fields, context) -> {
			// somebody requeues the job, and another one takes it
			this.system.engine.recovery().requeue(this.system.engine.store().reload(job.id()), "declared dead");
			ClaimedJob other = this.system.engine.claims()
				.next(this.system.heartbeat.serverId(), "another worker")
				.orElseThrow();
			assertThat(other.id()).isEqualTo(job.id());
			context.updateFields(new Fields("of the late one"));
			return "late";
		};
		assertThat(this.system.queue.runNext()).isPresent();
		JobInstance<Fields> after = job.reload();
		assertThat(after.state()).isEqualTo(JobState.RUNNING);
		assertThat(after.workerName()).isEqualTo("another worker");
		assertThat(after.fields()).isEqualTo(new Fields("text"));
		assertThat(after.result(String.class)).isNull();
	}

	@Test
	void aHolderThatLostItsClaimIsToldWhenItReportsProgress() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("text"));
		this.bean.script = (fields, context) -> {
			// as another process would
			this.system.jobs().deleteOne(new Document("_id", job.id()));
			assertThat(context.isCancelled()).isFalse();
			try {
				context.percentComplete(10);
			}
			finally {
				assertThat(context.isCancelled()).isTrue();
				this.bean.ran.add("told");
			}
			this.bean.ran.add("never");
			return null;
		};
		this.system.queue.drain();
		assertThat(this.bean.ran).containsExactly("text", "told");
		assertThat(this.system.rocketJob.find(job.id())).isEmpty();
	}

	@Test
	void aRunIsToldAtOnceWhenItsJobIsEndedInTheSameProcess() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("text"));
		this.bean.script = (fields, context) -> {
			job.delete();
			this.bean.ran.add(context.cancellationReason());
			return null;
		};
		this.system.queue.drain();
		assertThat(this.bean.ran).containsExactly("text", "the job was deleted");
	}

	@Test
	void aRunThatTakesTooLongIsInterruptedAndFailed() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("slow"),
				(options) -> options.timeout(Duration.ofMillis(100)));
		this.bean.script = (fields, context) -> {
			new CountDownLatch(1).await();
			return null;
		};
		this.system.queue.drain();
		JobFailure exception = job.reload().exception();
		assertThat(exception).isNotNull();
		assertThat(exception.className()).isEqualTo("io.rocketjob.JobTimeoutException");
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void aRunThatSwallowsTheInterruptOfItsTimeoutIsFailedAllTheSame() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("slow"),
				(options) -> options.timeout(Duration.ofMillis(100)));
		this.bean.script = (fields, context) -> {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				assertThat(context.cancellationReason()).contains("PT0.1S");
			}
			return "fine";
		};
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(job.reload().result(String.class)).isNull();
	}

	@Test
	void anInterruptThatAJobSetsItselfDoesNotReachTheNextOne() {
		this.bean.script = (fields, context) -> {
			Thread.currentThread().interrupt();
			return null;
		};
		assertThat(run("text").state()).isEqualTo(JobState.COMPLETED);
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void everyRunIsInTheHistory() {
		this.bean.fails(() -> new IllegalStateException("first"));
		JobInstance<Fields> job = run("text").retry();
		this.bean.script = (fields, context) -> null;
		this.system.queue.drain();
		assertThat(job.reload().history()).extracting((entry) -> entry.to())
			.isEqualTo(
					List.of(JobState.RUNNING, JobState.FAILED, JobState.QUEUED, JobState.RUNNING, JobState.COMPLETED));
	}

	private JobInstance<Fields> run(String text) {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields(text));
		this.system.queue.drain();
		return job.reload();
	}

}
