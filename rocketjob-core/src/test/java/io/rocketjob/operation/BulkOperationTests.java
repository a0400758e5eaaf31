package io.rocketjob.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import io.rocketjob.JobState;
import io.rocketjob.operation.BulkDescriptor.RefusalDescriptor;
import io.rocketjob.operation.BulkDescriptor.State;
import io.rocketjob.operation.OperatedSystem.KeptJob;
import io.rocketjob.operation.OperationException.Kind;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.rocketjob.operation.JobOperationTests.assertProblem;
import static io.rocketjob.operation.OperatedSystem.ALICE;
import static io.rocketjob.operation.OperatedSystem.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What an operator can do with many jobs at once. */
class BulkOperationTests {

	private final OperatedSystem operated = new OperatedSystem();

	private final BulkOperations bulk = this.operated.operations.bulk();

	@AfterEach
	void close() {
		this.operated.operations.close();
		this.operated.close();
	}

	@Test
	void theNumberIsKnownBeforeAllThatAllowItAreRetried() {
		List<ObjectId> failed = failed(450);
		ObjectId queued = this.operated.system.rocketJob.create(KeptJob.class).id();
		BulkRequest request = BulkRequest.of("retry", "class:ReportJob,KeptJob");
		assertThat(this.bulk.preview(ALICE, request)).hasToString("450");
		BulkDescriptor ended = ended(this.bulk, this.bulk.start(ALICE.because("fixed"), request));
		assertThat(ended).returns(State.DONE, BulkDescriptor::state)
			.returns(450L, BulkDescriptor::done)
			.returns(0L, BulkDescriptor::refused)
			.returns(0L, BulkDescriptor::left)
			.returns("alice", BulkDescriptor::operator);
		assertThat(ended.jobs()).hasToString("450");
		assertThat(states(failed)).containsOnly("queued");
		assertThat(this.operated.system.rocketJob.get(queued).history()).isEmpty();
		assertThat(this.operated.told).hasSize(451)
			.filteredOn((entry) -> entry.action().equals("bulk-retry"))
			.singleElement()
			.satisfies((entry) -> assertThat(entry.after()).containsEntry("jobs", "450"));
		assertThat(this.operated.told).filteredOn((entry) -> entry.action().equals("retry"))
			.extracting(AuditEntry::reason)
			.containsOnly("fixed")
			.hasSize(450);
		assertThat(this.bulk.list(ALICE)).containsExactly(ended);
	}

	@Test
	void eachJobIsTakenOnceThoughTheActionChangesItsPlaceInTheOrder() {
		for (int i = 0; i < 250; i++) {
			this.operated.system.rocketJob.create(KeptJob.class);
		}
		BulkDescriptor ended = ended(this.bulk,
				this.bulk.start(ALICE, new BulkRequest("priority", null, "state:queued", "70")));
		assertThat(ended.done()).isEqualTo(250);
		assertThat(this.operated.told).hasSize(251);
		assertThat(this.operated.system.jobs().countDocuments(new Document("priority", 70))).isEqualTo(250);
	}

	@Test
	void chosenJobsThatDoNotAllowItAreRefusedWithTheReason() {
		List<ObjectId> failed = failed(2);
		List<String> ids = new ArrayList<>(failed.stream().map(ObjectId::toHexString).toList());
		for (int i = 0; i < 3; i++) {
			ids.add(this.operated.system.rocketJob.create(KeptJob.class).id().toHexString());
		}
		ids.add(new ObjectId().toHexString());
		assertThat(this.bulk.preview(ALICE, BulkRequest.of("retry", ids))).hasToString("6");
		BulkDescriptor ended = ended(this.bulk, this.bulk.start(ALICE, BulkRequest.of("retry", ids)));
		assertThat(ended).returns(2L, BulkDescriptor::done).returns(4L, BulkDescriptor::refused);
		assertThat(ended.refusals()).hasSize(2);
		RefusalDescriptor refusal = ended.refusals().get(0);
		assertThat(refusal.problem()).contains("cannot retry").doesNotContain(ids.get(2));
		assertThat(refusal).returns(3L, RefusalDescriptor::jobs).returns(ids.get(2), RefusalDescriptor::example);
	}

	@Test
	void jobsAreDeletedByOneWhoMay() {
		failed(3);
		BulkRequest request = BulkRequest.of("delete", "state:failed");
		assertProblem(Kind.DENIED, "job:destroy", () -> this.bulk.start(without(Permission.JOB_DESTROY), request));
		assertThat(ended(this.bulk, this.bulk.start(ALICE, request)).done()).isEqualTo(3);
		assertThat(this.operated.system.jobs().countDocuments()).isZero();
	}

