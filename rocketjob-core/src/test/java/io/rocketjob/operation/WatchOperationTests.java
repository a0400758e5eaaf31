package io.rocketjob.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

import io.rocketjob.operation.OperatedSystem.KeptJob;
import io.rocketjob.operation.OperatedSystem.NightlyJob;
import io.rocketjob.operation.OperationException.Kind;
import io.rocketjob.operation.WatchOperations.Activity;
import io.rocketjob.operation.WatchOperations.Bucket;
import io.rocketjob.operation.WatchOperations.Problem;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.rocketjob.operation.JobOperationTests.assertProblem;
import static io.rocketjob.operation.OperatedSystem.ALICE;
import static io.rocketjob.operation.OperatedSystem.without;
import static org.assertj.core.api.Assertions.assertThat;

/** What is wrong now, and how much was done lately. */
class WatchOperationTests {

	private final OperatedSystem operated = new OperatedSystem();

	private final WatchOperations watch = this.operated.operations.watch();

	private final SearchOperations search = this.operated.operations.search();

	@AfterEach
	void close() {
		this.operated.close();
	}

	@Test
	void nothingIsWrongWhereAllIsWell() {
		this.operated.system.rocketJob.create(KeptJob.class);
		assertThat(this.watch.problems(ALICE)).isEmpty();
		assertProblem(Kind.DENIED, "job:read", () -> this.watch.problems(without(Permission.JOB_READ)));
		assertProblem(Kind.DENIED, "job:read", () -> this.watch.activity(without(Permission.JOB_READ)));
	}

	@Test
	void jobsThatAPolicyHidesAreNotNamedAmongThoseThatWereGivenBack() {
		insert("ReportJob", "queued", new Document("claimable", true).append("history", requeues(3)));
		insert("KeptJob", "queued", new Document("claimable", true).append("history", requeues(4)));
		OperationPolicy noReports = (operator, permission, target, job) -> job == null
				|| !job.jobClass().equals("ReportJob");
		WatchOperations limited = this.operated.operations(null, List.of(noReports), List.of()).watch();
		assertThat(limited.problems(ALICE)).singleElement().satisfies((problem) -> {
			assertThat(problem.text()).contains("KeptJob").doesNotContain("ReportJob");
			assertThat(problem.count().count()).isOne();
		});
		assertThat(this.watch.problems(ALICE)).singleElement()
			.satisfies((problem) -> assertThat(problem.text()).contains("KeptJob", "ReportJob"));
	}

	@Test
	void whatIsWrongIsSaidWithItsNumberAndASearchThatFindsIt() {
		insert("KeptJob", "failed", new Document("completedAt", ago(Duration.ofHours(23))));
		insert("KeptJob", "failed", new Document("completedAt", ago(Duration.ofHours(25))));
		insert("Gone", "queued", new Document("claimable", true));
		insert("Gone too", "queued", new Document("claimable", true));
		this.operated.system.rocketJob.create(NightlyJob.class);
		this.operated.system.clock.move(Duration.ofDays(2));
		insert("KeptJob", "failed", new Document("completedAt", ago(Duration.ofHours(23))));
		this.operated.system.engine.scheduled().promoteDue();
		insert("KeptJob", "queued", new Document("claimable", true));
		this.operated.system.collection("rocketjob.throttles")
			.insertOne(new Document("_id", "KeptJob").append("reason", "the disk is full")
				.append("until", ago(Duration.ofMinutes(-1))));
		insert("ReportJob", "queued", new Document("claimable", true).append("history", requeues(3)));
		insert("ReportJob", "queued", new Document("claimable", true).append("history", requeues(2)));
		List<Problem> problems = this.watch.problems(ALICE);
		assertThat(problems).extracting(Problem::kind)
			.containsExactly(WatchOperations.Kind.REQUEUED, WatchOperations.Kind.FAILED,
					WatchOperations.Kind.UNKNOWN_CLASS, WatchOperations.Kind.MISSED_SCHEDULE,
					WatchOperations.Kind.THROTTLED);
		assertThat(problems).extracting(Problem::text)
			.containsExactly(
					"A job was given back to the queue at least 3 times within a day, because servers died or stopped"
							+ " while they ran: ReportJob",
					"1 job has failed within the last 24 hours",
					"2 jobs wait whose class this application does not have: Gone, Gone too",
					"A schedule is due and no worker has begun: NightlyJob",
					"1 job waits because a throttle holds KeptJob back: the disk is full");
		problems.forEach((problem) -> assertThat(this.search.count(ALICE, problem.search())).as(problem.text())
			.isEqualTo(problem.count()));
		assertThat(this.watch.problems(without(Permission.VALUE_READ)).toString()).doesNotContain("disk");
	}

