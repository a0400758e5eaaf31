package io.rocketjob.job;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.rocketjob.CrashedTooOftenException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.plugin.retry.Retry;
import io.rocketjob.work.Claimant;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.RunResult;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Jobs whose server has died. */
class JobCrashTests {

	private final TestSystem system = TestSystem.with(ScriptJob.class, RetriedJob.class).withoutRecovery().start();

	private final JobEngine engine = this.system.engine;

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aJobFailsWhoseProcessDiesInEachOfItsRuns() {
		JobInstance<Fields> job = create();
		ObjectId first = die("a:1", 3);
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		ObjectId second = die("b:2", 3);
		assertThat(job.reload().history()).last()
			.satisfies((entry) -> assertThat(entry.reason()).isEqualTo("its server is gone, for the 2. of 3 times"));
		ObjectId third = die("c:3", 3);
		JobInstance<Fields> failed = job.reload();
		assertThat(failed.state()).isEqualTo(JobState.FAILED);
		assertThat(failed.failureCount()).isOne();
		assertThat(failed.exception().className()).isEqualTo(CrashedTooOftenException.class.getName());
		assertThat(failed.exception().workerName()).isEqualTo("c:3");
		assertThat(failed.exception().message())
			.startsWith("The process has died in each of the last 3 runs, which is as often as"
					+ " rocketjob.server.max-crashes allows: ")
			.contains("worker a:1 of server " + first + " (found dead at 2", "worker b:2 of server " + second,
					"worker c:3 of server " + third)
			.endsWith("It is not run again by itself; retry it when the cause is removed");
		assertThat(stored(job)).doesNotContainKeys("claim", "crashes");
	}

	@Test
	void aJobThatIsRetriedByHandMayLoseItsProcessAsOftenAgain() {
		JobInstance<Fields> job = create();
		die("a:1", 2);
		die("a:2", 2);
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
		job.reload().retry();
		die("a:3", 2);
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		die("a:4", 2);
		assertThat(job.reload().exception().message()).contains("a:3", "a:4").doesNotContain("a:1", "a:2");
	}

	@Test
	void aRunThatEndsBeginsTheCountAnew() {
		JobInstance<RetriedJob.Fields> job = this.system.rocketJob.create(RetriedJob.class, new RetriedJob.Fields(1));
		die("a:1", 3);
		die("a:2", 3);
		assertThat(stored(job).get("crashes", Document.class)).containsEntry("count", 2);
		assertThat(run(next("a:3")).outcome()).isEqualTo(RunResult.Outcome.FAILED);
		assertThat(job.reload().state()).as("it is retried by its class").isEqualTo(JobState.QUEUED);
		assertThat(stored(job)).doesNotContainKey("crashes");
	}

	@Test
	void noPolicyRetriesAJobWhoseProcessHasDiedTooOften() {
		JobInstance<RetriedJob.Fields> job = this.system.rocketJob.create(RetriedJob.class, new RetriedJob.Fields(1));
		die("a:1", 1);
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
	}

	@Test
	void whatIsGivenBackNeitherCountsNorBeginsTheCountAnew() {
		JobInstance<Fields> job = create();
		die("a:1", 3);
		assertThat(next("a:2").id()).isEqualTo(job.id());
		this.engine.recovery().requeue(claimServer(job), (held) -> true, "nobody on its server attends to it");
		assertThat(stored(job).get("crashes", Document.class)).containsEntry("count", 1);
		ClaimedJob claimed = next("a:3");
		this.engine.unbegun().release(List.of(claimed));
		assertThat(stored(job).get("crashes", Document.class)).containsEntry("count", 1);
		claimed = next("a:4");
		assertThat(this.engine.handles().of(claimed).release("its server stops", null)).isTrue();
		assertThat(stored(job).get("crashes", Document.class)).containsEntry("count", 1);
	}

	@Test
	void zeroIsAnyNumberOfTimes() {
		JobInstance<Fields> job = create();
		for (int i = 0; i < 5; i++) {
			die("a:" + i, 0);
		}
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(stored(job)).doesNotContainKey("crashes");
	}

	@Test
	void theExceptionNamesTheLastTenPlaces() {
		JobInstance<Fields> job = create();
		for (int i = 1; i <= 12; i++) {
			die("a:" + i, 12);
		}
		assertThat(job.reload().exception().message()).contains("last 12 runs", "allows: …, worker a:3 of", "a:12 of")
			.doesNotContain("a:2 of");
	}

	@Test
	void oneOfSeveralThatRecoverCountsACrash() throws Exception {
		JobInstance<Fields> job = create();
		assertThat(recoverTogether(3)).isOne();
		assertThat(stored(job).get("crashes", Document.class)).containsEntry("count", 1);
		assertThat(recoverTogether(2)).isOne();
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(job.reload().failureCount()).isOne();
		assertThat(job.reload().history()).filteredOn((entry) -> entry.to() == JobState.FAILED).hasSize(1);
	}