	@Test
	void aPolicyDecidesAboutEachJobAndWhatItHidesIsLeftAlone() {
		List<ObjectId> failed = failed(4);
		OperationPolicy policy = (operator, permission, target, job) -> job == null
				|| !(permission == Permission.JOB_READ && job.id().equals(failed.get(0)))
						&& !(permission == Permission.JOB_CONTROL && job.id().equals(failed.get(1)));
		Operations guarded = this.operated.operations(null, List.of(policy), List.of());
		BulkDescriptor ended = ended(guarded.bulk(),
				guarded.bulk().start(ALICE, BulkRequest.of("retry", "state:failed")));
		assertThat(ended).returns(2L, BulkDescriptor::done).returns(1L, BulkDescriptor::refused);
		assertThat(ended.refusals().get(0).problem()).contains("needs the permission job:control");
		assertThat(states(failed.subList(0, 2))).containsOnly("failed");
		guarded.close();
	}

	@Test
	void whatIsCancelledEndsAndStaysAsItIs() throws InterruptedException {
		List<ObjectId> failed = failed(10);
		Gate gate = new Gate(3);
		Operations gated = this.operated.operations(null, List.of(), List.of(gate));
		BulkDescriptor started = gated.bulk().start(ALICE, BulkRequest.of("retry", "state:failed"));
		gate.reached.await();
		assertThat(gated.bulk().cancel(ALICE, started.id()).state()).isEqualTo(State.CANCELLED);
		gate.open.countDown();
		gated.close();
		BulkDescriptor ended = this.bulk.get(ALICE, started.id());
		assertThat(ended).returns(State.CANCELLED, BulkDescriptor::state)
			.returns(3L, BulkDescriptor::done)
			.returns(0L, BulkDescriptor::left);
		assertThat(states(failed).stream().filter("queued"::equals)).hasSize(3);
		assertProblem(Kind.CONFLICT, "has ended already", () -> this.bulk.cancel(ALICE, started.id()));
	}

	@Test
	void whatAnotherProcessCancelsEndsWithItsStep() throws InterruptedException {
		List<ObjectId> failed = failed(201);
		Gate gate = new Gate(3);
		Operations gated = this.operated.operations(null, List.of(), List.of(gate));
		BulkDescriptor started = gated.bulk().start(ALICE, BulkRequest.of("retry", "state:failed"));
		gate.reached.await();
		this.bulk.cancel(ALICE, started.id());
		gate.open.countDown();
		gated.close();
		await()
			.until(() -> states(failed).stream().filter("queued"::equals).count() == this.bulk.get(ALICE, started.id())
				.done());
		assertThat(states(failed)).contains("failed");
	}

	@Test
	void whatAnApplicationThatStopsHasNotDoneIsLeftAndSaid() throws InterruptedException {
		List<ObjectId> failed = failed(10);
		Gate gate = new Gate(3);
		Operations gated = this.operated.operations(null, List.of(), List.of(gate));
		BulkDescriptor started = gated.bulk().start(ALICE, BulkRequest.of("retry", "state:failed"));
		gate.reached.await();
		Thread stop = new Thread(gated::close);
		stop.start();
		await().until(() -> stop.getState() == Thread.State.TIMED_WAITING);
		gate.open.countDown();
		stop.join();
		BulkDescriptor ended = this.bulk.get(ALICE, started.id());
		assertThat(ended).returns(State.STOPPED, BulkDescriptor::state)
			.returns(3L, BulkDescriptor::done)
			.returns(0L, BulkDescriptor::left);
		assertThat(states(failed).stream().filter("queued"::equals)).hasSize(3);
	}

	@Test
	void whatAProcessThatDiesHasNotDoneIsDoneWhenItIsBegunAgain() throws InterruptedException {
		List<ObjectId> failed = failed(10);
		Gate gate = new Gate(3);
		Operations dying = this.operated.operations(null, List.of(), List.of(gate));
		BulkRequest request = BulkRequest.of("retry", "state:failed");
		BulkDescriptor started = dying.bulk().start(ALICE, request);
		gate.reached.await();
		assertThat(this.bulk.get(ALICE, started.id()).state()).isEqualTo(State.RUNNING);
		this.operated.system.clock.move(BulkStore.SILENCE.plusSeconds(1));
		assertThat(this.bulk.get(ALICE, started.id()).state()).isEqualTo(State.STOPPED);
		assertThat(this.bulk.preview(ALICE, request)).hasToString("7");
		assertThat(ended(this.bulk, this.bulk.start(ALICE, request))).returns(7L, BulkDescriptor::done)
			.returns(0L, BulkDescriptor::refused);
		assertThat(states(failed)).containsOnly("queued");
		gate.open.countDown();
		dying.close();
	}

