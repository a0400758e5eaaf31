package io.rocketjob.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import com.mongodb.client.model.Filters;
import io.rocketjob.BatchInstance;
import io.rocketjob.JobState;
import io.rocketjob.RecordSource;
import io.rocketjob.integration.app.HeldBatch;
import io.rocketjob.integration.app.Signals;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A worker that was frozen in a slice which another has taken over, and comes back. */
class BatchFreezeTests {

	private static final String HEARTBEAT = "rocketjob.server.heartbeat-interval=500ms";

	private static final int RECORDS = 30;

	@RegisterExtension
	final Cluster cluster = new Cluster();

	private ChildProcess frozen;

	@Test
	@Timeout(120)
	void theLateWritesOfAFrozenWorkerChangeNothing() {
		BatchInstance<Void> batch = createAndFreeze(false);
		Cluster.await("the other has completed the batch").until(() -> batch.reload().state() == JobState.COMPLETED);
		List<Document> before = stored(batch);
		thaw(batch);
		assertThat(stored(batch)).isEqualTo(before);
		assertThat(batch.output("main", String.class))
			.containsExactlyElementsOf(LongStream.rangeClosed(1, RECORDS).mapToObj((i) -> i + " by other").toList());
		assertThat(batch.output("first", String.class)).isEmpty();
		assertThat(batch.statistics()).isEqualTo(Map.of("by.other", (long) RECORDS));
	}

	@Test
	@Timeout(120)
	void whatAFrozenWorkerBringsBackOfADestroyedJobIsDropped() {
		BatchInstance<Void> batch = createAndFreeze(true);
		Cluster.await("the batch is completed and destroyed").until(() -> this.cluster.jobs().countDocuments() == 0);
		assertThat(this.cluster.sliceCollections()).isEmpty();
		thaw(batch);
		assertThat(this.cluster.jobs().countDocuments()).isZero();
		Cluster.await("nothing is left").until(() -> this.cluster.sliceCollections().isEmpty());
	}

	/**
	 * Lets a worker begin a slice, and another one take it over while the first is
	 * frozen.
	 */
	private BatchInstance<Void> createAndFreeze(boolean destroyed) {
		this.frozen = this.cluster.start("frozen", HEARTBEAT);
		ChildProcess other = this.cluster.start("other", HEARTBEAT, "app.gated=true");
		this.cluster.awaitRunning(this.frozen);
		BatchInstance<Void> batch = this.cluster.rocketJob()
			.batch(HeldBatch.class)
			.options((options) -> options.destroyOnComplete(destroyed))
			.throttleRunningWorkers(1)
			.upload(RecordSource.range(1, RECORDS))
			.create();
		Cluster.await("the first has begun a slice").until(() -> !this.cluster.attempts(batch.id()).isEmpty());
		this.frozen.freeze();
		this.cluster.openGate(other);
		return batch;
	}

	private void thaw(BatchInstance<?> batch) {
		this.cluster.signal(Signals.GO_ON);
		this.frozen.thaw();
		this.frozen.awaitPrinted("Lost the claim on HeldBatch " + batch.id() + " slice main/1", Cluster.PATIENCE);
		this.frozen.awaitPrinted("Server frozen .*declared dead", Cluster.PATIENCE);
		assertThat(this.cluster.attempts(batch.id())).extracting((attempt) -> attempt.getString("process"))
			.containsExactly("frozen", "other");
		assertThat(this.cluster.servers().find(Filters.eq("name", "other"))).hasSize(1);
	}

	/**
	 * All that slices have left in the database.
	 */
	private List<Document> stored(BatchInstance<?> batch) {
		List<Document> documents = new ArrayList<>();
		for (String name : this.cluster.sliceCollections()) {
			this.cluster.collection(name).find().sort(new Document("_id", 1)).forEach(documents::add);
		}
		documents.add(this.cluster.job(batch.id()));
		return documents;
	}

}
