package io.rocketjob.integration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import io.rocketjob.BatchInstance;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.integration.app.CountJob;
import io.rocketjob.integration.app.LinesBatch;
import io.rocketjob.integration.app.PlainJob;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** How servers share a batch, and leave it for more urgent work. */
class BatchSharingTests {

	private static final int SLICE = 10;

	private static final int WORKERS = 10;

	/** How long a batch holds all workers. */
	private static final int BATCH_SECONDS = Integer.getInteger("rocketjob.test.batch-seconds", 15);

	/** After what time other work starts at the next slice, at the latest. */
	private static final Duration BOUND = Duration.ofSeconds(1);

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@Test
	@Timeout(240)
	void jobsThatFallDueStartWithinASecondWhileABatchHoldsAllWorkers() {
		this.cluster.awaitRunning(this.cluster.start("one"));
		Duration slice = Duration.ofMillis(SLICE * 20);
		BatchInstance<?> batch = create(20, BATCH_SECONDS * WORKERS * 1_000 / 20, null);
		Cluster.await("the batch holds all workers").until(() -> batch.status().slicesActive() == WORKERS);
		Instant begin = Instant.now();
		Map<ObjectId, Instant> due = new HashMap<>();
		for (int second = 1; second < BATCH_SECONDS - 3; second += 2) {
			Instant time = begin.plusSeconds(second);
			for (int priority : List.of(1, 50)) {
				due.put(this.cluster.rocketJob()
					.create(PlainJob.class, new PlainJob.Fields(1), (options) -> options.priority(priority).runAt(time))
					.id(), time);
			}
		}
		Cluster.await("the scheduled jobs have begun")
			.atMost(Duration.ofSeconds(BATCH_SECONDS + 60L))
			.until(() -> attempts() == due.size());
		List<Duration> delays = delays(due);
		Cluster.report("{} jobs that fell due beside a batch of {} s: delays {}", due.size(), BATCH_SECONDS,
				delays.stream().map(Duration::toMillis).toList());
		assertThat(batch.status().state()).as("the batch goes on meanwhile").isEqualTo(JobState.RUNNING);
		assertThat(delays).allMatch((delay) -> delay.compareTo(BOUND.plus(slice)) < 0);
		batch.abort("the rest is not of interest");
	}

	@Test
	@Timeout(240)
	void manySmallJobsAndTwoBatchesOfOnePriorityShareTheWorkersOfFourServers() {
		ChildProcess[] servers = IntStream.range(0, 4)
			.mapToObj((i) -> this.cluster.start("server" + i, "rocketjob.server.max-workers=4"))
			.toArray(ChildProcess[]::new);
		this.cluster.awaitRunning(servers);
		BatchInstance<?> first = create(20, 100_000, null);
		BatchInstance<?> second = create(20, 100_000, null);
		Cluster.await("the batches hold all workers")
			.until(() -> first.status().slicesActive() + second.status().slicesActive() == 16);
		RocketJobTemplate rocketJob = this.cluster.rocketJob();
		int flood = 1_000;
		rocketJob.createAll(PlainJob.class, Collections.nCopies(flood, new PlainJob.Fields(20)));
		Cluster.await("the jobs have begun").until(() -> attempts() > flood / 10);
		long firstBefore = first.status().recordsDone();
		long secondBefore = second.status().recordsDone();
		long jobsBefore = attempts();
		List<JobInstance<PlainJob.Fields>> urgent = new ArrayList<>();
		for (int i = 1; i <= 4; i++) {
			long begun = flood / 10 + i * flood / 6;
			Cluster.await("more jobs have begun").until(() -> attempts() > begun);
			urgent.add(rocketJob.create(PlainJob.class, new PlainJob.Fields(1), (options) -> options.priority(1)));
		}
		long jobs = attempts() - jobsBefore;
		long firstDone = first.status().recordsDone() - firstBefore;
		long secondDone = second.status().recordsDone() - secondBefore;
		Cluster.report("Beside each other: {} jobs of 20 ms, {} and {} records of 20 ms", jobs, firstDone, secondDone);
		assertThat(firstDone).isBetween(secondDone / 2, secondDone * 2);
		// a job costs more than its 20 ms, because it writes down that it runs
		assertThat(jobs).isBetween((firstDone + secondDone) / 8, (firstDone + secondDone) * 2);
		Cluster.await("all jobs are done")
			.until(() -> this.cluster.jobs()
				.countDocuments(
						Filters.and(Filters.eq("type", "PlainJob"), Filters.in("state", "queued", "running"))) == 0);
		assertThat(attempts()).as("each job has run once").isEqualTo(flood + urgent.size());
		Map<ObjectId, Instant> created = new HashMap<>();
		urgent.forEach((job) -> created.put(job.id(), job.createdAt()));
		List<Duration> delays = delays(created);
		Cluster.report("Urgent jobs have waited {}", delays);
		assertThat(delays).allMatch((delay) -> delay.compareTo(BOUND.plusMillis(SLICE * 20)) < 0);
		first.abort("the rest is not of interest");
		second.abort("the rest is not of interest");
	}

	private long attempts() {
		return this.cluster.collection(RunRecorder.ATTEMPTS).countDocuments();
	}