	@Test
	void aSearchForValuesIsHiddenFromThoseWhoMayNotSeeThem() {
		failed(1);
		BulkDescriptor started = this.bulk.start(ALICE, BulkRequest.of("retry", "field.account:acme"));
		ended(this.bulk, started);
		assertThat(started.text()).isEqualTo("field.account:acme");
		assertThat(this.bulk.get(without(Permission.VALUE_READ), started.id()).text()).isEqualTo("******");
		assertProblem(Kind.DENIED, "value:read",
				() -> this.bulk.start(without(Permission.VALUE_READ), BulkRequest.of("retry", "field.account:acme")));
	}

	@Test
	void whatIsWrongIsSaidBeforeAnythingIsDone() {
		assertProblem(Kind.BAD_REQUEST, "action must be one of retry",
				() -> this.bulk.start(ALICE, BulkRequest.of("explode", "")));
		assertProblem(Kind.BAD_REQUEST, "reason is needed", () -> this.bulk.start(ALICE, BulkRequest.of("fail", "")));
		assertProblem(Kind.BAD_REQUEST, "between 1 and 100",
				() -> this.bulk.start(ALICE, BulkRequest.of("priority", "")));
		assertProblem(Kind.BAD_REQUEST, "ids or a text is needed",
				() -> this.bulk.start(ALICE, new BulkRequest("retry", List.of(), null, null)));
		assertProblem(Kind.BAD_REQUEST, "None of the jobs of this search allows retry: they are completed",
				() -> this.bulk.preview(ALICE, BulkRequest.of("retry", "state:completed")));
		assertProblem(Kind.BAD_REQUEST, "1000 ids at most",
				() -> this.bulk.start(ALICE, BulkRequest.of("retry", Collections.nCopies(1001, "x"))));
		assertProblem(Kind.NOT_FOUND, "no such action", () -> this.bulk.get(ALICE, new ObjectId().toHexString()));
		assertThat(this.operated.told).isEmpty();
		assertThat(this.bulk.list(ALICE)).isEmpty();
	}

	@Test
	void eachActionHasStatesInWhichItIsPossible() {
		EnumSet<JobState> all = EnumSet.allOf(JobState.class);
		Set<String> shown = new HashSet<>(SearchParser.STATES);
		assertThat(shown).containsAll(all.stream().map(JobState::value).toList());
		for (String action : List.of("retry", "pause", "resume", "abort", "run-now", "delete")) {
			assertThat(this.bulk.preview(ALICE, BulkRequest.of(action, ""))).hasToString("0");
		}
	}

	private List<ObjectId> failed(int count) {
		Date time = Date.from(this.operated.system.clock.instant());
		List<Document> jobs = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			jobs.add(new Document("_id", new ObjectId()).append("type", "ReportJob")
				.append("state", "failed")
				.append("priority", 50)
				.append("createdAt", time)
				.append("completedAt", time)
				.append("failureCount", 1)
				.append("fields", new Document("account", "acme").append("copies", 1)));
		}
		this.operated.system.engine.store().jobs().insertMany(jobs);
		return jobs.stream().map((job) -> job.getObjectId("_id")).toList();
	}

	private List<String> states(List<ObjectId> ids) {
		return this.operated.system.jobs()
			.find(new Document("_id", new Document("$in", ids)))
			.map((job) -> job.getString("state"))
			.into(new ArrayList<>());
	}

	private static BulkDescriptor ended(BulkOperations bulk, BulkDescriptor started) {
		return await().atMost(Duration.ofMinutes(2))
			.until(() -> bulk.get(ALICE, started.id()), (now) -> now.state() != State.RUNNING);
	}

	/** Holds who does the jobs after some of them. */
	private static final class Gate implements OperationListener {

		final CountDownLatch reached = new CountDownLatch(1);

		final CountDownLatch open = new CountDownLatch(1);

		private int left;

		Gate(int left) {
			this.left = left;
		}

		@Override
		public void onOperation(AuditEntry entry) {
			// the beginning is told first, or while jobs are done already
			if (entry.action().equals("retry") && --this.left == 0) {
				this.reached.countDown();
				try {
					this.open.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}
		}

	}

}
