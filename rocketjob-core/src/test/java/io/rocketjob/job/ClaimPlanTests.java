package io.rocketjob.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import com.mongodb.MongoException;
import com.mongodb.client.model.IndexOptions;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.job.ClaimRange.Place;
import io.rocketjob.mongo.QueryPlan;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * How the database finds the first jobs of the queue: by the index {@code claim}, in its
 * order, whatever else there is.
 */
class ClaimPlanTests {

	private final TestSystem system = TestSystem.with(OneJob.class, OtherJob.class).start();

	private final List<ClaimRange> ranges = new ArrayList<>();

	@BeforeEach
	void createJobs() {
		List<ObjectId> created = this.system.rocketJob.createAll(OneJob.class, Collections.nCopies(400, null));
		this.system.rocketJob.createAll(OtherJob.class, Collections.nCopies(400, null));
		Place place = Place.of(this.system.engine.store().reload(created.get(9)));
		for (List<String> types : List.of(List.of("OneJob"), List.of("OneJob", "OtherJob"))) {
			this.ranges
				.addAll(List.of(ClaimRange.all(types), ClaimRange.upTo(types, 50), ClaimRange.after(types, place)));
		}
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void candidatesAreReadInTheOrderOfTheIndex() {
		assumeTrue(explains(find(this.ranges.get(0))), "the server does not explain what it does");
		assertThat(this.system.engine.claims().isOrdered()).isTrue();
		for (ClaimRange range : this.ranges) {
			Document plan = explain(find(range));
			assertThat(QueryPlan.sorts(plan)).as("%s: %s", range, plan).isFalse();
			assertThat(plan.get("queryPlanner", Document.class).toJson()).contains("\"claim\"");
		}
	}

	@Test
	void candidatesAreAnsweredByTheIndexAlone() {
		assumeTrue(this.system.mongo.abilities().product().startsWith("MongoDB"),
				"other servers do not say what they examine");
		for (ClaimRange range : this.ranges) {
			Document projected = find(range).append("projection", new Document("type", 1).append("priority", 1));
			Document explained = explain(projected, "executionStats");
			Document stats = explained.get("executionStats", Document.class);
			assertThat(stats.get("nReturned", Number.class).intValue()).as("%s", range).isPositive();
			assertThat(stats.get("totalDocsExamined", Number.class).intValue()).as("%s: %s", range, explained).isZero();
		}
	}

	@Test
	void theIndexOfAnEarlierBuildStaysAndServesClaims() {
		this.system.jobs().dropIndex("claim");
		this.system.jobs()
			.createIndex(new Document("type", 1).append("priority", 1).append("_id", 1),
					new IndexOptions().name("claim").partialFilterExpression(new Document("claimable", true)));
		this.system.mongo.checkIndexesAgain();
		ObjectId urgent = this.system.rocketJob.create(OtherJob.class, null, (options) -> options.priority(1)).id();
		assertThat(this.system.engine.claims().next(new ObjectId(), "a:1").orElseThrow().id()).isEqualTo(urgent);
		assertThat(this.system.engine.claims().candidates(ClaimRange.all(List.of("OneJob", "OtherJob")), 1_000))
			.hasSize(800);
		assertThat(this.system.jobs().listIndexes()).filteredOn("name", "claim")
			.extracting((index) -> index.get("key"))
			.containsExactly(new Document("type", 1).append("priority", 1).append("_id", 1));
	}

	@Test
	void aSingleClaimTakesTheFirstOfTheIndex() {
		assumeTrue(explains(findAndModify(this.ranges.get(0))),
				"the server does not explain what a find-and-modify does");
		for (ClaimRange range : this.ranges) {
			Document plan = explain(findAndModify(range));
			assertThat(QueryPlan.sorts(plan)).as("%s: %s", range, plan).isFalse();
			assertThat(plan.get("queryPlanner", Document.class).toJson()).contains("\"claim\"");
		}
	}

	private static Document find(ClaimRange range) {
		return new Document("find", "rocketjob.jobs").append("filter", range.filter())
			.append("sort", range.sort())
			.append("hint", "claim")
			.append("limit", 10);
	}

	private Document findAndModify(ClaimRange range) {
		Document command = new Document("findAndModify", "rocketjob.jobs")
			.append("query", range.filterOfFirst(this.system.mongo.abilities()))
			.append("sort", range.sort())
			.append("update", new Document("$set", new Document("state", "running")));
		return this.system.mongo.abilities().claimHints() ? command.append("hint", "claim") : command;
	}

	private boolean explains(Document command) {
		try {
			return explain(command).containsKey("queryPlanner");
		}
		catch (MongoException ex) {
			assertThat(ex.getCode()).as("error %s", ex.getMessage()).isIn(59, 238);
			return false;
		}
	}

	private Document explain(Document command) {
		return explain(command, "queryPlanner");
	}

	private Document explain(Document command, String verbosity) {
		return this.system.database().runCommand(new Document("explain", command).append("verbosity", verbosity));
	}

	@RocketJob
	static class OneJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
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

}