	@Test
	void serversThatAreBelievedToBeDeadAreNamedToThoseWhoMaySeeServers() {
		ObjectId id = new ObjectId();
		this.operated.system.servers()
			.insertOne(new Document("_id", id).append("name", "north")
				.append("state", "running")
				.append("heartbeat",
						new Document("at", Date.from(Instant.now().minusSeconds(100))).append("intervalMs", 1_000L)));
		assertThat(this.watch.problems(ALICE)).singleElement()
			.returns(WatchOperations.Kind.ZOMBIE, Problem::kind)
			.returns(new OperationTarget(OperationTarget.Kind.SERVER, id.toHexString(), "north"), Problem::target)
			.satisfies((problem) -> assertThat(problem.text()).startsWith("A server has not been heard of for too long")
				.endsWith("north"));
		assertThat(this.watch.problems(without(Permission.SERVER_READ))).isEmpty();
	}

	@Test
	void whatHasEndedLatelyIsCountedAndWhatIsOverIsCountedOnce() {
		this.operated.system.clock.set(Instant.parse("2026-03-01T12:07:00Z"));
		insert("KeptJob", "completed", new Document("completedAt", ago(Duration.ofMinutes(1))));
		insert("KeptJob", "completed", new Document("completedAt", ago(Duration.ofMinutes(3))));
		insert("KeptJob", "failed", new Document("completedAt", ago(Duration.ofMinutes(3))));
		insert("KeptJob", "failed", new Document("completedAt", ago(Duration.ofHours(5))));
		Activity activity = this.watch.activity(ALICE);
		assertThat(activity.hour()).hasSize(12)
			.endsWith(new Bucket(Instant.parse("2026-03-01T12:00:00Z"), 1, 1),
					new Bucket(Instant.parse("2026-03-01T12:05:00Z"), 1, 0));
		assertThat(activity.day()).hasSize(24)
			.contains(new Bucket(Instant.parse("2026-03-01T07:00:00Z"), 0, 1))
			.endsWith(new Bucket(Instant.parse("2026-03-01T12:00:00Z"), 2, 1));
		assertThat(this.operated.system.commandsOf(() -> assertThat(this.watch.activity(ALICE)).isEqualTo(activity)))
			.filteredOn((command) -> !command.containsKey("ping"))
			.hasSize(4);
		this.operated.system.clock.move(Duration.ofMinutes(5));
		assertThat(this.watch.activity(ALICE).hour()).last()
			.returns(Instant.parse("2026-03-01T12:10:00Z"), Bucket::from);
	}

	private List<Document> requeues(int count) {
		List<Document> history = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			history.add(new Document("at", ago(Duration.ofHours(2))).append("from", "running")
				.append("to", "queued")
				.append("by", "north"));
		}
		history.add(new Document("at", ago(Duration.ofDays(2))).append("from", "running")
			.append("to", "queued")
			.append("by", "north"));
		return history;
	}

	private Date ago(Duration duration) {
		return Date.from(this.operated.system.clock.instant().minus(duration));
	}

	private void insert(String type, String state, Document more) {
		Document job = new Document("_id", new ObjectId()).append("type", type)
			.append("state", state)
			.append("priority", 50)
			.append("createdAt", ago(Duration.ofDays(3)));
		job.putAll(more);
		this.operated.system.engine.store().jobs().insertOne(job);
	}

}
