package io.rocketjob.integration;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import io.rocketjob.BatchInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.integration.app.CountJob;
import io.rocketjob.integration.app.LinesBatch;
import io.rocketjob.integration.app.RunRecorder;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** How servers share a batch, and leave it for more urgent work. */
class BatchSharingTests {

	private static final int SLICE = 10;

	@RegisterExtension
	final Cluster cluster = new Cluster();

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
		System.out.printf("An urgent job has waited %d ms for a batch with slices of %d ms and the interval %s%n",
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
		String heartbeat = "rocketjob.server.heartbeat-interval=1s";
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
