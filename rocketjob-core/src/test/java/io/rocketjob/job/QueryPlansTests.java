package io.rocketjob.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import com.mongodb.MongoException;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobQuery;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.TestSystem;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.JobRecord;
import io.rocketjob.mongo.QueryPlan;
import io.rocketjob.plugin.singleton.Singleton;
import io.rocketjob.plugin.throttle.ThrottleDependentJobs;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.RecoverableWork;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.Criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * How the database finds jobs for people and for housekeeping: the commands are those
 * that Rocket Job sends, and the database explains each. How it claims jobs is in
 * {@link ClaimPlanTests}. With {@code -Drocketjob.test.plan-jobs=100000} there are more
 * jobs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryPlansTests {

	private static final int JOBS = Integer.getInteger("rocketjob.test.plan-jobs", 20_000);

	/** What servers answer that do not know the command or do not explain another. */
	private static final Set<Integer> NOT_EXPLAINED = Set.of(59, 238);

	private static final Set<JobState> ENDED = Set.of(JobState.COMPLETED, JobState.FAILED, JobState.PAUSED,
			JobState.ABORTED);

	private final TestSystem system = TestSystem
		.with(OneJob.class, OtherJob.class, OnlyJob.class, HeldBackJob.class, RecordsJob.class)
		.withoutRecovery()
		.start();

	private final RocketJobTemplate rocketJob = this.system.rocketJob;

	private final ObjectId server = new ObjectId();

	private final List<ObjectId> ids = new ArrayList<>();

	private BatchInstance<?> batch;

	@BeforeAll
	void createJobs() {
		assumeTrue(explains(), "the server does not explain what it does");
		this.rocketJob.counts();
		Instant now = this.system.clock.instant();
		for (int done = 0; done < JOBS; done += 1_000) {
			this.system.jobs().insertMany(IntStream.range(done, done + 1_000).mapToObj((i) -> job(i, now)).toList());
		}
		this.rocketJob.create(OnlyJob.class);
		this.batch = this.rocketJob.batch(RecordsJob.class)
			.upload(IntStream.range(0, 300).mapToObj(String::valueOf).toList())
			.options((options) -> options.priority(1))
			.create();
	}

	/** Of a hundred: 35 due, 20 scheduled, 37 ended, 7 waiting, one running. */
	private Document job(int i, Instant now) {
		this.ids.add(new ObjectId());
		Date later = Date.from(now.plusSeconds(3_600 + i % 5_000));
		Date before = Date.from(now.minusSeconds(3_600 + i % 5_000));
		Document job = new Document("_id", this.ids.get(i))
			.append("type", List.of("OneJob", "OtherJob", "GoneJob").get(i % 3))
			.append("priority", 2 + i % 90)
			.append("createdAt", Date.from(now))
			.append("failureCount", 0)
			.append("fields", new Document("account", "a" + i % 1_000))
			.append("history", List.of());
		int kind = i / 3 % 100;
		if (kind < 35) {
			return job.append("state", "queued").append("claimable", true);
		}
		if (kind < 55) {
			return job.append("state", "queued").append("runAt", later).append("dueAt", later);
		}
		if (kind < 92) {
			String state = (kind < 75) ? "completed" : (kind < 85) ? "failed" : (kind < 90) ? "aborted" : "paused";
			return job.append("state", state).append("completedAt", before);
		}
		if (kind < 99) {
			return job.append("state", "queued")
				.append("waitsFor", List.of(this.ids.get(i - i % 500)))
				.append("ifOneFails", "WAIT")
				.append("ifOneIsAborted", "ABORT");
		}
		return job.append("state", "running")
			.append("startedAt", before)
			.append("workerName", "other")
			.append("claim", new Document("token", new ObjectId()).append("server",
					(i % 2 == 0) ? this.server : new ObjectId()));
	}

	@AfterAll
	void close() {
		this.system.close();
	}

	@Test
	void jobsThatHaveEndedAreReadInTheirOrder() {
		for (JobState state : ENDED) {
			JobQuery<?> query = this.rocketJob.jobs().in(state);
			JobQuery<?> ofClass = this.rocketJob.jobs(OneJob.class).in(state);
			readsInOrderOf("ended_by_id", query::first);
			readsInOrderOf("ended_by_id", query.skip(20).limit(20)::list);
			readsInOrderOf("ended_by_id", query.sort(Sort.by("_id").descending()).limit(20)::list);
			readsInOrderOf("ended", query.sort(Sort.by("completedAt", "_id").descending()).limit(20)::list);
			readsInOrderOf("ended_by_id", ofClass.limit(20)::list);
			readsInOrderOf("ended_by_id", query.where(Criteria.where("fields.account").is("a7")).limit(20)::list);
		}
		readsInOrderOf("ended_by_id", this.rocketJob.jobs().in(JobState.COMPLETED, JobState.FAILED).limit(20)::list);
		readsInOrder(this.rocketJob.jobs().limit(20)::list);
		readsInOrder(this.rocketJob.jobs().ids(this.ids.subList(10, 20))::list);
	}

	@Test
	void jobsOfAStateAreCountedByItsIndex() {
		for (JobState state : JobState.values()) {
			readsInOrder(this.rocketJob.jobs().in(state)::count);
			readsInOrder(this.rocketJob.jobs(OneJob.class).in(state)::count);
		}
		readsInOrder(this.rocketJob.jobs().in(JobState.QUEUED, JobState.RUNNING, JobState.FAILED)::count);
		readsInOrder(this.rocketJob.jobs().scheduled()::count);
		readsInOrder(this.rocketJob.jobs().waiting()::count);
		readsInOrder(this.rocketJob.jobs().waitingFor(this.ids.get(500))::count);
		readsInOrder(this.rocketJob.jobs().queuedNow()::count);
		readsInOrder(this.rocketJob.jobs(OneJob.class).queuedNow()::count);
		readsInOrder(this.rocketJob::counts);
	}

	/** There is no index by id for these: what matches is sorted, or all read by id. */
	@Test
	void otherStatesAreNotFoundByReadingAllJobsInAnyOrder() {
		for (JobQuery<?> query : List.of(this.rocketJob.jobs().in(JobState.RUNNING),
				this.rocketJob.jobs(OneJob.class).in(JobState.RUNNING), this.rocketJob.jobs().scheduled(),
				this.rocketJob.jobs().waiting(), this.rocketJob.jobs().waitingFor(this.ids.get(500)),
				this.rocketJob.jobs().queuedNow())) {
			explained(query.limit(20)::list)
				.forEach((command, plan) -> assertThat(plan.scansCollection()).as("%s: %s", command, plan).isFalse());
		}
	}

	@Test
	void deletingReadsTheJobsOfTheStateOnly() {
		Criteria nobody = Criteria.where("fields.account").is("nobody");
		readsInOrder(this.rocketJob.jobs().in(JobState.ABORTED).where(nobody)::delete);
		readsInOrder(this.rocketJob.jobs(OneJob.class).in(JobState.PAUSED).where(nobody)::delete);
		readsInOrder(this.rocketJob.jobs(OneJob.class).in(JobState.QUEUED).where(nobody)::delete);
		readsInOrder(this.rocketJob.jobs().ids(List.of(new ObjectId()))::delete);
	}

	@Test
	void housekeepingReadsWhatItLooksAfter() {
		readsInOrder(this.system.engine.scheduled()::promoteDue);
		readsInOrder(this.system.engine.claims()::unknownNames);
		readsInOrder(() -> this.system.engine.recovery().lost(Set.of(new ClaimKey(this.ids.get(0), new ObjectId()))));
		readsInOrder(new QueueSurvey(this.system.engine)::look);
		readsInOrder(this.system.engine::recoverDependencies);
		readsInOrder(this.system.engine.cleanup()::recover);
		readsInOrder(() -> this.system.batches.activity(this.server));
		for (RecoverableWork held : this.system.batches.recoverable()) {
			explained(held::claimants).forEach(this::isInOrder);
			explained(() -> held.claimsOf(this.server)).forEach(this::isInOrder);
			readsInOrder(() -> held.requeue(this.server, (each) -> false, "nothing is taken back"));
		}
	}

	@Test
	void pluginsFindTheJobsThatTheyAskFor() {
		readsInOrder(() -> assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> this.rocketJob.create(OnlyJob.class))
			.withMessageContaining("OnlyJob"));
		Document held = new Document("_id", new ObjectId()).append("type", "HeldBackJob")
			.append("state", "running")
			.append("priority", 50);
		Map<BsonDocument, Plan> asked = explained(
				() -> this.system.engine.throttles().ask(new ClaimedJob(new JobRecord(held), new ObjectId(), "test")));
		assertThat(asked).isNotEmpty();
		// those that run are sorted, which are few
		asked.forEach((command, plan) -> assertThat(plan.scansCollection() || plan.walksIds(command))
			.as("%s: %s", command, plan)
			.isFalse());
	}

	@Test
	void batchesAreDownloadedAndLookedAtInTheOrderOfTheirSlices() {
		readsInOrder(() -> this.batch.reload().status());
		this.system.queue.runNext();
		BatchInstance<?> failed = this.batch.reload();
		assertThat(failed.state()).isEqualTo(JobState.FAILED);
		readsInOrder(failed::status);
		readsInOrder(failed::failures);
		readsInOrder(() -> failed.failedSlices().close());
		readsInOrder(() -> {
			try (var output = failed.output("main", String.class)) {
				assertThat(output).isNotEmpty();
			}
		});
	}

	private void readsInOrder(Runnable action) {
		Map<BsonDocument, Plan> explained = explained(action);
		assertThat(explained).as("commands").isNotEmpty();
		explained.forEach(this::isInOrder);
	}

	/**
	 * MongoDB chooses the index by itself. PostgreSQL chooses by statistics, which it
	 * does not have of new collections, and may sort what it takes for a few: it is told
	 * the index.
	 */
	private void readsInOrderOf(String index, Runnable action) {
		explained(action).forEach((command, plan) -> isInOrder(command, plan.isOfPostgreSql()
				? new Plan(explain(command.clone().append("hint", new BsonString(index)))) : plan));
	}

	private void isInOrder(BsonDocument command, Plan plan) {
		assertThat(plan.scansCollection()).as("scan of a collection for %s: %s", command, plan).isFalse();
		assertThat(plan.walksIds(command)).as("look at all jobs by id for %s: %s", command, plan).isFalse();
		assertThat(QueryPlan.sorts(plan.explained())).as("sort for %s: %s", command, plan).isFalse();
	}

	private Map<BsonDocument, Plan> explained(Runnable action) {
		Map<BsonDocument, Plan> plans = new LinkedHashMap<>();
		for (BsonDocument command : this.system.commandsOf(action)) {
			reads(command).forEach((read) -> plans.computeIfAbsent(read, (each) -> new Plan(explain(each))));
		}
		return plans;
	}

	private Document explain(BsonDocument command) {
		return this.system.database().runCommand(new Document("explain", command).append("verbosity", "queryPlanner"));
	}

	private boolean explains() {
		try {
			return this.system.database()
				.runCommand(new Document("explain", new Document("find", "rocketjob.jobs")))
				.containsKey("queryPlanner");
		}
		catch (MongoException ex) {
			assertThat(ex.getCode()).as("error %s", ex.getMessage()).isIn(NOT_EXPLAINED);
			return false;
		}
	}

	/**
	 * What a command reads, as commands that all servers explain: what is written, or
	 * told apart, is found as by a find with the same filter.
	 */
	private static List<BsonDocument> reads(BsonDocument command) {
		String name = command.getFirstKey();
		BsonValue collection = command.get(name);
		return switch (name) {
			case "find", "aggregate", "count" -> {
				BsonDocument read = new BsonDocument();
				command.forEach((key, value) -> {
					if (!key.startsWith("$") && !Set.of("lsid", "txnNumber").contains(key)) {
						read.append(key, value);
					}
				});
				yield List.of(read);
			}
			case "update", "delete" ->
				command.getArray(name + "s").stream().map((each) -> find(collection, each.asDocument(), "q")).toList();
			case "findAndModify", "distinct" -> List.of(find(collection, command, "query"));
			default -> List.of();
		};
	}

	private static BsonDocument find(BsonValue collection, BsonDocument from, String filter) {
		BsonDocument find = new BsonDocument("find", collection).append("filter", from.get(filter));
		for (String key : List.of("sort", "hint")) {
			if (from.containsKey(key)) {
				find.append(key, from.get(key));
			}
		}
		return find;
	}

	/**
	 * How a server reads.
	 *
	 * @param explained what it has answered
	 */
	private record Plan(Document explained) {

		boolean isOfPostgreSql() {
			return nodes().stream().anyMatch((node) -> node.containsKey("Node Type"));
		}

		/** MongoDB: COLLSCAN. PostgreSQL: Seq Scan, in parallel or not. */
		boolean scansCollection() {
			return nodes().stream()
				.anyMatch((node) -> "COLLSCAN".equals(node.get("stage")) || "Seq Scan".equals(node.get("Node Type")));
		}

		/**
		 * Whether all documents are read in the order of their ids, of which few match.
		 */
		boolean walksIds(BsonDocument command) {
			BsonDocument filter = command.containsKey("pipeline")
					? command.getArray("pipeline").get(0).asDocument().getDocument("$match", new BsonDocument())
					: command.getDocument("filter", new BsonDocument());
			return !filter.isEmpty() && nodes().stream().anyMatch((node) -> isWalk(node));
		}

		private static boolean isWalk(Document node) {
			if (node.get("stage") != null) {
				return "_id_".equals(node.get("indexName"))
						&& String.valueOf(node.get("indexBounds")).contains("MinKey, MaxKey");
			}
			return "_id_".equals(node.get("Index Name"))
					&& !String.valueOf(node.get("Index Cond")).contains("object_id");
		}

		private List<Document> nodes() {
			List<Document> nodes = new ArrayList<>();
			collect(this.explained, nodes);
			return nodes;
		}

		private static void collect(Object part, List<Document> nodes) {
			if (part instanceof List<?> parts) {
				parts.forEach((each) -> collect(each, nodes));
			}
			else if (part instanceof Document document) {
				nodes.add(document);
				document.forEach((key, value) -> {
					if (!Set.of("rejectedPlans", "command").contains(key)) {
						collect(value, nodes);
					}
				});
			}
		}

		@Override
		public String toString() {
			return this.explained.toJson();
		}

	}

	@RocketJob
	static class OneJob implements Job<OneJob.Fields> {

		record Fields(String account) {

		}

		@Override
		public Object perform(Fields fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	static class OtherJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@Singleton
	static class OnlyJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@ThrottleDependentJobs(OtherJob.class)
	static class HeldBackJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 10)
	@OutputCategory
	static class RecordsJob implements BatchJob<Void, String, Object> {

		@Override
		public Object perform(String line, BatchContext<Void> context) {
			if (line.endsWith("77")) {
				throw new IllegalStateException("bad line");
			}
			return line;
		}

	}

}
