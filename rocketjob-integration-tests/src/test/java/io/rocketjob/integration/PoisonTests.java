package io.rocketjob.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import com.mongodb.client.model.Filters;
import io.rocketjob.BatchInstance;
import io.rocketjob.CrashedTooOftenException;
import io.rocketjob.FailedSlice;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.integration.app.PoisonBatch;
import io.rocketjob.integration.app.PoisonJob;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Jobs and slices that end each process which works on them. */
class PoisonTests {

	private static final String[] OPTIONS = { "rocketjob.server.heartbeat-interval=500ms",
			"rocketjob.server.max-workers=2" };

	@RegisterExtension
	final Cluster cluster = new Cluster();

	private final List<ChildProcess> started = new ArrayList<>();

	private int deaths;

	@Test
	@Timeout(150)
	void aJobFailsThatHasEndedThreeProcessesAndAllOthersAreDone() {
		startTwo();
		JobInstance<PoisonJob.Fields> poison = this.cluster.rocketJob()
			.create(PoisonJob.class, new PoisonJob.Fields(50, true));
		List<ObjectId> others = this.cluster.rocketJob()
			.createAll(PoisonJob.class,
					IntStream.range(0, 200).mapToObj((i) -> new PoisonJob.Fields(i % 20, false)).toList());
		awaitWithRestarts(() -> poison.reload().state() == JobState.FAILED);
		awaitWithRestarts(() -> this.cluster.unfinished() == 0);
		JobInstance<PoisonJob.Fields> failed = poison.reload();
		assertThat(failed.exception().className()).isEqualTo(CrashedTooOftenException.class.getName());
		assertThat(this.cluster.attempts(poison.id())).as("the runs of the poison").hasSize(3);
		List<String> processes = this.cluster.attempts(poison.id())
			.stream()
			.map((attempt) -> attempt.getString("process"))
			.toList();
		assertThat(failed.exception().message()).contains("last 3 runs")
			.contains(processes.stream().map((process) -> "worker " + process + ":").toList());
		assertThat(this.deaths).as("processes that have ended").isEqualTo(3);
		assertThat(this.cluster.jobs().countDocuments()).as("all others are completed and destroyed").isOne();
		assertThat(this.cluster.collection(RunRecorder.ATTEMPTS)
			.distinct("job", Filters.in("job", others), ObjectId.class)).as("each of them has run")
			.hasSize(others.size());
	}

	@Test
	@Timeout(150)
	void aSliceFailsThatHasEndedThreeProcessesAndAllOthersAreDone() {
		startTwo();
		List<String> lines = new ArrayList<>(IntStream.rangeClosed(1, 1_000).mapToObj((i) -> "line " + i).toList());
		lines.set(4, PoisonBatch.POISON);
		BatchInstance<Void> batch = this.cluster.rocketJob().batch(PoisonBatch.class).upload(lines).create();
		awaitWithRestarts(() -> batch.reload().state() == JobState.FAILED);
		BatchInstance<Void> failed = batch.reload();
		assertThat(failed.failures()).singleElement().satisfies((group) -> assertThat(group.slices()).isOne());
		FailedSlice slice = failed.failures().get(0).examples().get(0);
		assertThat(slice.firstRecord()).isOne();
		assertThat(slice.exception().className()).isEqualTo(CrashedTooOftenException.class.getName());
		assertThat(slice.exception().message()).contains("last 3 runs");
		assertThat(this.deaths).as("once more where it was claimed together with others").isBetween(3, 4);
		assertThat(failed.output("main", String.class)).containsExactlyElementsOf(lines.subList(10, lines.size()));
	}

	private void startTwo() {
		start();
		start();
		this.cluster.awaitRunning(this.started.toArray(ChildProcess[]::new));
	}

	private void start() {
		this.started.add(this.cluster.start("server" + (this.started.size() + 1), OPTIONS));
	}

	/**
	 * As whatever looks after processes does: starts another one for one that has ended.
	 */
	private void awaitWithRestarts(BooleanSupplier condition) {
		Cluster.await("what is left is done").until(() -> {
			int ended = (int) this.started.stream().filter((process) -> !process.isAlive()).count();
			for (; this.deaths < ended; this.deaths++) {
				start();
			}
			return condition.getAsBoolean();
		});
	}

}
