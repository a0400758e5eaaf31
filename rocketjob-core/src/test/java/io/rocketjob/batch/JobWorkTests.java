package io.rocketjob.batch;

import java.time.Duration;
import java.util.List;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.job.JobCompleter;
import io.rocketjob.job.JobEngine;
import io.rocketjob.work.ClaimedJob;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs of jobs whose ends are stored in groups. */
class JobWorkTests {

	private static final int MAX_CRASHES = 2;

	private final TestSystem system = TestSystem.with(DoneJob.class).withoutRecovery().start();

	private final JobEngine engine = this.system.engine;

	/** Stores nothing before it is started. */
	private final JobCompleter completions = this.engine.completions(100);

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void theEndOfAJobWaitsForThoseOfOthers() throws InterruptedException {
		ObjectId job = create();
		run(claim(new ObjectId()));
		assertThat(this.engine.store().find(job)).as("its end is not stored").isNotNull();
		this.completions.start();
		this.completions.stop(Duration.ofSeconds(5));
		assertThat(this.engine.store().find(job)).isNull();
	}

	@Test
	void theEndOfTheLastChanceIsStoredBeforeTheNextSuchRunBegins() {
		ObjectId job = create();
		ObjectId server = new ObjectId();
		assertThat(this.engine.unbegun().begin(claim(server))).isTrue();
		assertThat(this.engine.recovery().takeBack(server, MAX_CRASHES)).isOne();
		ObjectId lives = new ObjectId();
		run(claim(lives));
		assertThat(this.engine.runs().lastChance().availablePermits()).as("the next such run may begin").isOne();
		assertThat(this.engine.store().find(job)).as("its end is stored").isNull();
		assertThat(this.engine.recovery().takeBack(lives, MAX_CRASHES)).as("a death counts against nothing").isZero();
	}

	private ObjectId create() {
		return this.system.rocketJob.create(DoneJob.class).id();
	}

	private ClaimedJob claim(ObjectId server) {
		return this.engine.claims().next(server, "a:1").orElseThrow();
	}

	private void run(ClaimedJob claimed) {
		JobWork.Tools tools = new JobWork.Tools(this.engine.throttles(), this.engine.runs(), this.engine.unbegun(),
				this.engine.runner(), this.system.batches.runner());
		this.engine.runs().await(List.of(claimed.claimKey()));
		new JobWork(tools, this.completions, claimed).run("a", "a:1", () -> true);
	}

	@RocketJob
	static class DoneJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
