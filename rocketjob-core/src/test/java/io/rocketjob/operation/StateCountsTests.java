package io.rocketjob.operation;

import java.util.Date;
import java.util.List;
import java.util.Map;

import io.rocketjob.testsupport.TestDatabase;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.rocketjob.operation.OperatedSystem.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** How the jobs of all states are counted. */
class StateCountsTests {

	private final OperatedSystem operated = new OperatedSystem();

	private final SearchOperations search = this.operated.operations.search();

	@BeforeEach
	void createJobs() {
		Date now = Date.from(this.operated.system.clock.instant());
		insert("failed", new Document("completedAt", now), 3);
		insert("completed", new Document("completedAt", now), 4);
		insert("queued", new Document("claimable", true), 5);
		insert("queued", new Document("dueAt", now).append("runAt", now), 2);
	}

	@AfterEach
	void close() {
		this.operated.close();
	}

	@Test
	void allAreCountedByOneCommand() {
		assumeTrue(TestDatabase.get().supportsUnion(), "the server has no $unionWith");
		assertThat(counting(SearchOperations.STATES)).containsExactly("aggregate");
		assertThat(counting(List.of("failed"))).containsExactly("aggregate");
	}

	@Test
	void whatIsReadTogetherLooksOnceWhetherTheDatabaseIsThere() {
		Runnable reads = () -> {
			this.search.counts(ALICE);
			this.search.count(ALICE, "state:failed");
			this.operated.operations.schedules().list(ALICE);
		};
		assertThat(pings(reads)).isEqualTo(3);
		assertThat(pings(() -> this.operated.operations.together(() -> {
			reads.run();
			return true;
		}))).isOne();
		assertThat(pings(reads)).isEqualTo(3);
	}

	private long pings(Runnable reads) {
		return this.operated.system.commandsOf(reads)
			.stream()
			.filter((command) -> command.getFirstKey().equals("ping"))
			.count();
	}

	@Test
	void onlyWhatIsAskedForIsCounted() {
		assertThat(this.search.counts(ALICE, List.of("failed", "paused"))).hasToString("{failed=3, paused=0}");
		assertThat(this.search.counts(ALICE, List.of())).isEmpty();
		Map<String, BoundedCount> all = this.search.counts(ALICE);
		assertThat(all)
			.hasToString("{queued=5, scheduled=2, waiting=0, running=0, completed=4, failed=3, paused=0, aborted=0}");
		assertThat(this.search.counts(ALICE)).isEqualTo(all);
	}

	/** Besides, it looks for queued jobs of classes that are unknown here. */
	private List<String> counting(List<String> states) {
		return this.operated.system.commandsOf(() -> this.search.counts(ALICE, states))
			.stream()
			.map(BsonDocument::getFirstKey)
			.filter((name) -> name.equals("aggregate"))
			.toList();
	}

	private void insert(String state, Document values, int number) {
		for (int i = 0; i < number; i++) {
			Document job = new Document("_id", new ObjectId()).append("type", "KeptJob")
				.append("state", state)
				.append("priority", 50);
			job.putAll(values);
			this.operated.system.engine.store().jobs().insertOne(job);
		}
	}

}