	@Test
	void ofJobsThatWereClaimedTogetherOnlyThoseCountThatAWorkerHasBegun() {
		List<ObjectId> jobs = IntStream.range(0, 3).mapToObj((i) -> create().id()).toList();
		ObjectId server = new ObjectId();
		take(jobs, server);
		this.engine.recovery().takeBack(server, 1);
		assertThat(jobs).as("which of them had begun is not known")
			.allSatisfy((id) -> assertThat(count(id)).isZero())
			.allSatisfy((id) -> assertThat(state(id)).isEqualTo(JobState.QUEUED));
		server = new ObjectId();
		List<ClaimedJob> claimed = take(jobs, server);
		assertThat(this.engine.unbegun().begin(claimed.get(1).forWorker("a:7"))).isTrue();
		this.engine.recovery().takeBack(server, 1);
		assertThat(jobs).extracting(this::state).containsExactly(JobState.QUEUED, JobState.FAILED, JobState.QUEUED);
		assertThat(this.system.rocketJob.find(jobs.get(1)).orElseThrow().exception().message())
			.contains("worker a:7 of server " + server);
		assertThat(count(jobs.get(2))).isZero();
	}

	@Test
	void aWorkerDoesNotBeginWhatItHasLost() {
		List<ObjectId> jobs = List.of(create().id());
		ObjectId server = new ObjectId();
		take(jobs, server);
		this.engine.recovery().takeBack(server, 3);
		List<ClaimedJob> claimed = take(jobs, server);
		this.engine.recovery().takeBack(server, 3);
		assertThat(this.engine.unbegun().begin(claimed.get(0))).isFalse();
		assertThat(state(jobs.get(0))).isEqualTo(JobState.QUEUED);
	}

	@Test
	void whatOneMoreCrashFailsIsNotCountedBeforeItHasBegun() {
		JobInstance<Fields> job = create();
		die("a:1", 3);
		die("a:2", 3);
		ObjectId server = new ObjectId();
		assertThat(this.engine.claims().next(server, "a:3")).isPresent();
		assertThat(this.engine.recovery().takeBack(server, 3)).isOne();
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(stored(job).get("crashes", Document.class)).containsEntry("count", 2).containsEntry("last", true);
		die("a:4", 3);
		assertThat(job.reload().exception().message()).contains("a:1", "a:2", "a:4").doesNotContain("a:3");
	}

	@Test
	void jobsThatNeverLostTheirServerCostNoWrite() {
		List<ObjectId> jobs = List.of(create().id());
		List<ClaimedJob> claimed = take(jobs, new ObjectId());
		long before = this.system.commands("update");
		assertThat(this.engine.unbegun().begin(claimed.get(0))).isTrue();
		assertThat(this.system.commands("update")).isEqualTo(before);
	}

	private int recoverTogether(int maxCrashes) throws Exception {
		ObjectId server = new ObjectId();
		begin(server, "a:1");
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Future<Integer>> all = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				all.add(threads.submit(() -> this.engine.recovery().takeBack(server, maxCrashes)));
			}
			int taken = 0;
			for (Future<Integer> one : all) {
				taken += one.get();
			}
			return taken;
		}
		finally {
			threads.shutdown();
		}
	}

	private void begin(ObjectId server, String worker) {
		assertThat(this.engine.unbegun().begin(this.engine.claims().next(server, worker).orElseThrow())).isTrue();
	}

	/** A server begins the next job, and dies. */
	private ObjectId die(String worker, int maxCrashes) {
		ObjectId server = new ObjectId();
		begin(server, worker);
		assertThat(this.engine.recovery().takeBack(server, maxCrashes)).isOne();
		return server;
	}

	private ClaimedJob next(String worker) {
		return this.engine.claims().next(new ObjectId(), worker).orElseThrow();
	}

	private RunResult run(ClaimedJob claimed) {
		return this.engine.runner().run(claimed, "a");
	}

	private List<ClaimedJob> take(List<ObjectId> jobs, ObjectId server) {
		ObjectId token = new ObjectId();
		this.engine.claims().take(jobs, token, new Claimant(server, "a", "a:1"));
		return this.engine.claims().taken(jobs, token, "a");
	}

	private JobInstance<Fields> create() {
		return this.system.rocketJob.create(ScriptJob.class, new Fields("text"));
	}

	private Document stored(JobInstance<?> job) {
		return this.engine.store().reload(job.id()).document();
	}

	private ObjectId claimServer(JobInstance<?> job) {
		return stored(job).get("claim", Document.class).getObjectId("server");
	}

	private int count(ObjectId id) {
		return this.engine.store().reload(id).document().get("crashes", Document.class).getInteger("count");
	}

	private JobState state(ObjectId id) {
		return this.system.rocketJob.find(id).orElseThrow().state();
	}

	@RocketJob
	@Retry
	static class RetriedJob implements Job<RetriedJob.Fields> {

		record Fields(int number) {
		}

		@Override
		public Object perform(Fields fields, JobContext context) {
			throw new IllegalStateException("It fails");
		}

	}

}