	private List<Duration> delays(Map<ObjectId, Instant> due) {
		List<Duration> delays = new ArrayList<>();
		this.cluster.collection(RunRecorder.ATTEMPTS).find().forEach((Document run) -> {
			Instant time = due.get(run.getObjectId("job"));
			if (time != null) {
				delays.add(Duration.between(time, run.getDate("at").toInstant()));
			}
		});
		Collections.sort(delays);
		return delays;
	}

	@Test
	@Timeout(120)
	void anUrgentJobStartsWithinTheRecheckIntervalThoughABatchHoldsAllWorkers() {
		Duration waited = urgentJobBesideABatch("2s", 20);
		// the interval, the slice at hand, and what the machine takes
		assertThat(waited).isLessThan(Duration.ofMillis(2_000 + SLICE * 20 + 1_500));
	}

	@Test
	@Timeout(120)
	void anUrgentJobStartsAtTheNextSliceWhenTheIntervalIsZero() {
		Duration waited = urgentJobBesideABatch("0s", 50);
		assertThat(waited).isLessThan(Duration.ofMillis(SLICE * 50 + 1_000));
	}

	private Duration urgentJobBesideABatch(String interval, int millis) {
		String recheck = "rocketjob.server.recheck-interval=" + interval;
		this.cluster.awaitRunning(this.cluster.start("one", recheck, "rocketjob.server.max-workers=4"),
				this.cluster.start("two", recheck, "rocketjob.server.max-workers=4"));
		BatchInstance<?> batch = create(millis, 6_000, null);
		Cluster.await("the batch holds all workers").until(() -> batch.status().slicesActive() == 8);
		RocketJobTemplate rocketJob = this.cluster.rocketJob();
		long start = System.nanoTime();
		ObjectId urgent = rocketJob.create(CountJob.class, null, (options) -> options.priority(1)).id();
		Cluster.await("the urgent job has run")
			.pollInterval(Duration.ofMillis(10))
			.until(() -> this.cluster.collection(RunRecorder.RUNS).countDocuments(Filters.eq(urgent)) == 1);
		Duration waited = Duration.ofNanos(System.nanoTime() - start);
		Cluster.report("An urgent job has waited {} ms for a batch with slices of {} ms and the interval {}",
				waited.toMillis(), SLICE * millis, interval);
		assertThat(batch.status().state()).isEqualTo(JobState.RUNNING);
		Cluster.await("the batch goes on").until(() -> batch.status().slicesActive() == 8);
		long done = batch.status().recordsDone();
		Cluster.await("the batch comes further").until(() -> batch.status().recordsDone() > done + 10 * SLICE);
		batch.abort("the rest is not of interest");
		Cluster.await("its collections are gone").until(() -> this.cluster.sliceCollections().isEmpty());
		return waited;
	}

	@Test
	@Timeout(120)
	void noMoreWorkersOfAllServersWorkOnABatchThanItAllowsAndThePlacesOfTheDeadComeBack() {
		String heartbeat = "rocketjob.server.heartbeat-interval=500ms";
		ChildProcess victim = this.cluster.start("one", heartbeat);
		this.cluster.awaitRunning(victim, this.cluster.start("two", heartbeat), this.cluster.start("three", heartbeat));
		BatchInstance<?> batch = create(3, 8_000, 2);
		AtomicLong most = new AtomicLong();
		MongoCollection<Document> slices = this.cluster.collection("rocketjob.inputs." + batch.id() + ".main");
		Document server = this.cluster.servers().find(Filters.eq("pid", victim.pid())).first();
		Cluster.await("the first server works on it").pollInterval(Duration.ofMillis(5)).until(() -> {
			most.accumulateAndGet(running(slices), Math::max);
			return slices.countDocuments(Filters.eq("claim.server", server.getObjectId("_id"))) > 0
					|| batch.status().percentComplete() > 20;
		});
		victim.kill();
		Cluster.await("the half is done").pollInterval(Duration.ofMillis(5)).until(() -> {
			most.accumulateAndGet(running(slices), Math::max);
			return batch.status().percentComplete() >= 50;
		});
		assertThat(most.get()).as("slices worked on at a time").isEqualTo(2);
		batch.throttleRunningWorkers(6);
		Cluster.await("more work on it")
			.pollInterval(Duration.ofMillis(5))
			.until(() -> most.accumulateAndGet(running(slices), Math::max) > 2);
		Cluster.await("the batch is completed").until(() -> batch.status().state() == JobState.COMPLETED);
		assertThat(most.get()).isLessThanOrEqualTo(6);
		assertThat(batch.statistics()).containsEntry("lines", 8_000L);
	}

	private static long running(MongoCollection<Document> slices) {
		return slices.countDocuments(Filters.eq("state", "running"));
	}

	private BatchInstance<?> create(int millis, int count, Integer throttle) {
		var builder = this.cluster.rocketJob()
			.batch(LinesBatch.class)
			.fields(new LinesBatch.Fields(millis, LinesBatch.Fields.NEVER))
			.input((input) -> input.sliceSize(SLICE))
			.upload(IntStream.rangeClosed(1, count).mapToObj((i) -> i + " line"));
		return ((throttle != null) ? builder.throttleRunningWorkers(throttle) : builder).create();
	}

}
