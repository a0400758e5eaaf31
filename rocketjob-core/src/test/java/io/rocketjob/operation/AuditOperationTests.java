package io.rocketjob.operation;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.operation.AuditEntry.Outcome;
import io.rocketjob.operation.AuditOperations.Filter;
import io.rocketjob.operation.AuditOperations.Page;
import io.rocketjob.operation.OperationException.Kind;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.rocketjob.operation.JobOperationTests.assertProblem;
import static io.rocketjob.operation.OperatedSystem.ALICE;
import static io.rocketjob.operation.OperatedSystem.without;
import static org.assertj.core.api.Assertions.assertThat;

/** How an operator sees who did what. */
class AuditOperationTests {

	private final OperatedSystem operated = new OperatedSystem();

	private final Operations operations = stored(Duration.ofDays(90));

	@AfterEach
	void close() {
		this.operated.close();
	}

	private Operations stored(Duration keep) {
		return this.operated.operations(null, List.of(),
				List.of(new StoredAudit(this.operated.system.engine.store(), keep), this.operated.told::add));
	}

	@Test
	void whatIsToldIsStoredWithAllThatIsKnown() {
		String id = report();
		Operator alice = ALICE.at("10.0.0.7").because("wrong number " + OperatedSystem.SECRET);
		this.operations.jobs().act(alice, id, "priority", "7");
		assertProblem(Kind.CONFLICT, "cannot retry", () -> this.operations.jobs().act(alice, id, "retry", null));
		assertProblem(Kind.DENIED, "job:destroy",
				() -> this.operations.jobs().delete(without(Permission.JOB_DESTROY), id));
		List<AuditEntry> entries = list(Filter.ALL).entries();
		assertThat(entries).hasSize(3)
			.extracting(AuditEntry::outcome)
			.containsExactlyInAnyOrder(Outcome.DENIED, Outcome.FAILED, Outcome.DONE);
		AuditEntry done = entries.stream().filter((entry) -> entry.outcome() == Outcome.DONE).findFirst().orElseThrow();
		assertThat(done).isEqualTo(new AuditEntry(this.operated.told.get(0).at().truncatedTo(ChronoUnit.MILLIS),
				"priority", Permission.JOB_EDIT, new OperationTarget(OperationTarget.Kind.JOB, id, "ReportJob"),
				"alice", "test", "10.0.0.7", "wrong number ***", Map.of("priority", "50"), Map.of("priority", "7"),
				Outcome.DONE, null));
	}

	@Test
	void pagesGoOnAfterAnEntryForwardsAndBackwards() {
		String id = report();
		List<String> priorities = new ArrayList<>();
		for (int i = 1; i <= 7; i++) {
			this.operated.system.clock.move(Duration.ofSeconds(2));
			this.operations.jobs().act(ALICE, id, "priority", String.valueOf(i));
			priorities.add(0, String.valueOf(i));
		}
		Page first = list(filter(null, null, null, null, null, null, null, "3"));
		Page second = list(filter(null, null, null, null, null, null, first.next(), "3"));
		this.operations.jobs().act(ALICE, id, "priority", "99");
		Page third = list(filter(null, null, null, null, null, null, second.next(), "3"));
		assertThat(first.previous()).isNull();
		assertThat(third.next()).isNull();
		assertThat(List.of(first, second, third).stream().flatMap((page) -> priorities(page).stream()))
			.containsExactlyElementsOf(priorities);
		assertThat(list(filter(null, null, null, null, null, null, third.previous(), "3"))).isEqualTo(second);
		assertProblem(Kind.BAD_REQUEST, "page is not a page of this list",
				() -> list(filter(null, null, null, null, null, null, "x", null)));
	}

	@Test
	void entriesAreFilteredByWhoWhatWhichAndWhen() {
		String one = report();
		String other = report();
		Operator bob = new Operator("bob", "test", ALICE.permissions());
		this.operations.jobs().act(ALICE, one, "pause", null);
		this.operated.system.clock.move(Duration.ofHours(1));
		Instant between = this.operated.system.clock.instant();
		this.operated.system.clock.move(Duration.ofHours(1));
		this.operations.jobs().act(bob, other, "pause", null);
		this.operations.jobs().act(bob, one, "resume", null);
		assertProblem(Kind.CONFLICT, "", () -> this.operations.jobs().act(bob, one, "resume", null));
		assertThat(list(filter("alice", null, null, null, null, null, null, null)).entries()).hasSize(1);
		assertThat(list(filter(null, "pause", null, null, null, null, null, null)).entries()).hasSize(2);
		assertThat(list(Filter.of(one)).entries()).hasSize(3);
		assertThat(list(filter(null, null, null, "failed", null, null, null, null)).entries()).hasSize(1);
		assertThat(list(filter(null, null, null, null, between.toString(), null, null, null)).entries()).hasSize(3);
		assertThat(list(filter(null, null, null, null, null, between.toString(), null, null)).entries()).hasSize(1);
		assertProblem(Kind.BAD_REQUEST, "outcome must be one of done, denied, failed",
				() -> list(filter(null, null, null, "odd", null, null, null, null)));
		assertProblem(Kind.BAD_REQUEST, "from must be a time in UTC",
				() -> list(filter(null, null, null, null, "yesterday", null, null, null)));
	}

