package io.rocketjob.job;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.rocketjob.InvalidJobException;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.JobTimeoutException;
import io.rocketjob.TestSystem;
import io.rocketjob.UnknownJobClassException;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Running a job in the calling thread. */
class PerformNowTests {

	private final TestSystem system = TestSystem.with(ScriptJob.class).start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aJobRunsInTheCallingThreadWithoutBeingStored() throws Exception {
		this.system.bean(ScriptJob.class).script = (fields, context) -> {
			context.percentComplete(50);
			context.updateFields(new Fields("changed"));
			return Thread.currentThread().getName();
		};
		assertThat(this.system.rocketJob.performNow(ScriptJob.class, new Fields("text")))
			.isEqualTo(Thread.currentThread().getName());
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void itsExceptionReachesTheCaller() {
		this.system.bean(ScriptJob.class).fails(() -> new IllegalStateException("as told"));
		assertThatIllegalStateException()
			.isThrownBy(() -> this.system.rocketJob.performNow(ScriptJob.class, new Fields("text")))
			.withMessage("as told");
	}

	@Test
	void itIsValidatedBefore() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.performNow(ScriptJob.class, new Fields("")));
		assertThat(this.system.bean(ScriptJob.class).ran).isEmpty();
	}

	@Test
	void itsTimeoutHolds() {
		this.system.bean(ScriptJob.class).script = (fields, context) -> {
			new CountDownLatch(1).await();
			return null;
		};
		assertThatExceptionOfType(JobTimeoutException.class).isThrownBy(() -> this.system.rocketJob
			.performNow(ScriptJob.class, new Fields("text"), (options) -> options.timeout(Duration.ofMillis(50))));
	}

	@Test
	void aStoredJobIsClaimedRunAndEnded() throws Exception {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("text"),
				(options) -> options.runAt(this.system.clock.instant().plusSeconds(60)));
		this.system.bean(ScriptJob.class).script = (fields, context) -> {
			Document stored = this.system.jobs().find().first();
			assertThat(stored.getString("state")).isEqualTo("running");
			assertThat(this.system.servers().countDocuments()).isOne();
			return "done";
		};
		assertThat(this.system.rocketJob.performNow(job.id())).isEqualTo("done");
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(job.reload().workerName()).endsWith(":inline");
	}

	@Test
	void aStoredJobOfAnUnknownClassIsLeftAlone() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("text"));
		this.system.jobs().updateOne(new Document(), new Document("$set", new Document("type", "GoneJob")));
		assertThatExceptionOfType(UnknownJobClassException.class)
			.isThrownBy(() -> this.system.rocketJob.performNow(job.id()))
			.withMessageContaining("GoneJob");
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
	}

	@Test
	void aStoredJobThatFailsIsFailedAndItsExceptionReachesTheCaller() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("text"));
		this.system.bean(ScriptJob.class).fails(() -> new IllegalStateException("as told"));
		assertThatIllegalStateException().isThrownBy(() -> this.system.rocketJob.performNow(job.id()));
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
		assertThatExceptionOfType(JobStateException.class).isThrownBy(() -> this.system.rocketJob.performNow(job.id()))
			.withMessageContaining("is failed: cannot start");
		assertThatExceptionOfType(JobNotFoundException.class)
			.isThrownBy(() -> this.system.rocketJob.performNow(new ObjectId()));
	}

}
