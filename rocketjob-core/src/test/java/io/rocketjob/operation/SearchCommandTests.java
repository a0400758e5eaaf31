package io.rocketjob.operation;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import com.mongodb.MongoException;
import io.rocketjob.mongo.QueryPlan;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.rocketjob.operation.OperatedSystem.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a search asks of the database. */
class SearchCommandTests {

	private static final Set<Integer> NOT_EXPLAINED = Set.of(59, 238);

	private final OperatedSystem operated = new OperatedSystem();

	private final SearchOperations search = this.operated.operations.search();

	@BeforeEach
	void createJobs() {
		Date now = Date.from(this.operated.system.clock.instant());
		Date later = Date.from(this.operated.system.clock.instant().plusSeconds(3_600));
		List<Document> jobs = new ArrayList<>();
		IntStream.range(0, 600).forEach((i) -> {
			Document job = new Document("_id", new ObjectId()).append("type", (i % 2 == 0) ? "KeptJob" : "ReportJob")
				.append("priority", 50)
				.append("createdAt", now);
			switch (i % 3) {
				case 0 -> job.append("state", "failed").append("completedAt", now);
				case 1 -> job.append("state", "queued").append("claimable", true);
				default -> job.append("state", "queued").append("dueAt", later).append("runAt", later);
			}
			jobs.add(job);
		});
		this.operated.system.engine.store().jobs().insertMany(jobs);
	}

	@AfterEach
	void close() {
		this.operated.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "state:failed", "state:failed,completed", "state:queued", "state:scheduled",
			"state:waiting", "state:running", "class:KeptJob", "state:failed class:KeptJob",
			"state:scheduled worker:north", "failed:<1h", "state:queued,failed", "field.account:acme" })
	void eachIsBoundedAndNamesItsIndex(String text) {
		List<BsonDocument> commands = new ArrayList<>();
		JobPage page = page(text, null, commands);
		if (page.next() != null) {
			page(text, page(text, page.next(), commands).previous(), commands);
		}
		commands.addAll(this.operated.system.commandsOf(() -> this.search.count(ALICE, text)));
		List<BsonDocument> ofJobs = commands.stream()
			.filter((command) -> command.containsKey("find") || command.containsKey("aggregate"))
			.filter((command) -> command.getString(command.getFirstKey()).getValue().equals("rocketjob.jobs"))
			.toList();
		assertThat(ofJobs).isNotEmpty().allSatisfy((command) -> {
			boolean byIds = command.containsKey("filter") && command.getDocument("filter").containsKey("_id");
			assertThat(command.toJson()).as("%s", command)
				.matches((json) -> byIds || (json.contains("\"hint\"") && json.contains("limit")));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "state:failed", "state:queued", "state:scheduled", "class:KeptJob",
			"state:failed class:KeptJob" })
	void theDatabaseReadsAPageInTheOrderOfAnIndex(String text) {
		List<BsonDocument> commands = new ArrayList<>();
		JobPage page = page(text, null, commands);
		page(text, page(text, page.next(), commands).previous(), commands);
		for (BsonDocument command : commands) {
			if (command.containsKey("find") && command.containsKey("sort") && command.containsKey("hint")
					&& !command.toJson().contains("uploading")) {
				Document explained = explain(command);
				assertThat(QueryPlan.sorts(explained)).as("%s: %s", command, explained).isFalse();
			}
		}
	}

	private JobPage page(String text, String page, List<BsonDocument> commands) {
		JobPage[] read = new JobPage[1];
		commands.addAll(this.operated.system
			.commandsOf(() -> read[0] = this.search.page(ALICE, new JobSearch(text, page, "50"))));
		return read[0];
	}

	private Document explain(BsonDocument command) {
		BsonDocument plain = new BsonDocument();
		command.forEach(plain::append);
		List.of("$db", "lsid", "$clusterTime", "txnNumber", "$readPreference").forEach(plain::remove);
		try {
			return this.operated.system.database()
				.runCommand(new Document("explain", plain).append("verbosity", "queryPlanner"));
		}
		catch (MongoException ex) {
			assumeTrue(!NOT_EXPLAINED.contains(ex.getCode()), "the server does not explain what it does");
			throw ex;
		}
	}

}