	@Test
	void entriesAreKeptForTheirTimeAndForgottenOnServersThatDoNotDoItThemselvesToo() {
		Operations shortly = stored(Duration.ofHours(2));
		String id = report();
		shortly.jobs().act(ALICE, id, "pause", null);
		assertThat(list(Filter.ALL).entries()).hasSize(1);
		this.operated.system.clock.move(Duration.ofHours(3));
		assertThat(list(Filter.ALL).entries()).isEmpty();
		shortly.jobs().act(ALICE, id, "resume", null);
		assertThat(audit().countDocuments()).isEqualTo(1);
		Document index = audit().listIndexes()
			.into(new ArrayList<>())
			.stream()
			.filter((each) -> each.getString("name").equals("audit_expires"))
			.findFirst()
			.orElseThrow();
		assertThat(index.get("expireAfterSeconds", Number.class).longValue()).isZero();
	}

	@Test
	void whoMayNotSeeItSeesNothingAndWhoMayNotSeeValuesNoReason() {
		this.operations.jobs().act(ALICE.because("customer asked"), report(), "pause", null);
		assertProblem(Kind.DENIED, "audit:read",
				() -> this.operations.audit().list(without(Permission.AUDIT_READ), Filter.ALL));
		assertThat(this.operations.audit().list(without(Permission.VALUE_READ), Filter.ALL).entries()).singleElement()
			.returns("******", AuditEntry::reason);
		assertThat(list(Filter.ALL).entries()).singleElement().returns("customer asked", AuditEntry::reason);
		Operations guarded = this.operated.operations(null,
				List.of((operator, permission, target, job) -> !"ReportJob".equals(target.name())), List.of());
		assertThat(guarded.audit().list(ALICE, Filter.ALL).entries()).isEmpty();
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void anEntryThatCannotBeStoredIsLoggedAndUndoesNothing(CapturedOutput output) {
		String id = report();
		// only one entry has no x
		audit().createIndex(new Document("x", 1), new IndexOptions().name("x").unique(true));
		audit().insertOne(new Document("x", null));
		assertThat(this.operations.jobs().act(ALICE, id, "pause", null).state()).isEqualTo("paused");
		assertThat(output)
			.contains("StoredAudit was not able to take note of: pause job ReportJob " + id + " by alice");
		assertThat(this.operated.told).hasSize(1);
	}

	@Test
	void theHistoryOfAJobNamesTheOperatorAndTheProcess() {
		String id = report();
		this.operations.jobs().act(ALICE, id, "pause", null);
		this.operated.system.rocketJob.get(new ObjectId(id)).resume();
		String process = this.operated.system.engine.processName().get();
		assertThat(this.operated.system.rocketJob.get(new ObjectId(id)).history()).extracting(JobHistoryEntry::by)
			.containsExactly("alice at " + process, process);
		this.operations.jobs().act(new Operator(null, "jmx", ALICE.permissions()), id, "abort", null);
		this.operated.system.queue.drain();
		assertThat(this.operated.system.rocketJob.get(new ObjectId(id)).history().get(2).by()).isEqualTo(process);
	}

	private MongoCollection<Document> audit() {
		return this.operated.system.collection(StoredAudit.COLLECTION);
	}

	private Page list(Filter filter) {
		return this.operations.audit().list(ALICE, filter);
	}

	private static List<String> priorities(Page page) {
		return page.entries().stream().map((entry) -> entry.after().get("priority")).toList();
	}

	private static Filter filter(@Nullable String operator, @Nullable String action, @Nullable String target,
			@Nullable String outcome, @Nullable String from, @Nullable String to, @Nullable String page,
			@Nullable String size) {
		return new Filter(operator, action, target, outcome, from, to, page, size);
	}

	private String report() {
		return this.operated.report("acme").id().toHexString();
	}

}
