package io.rocketjob.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.TestSystem;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.work.Claimant;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.RunResult;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Ends of several jobs at a time. */
class JobCompleterTests {

	private final TestSystem system = TestSystem.with(ScriptJob.class).withoutRecovery().start();

	private final JobEngine engine = this.system.engine;

	private final ObjectId server = new ObjectId();

	private final JobCompleter completions = this.engine.completions(100);

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void jobsThatHaveCompletedAreDeletedInAMoment() throws Exception {
		create(50);
		this.completions.start();
		run(claim());
		Awaitility.await().until(() -> this.system.jobs().countDocuments() == 0);
		Awaitility.await().until(() -> this.engine.runs().all().isEmpty());
		this.completions.stop(Duration.ofSeconds(5));
	}

	@Test
	void manyAreDeletedByOneCommand() throws Exception {
		create(50);
		List<ClaimedJob> claimed = new ArrayList<>(claim());
		create(20);
		claimed.addAll(claim());
		run(claimed);
		assertThat(this.system.jobs().countDocuments()).as("nothing deletes yet").isEqualTo(70);
		assertThat(this.engine.recovery().attended()).as("they count as held").hasSize(70);
		long before = this.system.commands("delete");
		this.completions.start();
		this.completions.stop(Duration.ofSeconds(5));
		assertThat(this.system.jobs().countDocuments()).isZero();
		assertThat(this.system.commands("delete") - before).isOne();
	}

	@Test
	void aCompletionIsLoggedOnceItIsStoredAsIfByItsRun() throws Exception {
		Logger logger = (Logger) LoggerFactory.getLogger(ScriptJob.class);
		ListAppender<ILoggingEvent> appender = new ListAppender<>() {

			@Override
			protected void append(ILoggingEvent event) {
				event.prepareForDeferredProcessing();
				super.append(event);
			}

		};
		appender.start();
		logger.addAppender(appender);
		logger.setLevel(Level.INFO);
		logger.setAdditive(false);
		try {
			List<JobInstance<Fields>> jobs = create(2);
			List<ClaimedJob> claimed = claim();
			run(claimed);
			assertThat(appender.list).extracting(ILoggingEvent::getFormattedMessage)
				.hasSize(2)
				.allMatch((message) -> message.startsWith("Start "));
			this.engine.recovery()
				.requeue(this.server, (held) -> held.id().equals(jobs.get(1).id()), "it was believed dead");
			this.completions.start();
			this.completions.stop(Duration.ofSeconds(5));
			assertThat(appender.list).hasSize(3).last().satisfies((event) -> {
				assertThat(event.getFormattedMessage()).startsWith("Completed ScriptJob " + jobs.get(0).id());
				assertThat(event.getMDCPropertyMap()).containsEntry("rocketjob.id", jobs.get(0).id().toHexString());
			});
		}
		finally {
			logger.detachAppender(appender);
			logger.setLevel(null);
			logger.setAdditive(true);
		}
	}

	@Test
	void aJobThatSomebodyElseHasMeanwhileIsNotDeleted() throws Exception {
		List<JobInstance<Fields>> jobs = create(3);
		List<ClaimedJob> claimed = claim();
		run(claimed);
		this.engine.recovery()
			.requeue(this.server, (held) -> held.id().equals(jobs.get(1).id()), "it was believed dead");
		ClaimedJob taken = this.engine.claims().next(this.server, "other:1").orElseThrow();
		assertThat(taken.id()).isEqualTo(jobs.get(1).id());
		this.completions.start();
		this.completions.stop(Duration.ofSeconds(5));
		assertThat(this.system.jobs().distinct("_id", ObjectId.class)).containsExactly(jobs.get(1).id());
		assertThat(jobs.get(1).reload().state()).isEqualTo(JobState.RUNNING);
	}

	@Test
	void aJobThatIsHeldTwiceByOneProcessIsDeletedOnlyByItsPresentRun() throws Exception {
		JobInstance<Fields> job = create(1).get(0);
		List<ClaimedJob> former = claim();
		this.engine.recovery().requeue(this.server, (held) -> true, "it was believed dead");
		List<JobInstance<Fields>> others = create(1);
		List<ClaimedJob> present = claim();
		assertThat(present).hasSize(2);
		// the former run of the one comes to its end together with the run of the other
		run(former);
		run(present.subList(1, 2));
		this.completions.start();
		this.completions.stop(Duration.ofSeconds(5));
		assertThat(this.system.rocketJob.find(others.get(0).id())).isEmpty();
		assertThat(job.reload().state()).isEqualTo(JobState.RUNNING);
	}

	@Test
	void onlyThoseEndOneByOneForWhichOthersWait() throws Exception {
		List<JobInstance<Fields>> jobs = create(20);
		run(claim());
		// somebody begins to wait for a job that is done, and not yet deleted
		ObjectId done = jobs.get(7).id();
		JobInstance<Fields> waiting = this.system.rocketJob.create(ScriptJob.class, new Fields("text"),
				(options) -> options.after(done));
		long before = this.system.commands("delete");
		this.completions.start();
		this.completions.stop(Duration.ofSeconds(5));
		assertThat(this.system.jobs().distinct("_id", ObjectId.class)).containsExactlyInAnyOrder(done, waiting.id());
		assertThat(jobs.get(7).reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(waiting.reload().waitsFor()).isEmpty();
		assertThat(this.system.rocketJob.jobs().queuedNow().count()).isOne();
		// of the group, and twice of the one for which another waits
		assertThat(this.system.commands("delete") - before).isLessThanOrEqualTo(3);
	}

	@Test
	void whatIsKeptIsCompletedAtOnce() throws Exception {
		JobInstance<Fields> kept = this.system.rocketJob.create(ScriptJob.class, new Fields("text"));
		run(claim());
		assertThat(kept.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(kept.reload().workerName()).isEqualTo("server:3");
	}

	@Test
	void afterTheStopJobsAreDeletedAtOnce() throws Exception {
		create(1);
		this.completions.start();
		this.completions.stop(Duration.ofSeconds(5));
		run(claim());
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	private List<JobInstance<Fields>> create(int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> this.system.rocketJob.create(ScriptJob.class, new Fields("text"),
					(options) -> options.destroyOnComplete(true)))
			.toList();
	}

	private List<ClaimedJob> claim() {
		List<ObjectId> ids = this.system.jobs()
			.find(new Document("claimable", true))
			.map((job) -> job.getObjectId("_id"))
			.into(new ArrayList<>());
		ObjectId token = new ObjectId();
		this.engine.claims().take(ids, token, new Claimant(this.server, "server", "server:1"));
		return this.engine.claims().taken(ids, token, "server");
	}

	private void run(List<ClaimedJob> claimed) {
		claimed.forEach((job) -> assertThat(
				this.engine.runner().run(job.forWorker("server:3"), "server", this.completions).outcome())
			.isEqualTo(RunResult.Outcome.COMPLETED));
	}

}
