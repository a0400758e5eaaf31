package io.rocketjob.operation;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.operation.AuditEntry.Outcome;
import io.rocketjob.operation.OperatedSystem.KeptJob;
import io.rocketjob.operation.OperatedSystem.LinesJob;
import io.rocketjob.operation.OperatedSystem.NightlyJob;
import io.rocketjob.operation.OperatedSystem.ReportJob;
import io.rocketjob.operation.OperationException.Kind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.rocketjob.operation.OperatedSystem.ALICE;
import static io.rocketjob.operation.OperatedSystem.SECRET;
import static io.rocketjob.operation.OperatedSystem.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What operators can do with jobs, who may, what they see, and what is told of it. */
class JobOperationTests {

	private final OperatedSystem operated = new OperatedSystem();

	private final JobOperations jobs = this.operated.operations.jobs();

	@AfterEach
	void close() {
		this.operated.close();
	}

	@Test
	void jobsAreListedAndCounted() {
		report("acme");
		report("else");
		this.operated.system.rocketJob.create(KeptJob.class);
		JobsDescriptor page = this.jobs.list(ALICE, new JobSelection("0", "1", "ReportJob", "queued", "id,asc"));
		assertThat(page.totalJobs()).isEqualTo(2);
		assertThat(page.totalPages()).isEqualTo(2);
		assertThat(page.jobs()).extracting(JobSummaryDescriptor::jobClass).containsExactly("ReportJob");
		OverviewDescriptor overview = this.operated.operations.overview(ALICE);
		assertThat(overview.jobs().byState()).containsEntry("queued", 3L);
		assertThat(overview.jobClasses()).contains("ReportJob", "LinesJob");
		assertThat(this.operated.told).isEmpty();
	}

	@Test
	void eachActionChangesTheJobAndIsToldOnceWithWhoAndWhy() {
		String id = report("acme");
		Operator because = ALICE.because(" customer asked ");
		assertThat(this.jobs.act(because, id, "pause", null).state()).isEqualTo("paused");
		this.jobs.act(because, id, "resume", null);
		this.jobs.act(because, id, "fail", null);
		this.jobs.act(because, id, "retry", null);
		this.jobs.act(because, id, "run-now", null);
		this.jobs.act(because, id, "priority", "7");
		this.jobs.act(because, id, "abort", null);
		assertThat(this.jobs.delete(because, id).state()).isEqualTo("aborted");
		assertThat(this.operated.told)
			.allSatisfy((entry) -> assertThat(entry).returns("alice", AuditEntry::operator)
				.returns("test", AuditEntry::channel)
				.returns("customer asked", AuditEntry::reason)
				.returns(Outcome.DONE, AuditEntry::outcome)
				.returns(null, AuditEntry::problem)
				.returns(new OperationTarget(OperationTarget.Kind.JOB, id, "ReportJob"), AuditEntry::target))
			.extracting((entry) -> entry.action() + " " + entry.permission() + " " + entry.before() + entry.after())
			.containsExactly("pause job:control {state=queued}{state=paused}",
					"resume job:control {state=paused}{state=queued}", "fail job:control {state=queued}{state=failed}",
					"retry job:control {state=failed}{state=queued}",
					"run-now job:control {state=queued}{state=queued}", "priority job:edit {priority=50}{priority=7}",
					"abort job:control {state=queued}{state=aborted}", "delete job:destroy {state=aborted}{}");
		assertThat(this.operated.told.get(0))
			.hasToString("pause job ReportJob " + id + " by alice (test): done, {state=queued} -> {state=paused}");
	}

	@Test
	void theReasonIsInTheHistoryOfTheJob() {
		String id = report("acme");
		this.jobs.act(ALICE.because("enough"), id, "abort", null);
		assertThat(job(id).history()).extracting(JobHistoryEntry::reason).containsExactly("enough");
	}

	static Stream<Map.Entry<Permission, Call>> permissions() {
		return Stream.of(Map.entry(Permission.JOB_READ, (jobs, operator, id) -> jobs.get(operator, id)),
				Map.entry(Permission.JOB_READ,
						(jobs, operator, id) -> jobs.list(operator, new JobSelection(null, null, null, null, null))),
				Map.entry(Permission.JOB_CONTROL, (jobs, operator, id) -> jobs.act(operator, id, "abort", null)),
				Map.entry(Permission.JOB_EDIT, (jobs, operator, id) -> jobs.act(operator, id, "priority", "1")),
				Map.entry(Permission.JOB_EDIT, (jobs, operator, id) -> jobs.edit(operator, id, Map.of("priority", 1))),
				Map.entry(Permission.JOB_DESTROY, (jobs, operator, id) -> jobs.delete(operator, id)),
				Map.entry(Permission.JOB_CREATE,
						(jobs, operator, id) -> jobs.create(operator, "KeptJob", Map.of(), Map.of())));
	}

	@ParameterizedTest
	@MethodSource("permissions")
	void whoLacksThePermissionIsDeniedAndNothingIsDone(Map.Entry<Permission, Call> operation) {
		String id = report("acme");
		Document before = stored(id);
		assertThatExceptionOfType(OperationException.class)
			.isThrownBy(() -> operation.getValue().call(this.jobs, without(operation.getKey()), id))
			.withMessageStartingWith("bob (test) needs the permission " + operation.getKey())
			.returns(Kind.DENIED, OperationException::kind);
		assertThat(stored(id)).isEqualTo(before);
		assertThat(this.operated.system.jobs().countDocuments()).isOne();
		if (operation.getKey() == Permission.JOB_READ) {
			assertThat(this.operated.told).isEmpty();
		}
		else {
			assertThat(this.operated.told).singleElement()
				.returns(Outcome.DENIED, AuditEntry::outcome)
				.returns("bob", AuditEntry::operator)
				.returns(Map.of(), AuditEntry::after);
		}
	}

	@Test
	void aPolicyDecidesAboutEachJob() {
		OperationPolicy own = (operator, permission, target, job) -> job == null
				|| job.rawFields().get("account").equals("acme");
		try (OperatedSystem restricted = new OperatedSystem(own)) {
			JobInstance<ReportJob.Fields> allowed = restricted.report("acme");
			JobInstance<ReportJob.Fields> other = restricted.report("else");
			JobOperations operations = restricted.operations.jobs();
			assertThat(operations.list(ALICE, new JobSelection(null, null, null, null, null)).jobs())
				.extracting(JobSummaryDescriptor::id)
				.containsExactly(allowed.id().toHexString());
			operations.act(ALICE, allowed.id().toHexString(), "abort", null);
			assertProblem(Kind.DENIED, "job:control",
					() -> operations.act(ALICE, other.id().toHexString(), "abort", null));
			assertProblem(Kind.DENIED, "job:read", () -> operations.get(ALICE, other.id().toHexString()));
			assertProblem(Kind.DENIED, "job:destroy", () -> operations.delete(ALICE, other.id().toHexString()));
			assertThat(other.reload().state()).isEqualTo(JobState.QUEUED);
			assertThat(restricted.told).extracting(AuditEntry::outcome)
				.containsExactly(Outcome.DONE, Outcome.DENIED, Outcome.DENIED);
		}
	}

	@Test
	void aPolicyThatFailsDoesNotLetAnythingBeDone() {
		OperationPolicy broken = (operator, permission, target, job) -> {
			throw new IllegalStateException("no directory of users");
		};
		String id = report("acme");
		JobOperations operations = this.operated.operations(null, List.of(broken), List.of()).jobs();
		assertProblem(Kind.FAILED, "It failed with java.lang.IllegalStateException",
				() -> operations.act(ALICE, id, "abort", null));
		assertThat(job(id).state()).isEqualTo(JobState.QUEUED);
	}

	@Test
	void aListenerThatFailsNeitherUndoesTheChangeNorKeepsItFromOthers() {
		String id = report("acme");
		OperationListener broken = (entry) -> {
			throw new AssertionError("the disk is full");
		};
		JobOperations operations = this.operated.operations(null, List.of(), List.of(broken, this.operated.told::add))
			.jobs();
		assertThat(operations.act(ALICE, id, "pause", null).state()).isEqualTo("paused");
		assertThat(job(id).state()).isEqualTo(JobState.PAUSED);
		assertThat(this.operated.told).hasSize(1);
	}

	@Test
	void whatFailsIsToldWithItsProblem() {
		String id = report("acme");
		assertProblem(Kind.CONFLICT, "cannot retry", () -> this.jobs.act(ALICE, id, "retry", null));
		String missing = new ObjectId().toHexString();
		assertProblem(Kind.NOT_FOUND, missing, () -> this.jobs.delete(ALICE, missing));
		assertThat(this.operated.told).extracting(AuditEntry::outcome).containsOnly(Outcome.FAILED);
		assertThat(this.operated.told.get(0).problem()).contains("cannot retry");
		assertThat(this.operated.told.get(1).target()).hasToString("job " + missing);
	}

	@Test
	void whatIsNotUnderstoodSaysWhatWouldBeRightAndIsToldToNobody() {
		String id = report("acme");
		assertProblem(Kind.BAD_REQUEST, "24 hexadecimal digits", () -> this.jobs.get(ALICE, "x"));
		assertProblem(Kind.BAD_REQUEST, "action must be one of retry", () -> this.jobs.act(ALICE, id, "explode", null));
		assertProblem(Kind.BAD_REQUEST, "action must be one of retry", () -> this.jobs.act(ALICE, id, null, null));
		assertProblem(Kind.BAD_REQUEST, "reason is needed", () -> this.jobs.act(ALICE.because(" "), id, "fail", null));
		assertProblem(Kind.BAD_REQUEST, "between 1 and 100", () -> this.jobs.act(ALICE, id, "priority", "x"));
		assertProblem(Kind.BAD_REQUEST, "nothing to change", () -> this.jobs.edit(ALICE, id, Map.of()));
		assertProblem(Kind.BAD_REQUEST, "there is no option 'color'",
				() -> this.jobs.create(ALICE, "KeptJob", Map.of(), Map.of("color", "red")));
		assertProblem(Kind.BAD_REQUEST, "sort must be one of",
				() -> this.jobs.list(ALICE, new JobSelection(null, null, null, null, "fields.account")));
		assertThat(this.operated.told).isEmpty();
	}

	@Test
	void aJobIsEditedByTexts() {
		String id = report("acme");
		Map<String, @Nullable Object> changes = new HashMap<>(Map.of("priority", "3", "description", "urgent", "runAt",
				"2100-01-01T00:00:00Z", "fields.account", "other"));
		changes.put("fields.day", "2026-02-03");
		JobDescriptor edited = this.jobs.edit(ALICE, id, changes);
		assertThat(edited.priority()).isEqualTo(3);
		assertThat(edited.description()).isEqualTo("urgent");
		assertThat(edited.runAt()).isEqualTo("2100-01-01T00:00:00Z");
		ReportJob.Fields fields = this.operated.system.rocketJob.get(ReportJob.class, new ObjectId(id)).fields();
		assertThat(fields.account()).isEqualTo("other");
		assertThat(fields.day()).isEqualTo(LocalDate.of(2026, 2, 3));
		AuditEntry entry = this.operated.told.get(0);
		assertThat(entry.before()).containsEntry("priority", "50").containsEntry("fields.account", "******");
		assertThat(entry.after()).containsEntry("priority", "3")
			.containsEntry("description", "******")
			.containsEntry("fields.account", "******");
	}

	@Test
	void onlyFieldsThatPeopleMayChangeAreEdited() {
		String id = report("acme");
		assertProblem(Kind.BAD_REQUEST,
				"there is no 'fields.copies' to change; there are priority, description, runAt, fields.account,"
						+ " fields.day",
				() -> this.jobs.edit(ALICE, id, Map.of("fields.copies", 4)));
		assertProblem(Kind.BAD_REQUEST, "fields.day must be of the type LocalDate",
				() -> this.jobs.edit(ALICE, id, Map.of("fields.day", "tomorrow")));
		assertProblem(Kind.BAD_REQUEST, "fields.account: must not be blank",
				() -> this.jobs.edit(ALICE, id, Map.of("fields.account", "", "priority", 1)));
		assertThat(job(id).priority()).isEqualTo(50);
		assertThatExceptionOfType(OperationException.class)
			.isThrownBy(() -> this.jobs.edit(without(Permission.VALUE_READ), id, Map.of("fields.account", "")))
			.withMessage("The job class does not allow this: fields.account");
	}

	@Test
	void theWorkersOfABatchAreThrottled() {
		String id = this.operated.system.rocketJob.batch(LinesJob.class)
			.upload(List.of("a"))
			.create()
			.id()
			.toHexString();
		this.jobs.edit(ALICE, id, Map.of("throttleRunningWorkers", "2"));
		assertThat(stored(id).getEmbedded(List.of("batch", "throttle"), Integer.class)).isEqualTo(2);
		this.jobs.edit(ALICE, id, Map.of("throttleRunningWorkers", 3, "priority", 1));
		assertThat(stored(id).getEmbedded(List.of("batch", "throttle"), Integer.class)).isEqualTo(3);
		assertThat(stored(id)).containsEntry("priority", 1);
		assertThat(this.operated.told.get(1).before()).containsEntry("throttleRunningWorkers", "2");
		assertThat(this.operated.told.get(1).after()).containsEntry("throttleRunningWorkers", "3");
		this.jobs.edit(ALICE, id, Map.of("throttleRunningWorkers", ""));
		assertThat(stored(id).get("batch", Document.class)).doesNotContainKey("throttle");
		assertProblem(Kind.BAD_REQUEST, "throttleRunningWorkers must be a whole number between 1 and",
				() -> this.jobs.edit(ALICE, id, Map.of("throttleRunningWorkers", 0)));
		assertProblem(Kind.BAD_REQUEST, "of batches only",
				() -> this.jobs.edit(ALICE, report("acme"), Map.of("throttleRunningWorkers", 1)));
	}

	@Test
	void aFormShowsWhatCanBeChangedAsFarAsTheOperatorMaySeeIt() {
		String id = report("acme");
		this.jobs.edit(ALICE, id, Map.of("description", "plan", "fields.day", "2026-02-03"));
		JobFormDescriptor form = this.jobs.form(ALICE, id);
		assertThat(form.values()).extracting(JobFormDescriptor.ValueDescriptor::name)
			.containsExactly("priority", "runAt", "description", "fields.account", "fields.day");
		assertThat(form.values()).extracting(JobFormDescriptor.ValueDescriptor::text)
			.containsExactly("50", null, "plan", "acme", "2026-02-03");
		this.jobs.edit(ALICE, id, Map.of("fields.day", "2026-02-03"), form.version());
		JobFormDescriptor hidden = this.jobs.form(without(Permission.VALUE_READ), id);
		assertThat(hidden.values()).extracting(JobFormDescriptor.ValueDescriptor::text)
			.containsExactly("50", null, null, null, null);
		assertThat(hidden.values()).extracting(JobFormDescriptor.ValueDescriptor::hidden)
			.containsExactly(false, false, true, true, true);
		assertProblem(Kind.DENIED, "job:edit", () -> this.jobs.form(without(Permission.JOB_EDIT), id));
	}

	@Test
	void aFormIsRefusedWhenWhatItShowsHasChangedSinceAndTheProblemNamesIt() {
		String id = report("acme");
		String version = this.jobs.form(ALICE, id).version();
		this.jobs.edit(ALICE, id, Map.of("priority", 7, "fields.account", "other"));
		assertProblem(Kind.CONFLICT, "has changed since it was shown: priority, fields.account is another now",
				() -> this.jobs.edit(ALICE, id, Map.of("description", "mine"), version));
		assertThat(job(id).description()).isNull();
		this.jobs.edit(ALICE, id, Map.of("description", "mine"), this.jobs.form(ALICE, id).version());
		assertThat(job(id).description()).isEqualTo("mine");
		assertProblem(Kind.BAD_REQUEST, "version is not that of a form of this job",
				() -> this.jobs.edit(ALICE, report("a"), Map.of("priority", 1), version));
		assertProblem(Kind.BAD_REQUEST, "version is not that of a form of this job",
				() -> this.jobs.edit(ALICE, id, Map.of("priority", 1), "?"));
	}

	@Test
	void aFormHasNoMarkOfWhatIsHidden() {
		String id = report("acme");
		String version = this.jobs.form(without(Permission.VALUE_READ), id).version();
		this.jobs.edit(ALICE, id, Map.of("fields.account", "other", "description", "other"));
		assertThat(this.jobs.form(without(Permission.VALUE_READ), id).version()).isEqualTo(version);
		this.jobs.edit(ALICE, id, Map.of("priority", 3));
		assertThat(this.jobs.form(without(Permission.VALUE_READ), id).version()).isNotEqualTo(version);
	}

	@Test
	void aFormIsRefusedByTheWriteItselfWhenTheJobChangesAtThatMoment() {
		String id = report("acme");
		Operator bob = without(Permission.VALUE_READ);
		String version = this.jobs.form(bob, id).version();
		Map<String, @Nullable Object> change = Map.of("runAt", "2100-01-01T00:00:00Z");
		// the fields are checked after the job was read, and before it is written
		ReportJob.Fields.whenMade = () -> this.jobs.edit(ALICE, id, change);
		assertProblem(Kind.CONFLICT, "has changed since it was shown: runAt is another now",
				() -> this.jobs.edit(bob, id, Map.of("fields.account", "race"), version));
		assertThat(this.operated.system.rocketJob.get(ReportJob.class, new ObjectId(id)).fields().account())
			.isEqualTo("acme");
	}

	@Test
	void aJobIsCreatedByTheNameOfItsClassAndTexts() {
		JobDescriptor created = this.jobs.create(ALICE, "ReportJob",
				Map.of("account", "acme", "secret", SECRET, "copies", "4", "day", "2026-02-03", "since",
						"2026-01-01T00:00:00Z"),
				Map.of("priority", 5, "runAt", "2100-01-01T00:00:00Z", "description", "by hand"));
		assertThat(created.state()).isEqualTo("scheduled");
		assertThat(created.priority()).isEqualTo(5);
		assertThat(this.operated.system.rocketJob.get(ReportJob.class, new ObjectId(created.id())).fields())
			.isEqualTo(new ReportJob.Fields("acme", SECRET, 4, LocalDate.of(2026, 2, 3),
					Instant.parse("2026-01-01T00:00:00Z")));
		assertThat(stored(created.id()).toJson()).doesNotContain(SECRET);
		assertThat(this.operated.told).singleElement()
			.returns("create", AuditEntry::action)
			.returns(new OperationTarget(OperationTarget.Kind.JOB, created.id(), "ReportJob"), AuditEntry::target);
		assertThat(this.jobs.create(ALICE, "LinesJob", Map.of(), Map.of()).batch()).isNotNull();
	}

	@Test
	void aJobThatIsNotAllowedIsNotCreated() {
		assertProblem(Kind.BAD_REQUEST, "There is no job class 'Nothing' here; there are",
				() -> this.jobs.create(ALICE, "Nothing", Map.of(), Map.of()));
		assertProblem(Kind.BAD_REQUEST, "there is no field 'colour'; ReportJob has account, secret, copies",
				() -> this.jobs.create(ALICE, "ReportJob", Map.of("colour", "red"), Map.of()));
		assertProblem(Kind.BAD_REQUEST, "fields.copies must be of the type int",
				() -> this.jobs.create(ALICE, "ReportJob", Map.of("account", "a", "copies", "many"), Map.of()));
		assertProblem(Kind.BAD_REQUEST, "account: must not be blank",
				() -> this.jobs.create(ALICE, "ReportJob", Map.of("account", "", "copies", 1), Map.of()));
		assertProblem(Kind.BAD_REQUEST, "KeptJob has no fields",
				() -> this.jobs.create(ALICE, "KeptJob", Map.of("a", 1), Map.of()));
		assertThat(this.operated.system.jobs().countDocuments()).isZero();
	}

	@Test
	void valuesAreHiddenFromThoseWhoMayNotSeeThemAndEncryptedOnesFromAll() {
		String id = report("acme");
		this.operated.system.queue.drain();
		JobDescriptor hidden = this.jobs.get(without(Permission.VALUE_READ), id);
		assertThat(hidden.fields()).asString().doesNotContain("acme").contains("account=******", "secret=******");
		assertThat(hidden.exception()).isNotNull().satisfies((exception) -> {
			assertThat(exception.className()).isEqualTo("java.lang.IllegalStateException");
			assertThat(exception.message()).isEqualTo("******");
			assertThat(exception.stackTrace()).isEqualTo("******");
			assertThat(exception.causes()).extracting(FailureDescriptor.CauseDescriptor::message)
				.containsExactly("******");
		});
		assertThat(hidden.toString()).doesNotContain("no acme", SECRET);
		JobDescriptor shown = this.jobs.get(ALICE, id);
		assertThat(shown.fields()).asString().contains("account=acme", "secret=******");
		assertThat(shown.exception()).isNotNull().extracting(FailureDescriptor::message).isEqualTo("no acme");
		assertThat(shown.toString()).doesNotContain(SECRET);
	}

	@Test
	void nothingIsShownOfTheFieldsAndTheResultOfAClassThatIsNotKnown() {
		String id = this.operated.system.rocketJob.create(KeptJob.class).id().toHexString();
		this.operated.system.queue.drain();
		assertThat(this.jobs.get(ALICE, id).result()).isEqualTo("the result");
		this.operated.system.jobs()
			.updateOne(new Document("_id", new ObjectId(id)),
					new Document("$set", new Document("type", "Gone").append("fields", new Document("ssn", SECRET))));
		JobDescriptor unknown = this.jobs.get(ALICE, id);
		assertThat(unknown.knownClass()).isFalse();
		assertThat(unknown.fields()).isEqualTo("******");
		assertThat(unknown.result()).isEqualTo("******");
	}

	@Test
	void aReasonIsToldWithoutTheEncryptedValuesOfTheJob() {
		String id = report("acme");
		this.jobs.act(ALICE.because("wrong number " + SECRET), id, "abort", null);
		assertThat(this.operated.told.get(0).reason()).isEqualTo("wrong number ***");
		assertThat(this.operated.told.get(0)).asString().doesNotContain("wrong number");
	}

	@Test
	void whatListenersAreToldHasNoValues() {
		String id = report("acme");
		this.jobs.edit(ALICE, id, Map.of("fields.account", "mark-1", "description", "mark-2"));
		assertProblem(Kind.BAD_REQUEST, "mark-3",
				() -> this.jobs.edit(ALICE, id, Map.of("fields.account", "mark-3 is far too long")));
		assertProblem(Kind.BAD_REQUEST, "fields.day must be",
				() -> this.jobs.edit(ALICE, id, Map.of("fields.day", "mark-4")));
		this.jobs.create(ALICE.because("for " + SECRET), "ReportJob",
				Map.of("account", "mark-5", "copies", 1, "secret", SECRET), Map.of("description", "mark-6"));
		assertThat(this.operated.told).hasSize(4);
		assertThat(this.operated.told.toString()).doesNotContain("mark", "acme");
		assertThat(this.operated.told.get(1).problem()).isEqualTo("The job class does not allow this: fields.account");
		assertThat(this.operated.told.get(3).reason()).isEqualTo("for ***");
	}

	@Test
	void schedulesShowTheirNextTimesAndTheOccurrenceToActOn() {
		this.operated.system.clock.set(Instant.parse("2026-01-10T12:00:00Z"));
		ScheduleOperations schedules = this.operated.operations.schedules();
		assertThat(schedules.list(ALICE)).singleElement()
			.returns("NightlyJob", ScheduleDescriptor::jobClass)
			.returns(null, ScheduleDescriptor::jobId);
		JobInstance<?> occurrence = this.operated.system.rocketJob.create(NightlyJob.class);
		ScheduleDescriptor schedule = schedules.list(ALICE).get(0);
		assertThat(schedule.schedule()).isEqualTo("0 1 * * * Europe/Vienna");
		assertThat(schedule.zone()).isEqualTo("Europe/Vienna");
		assertThat(schedule.jobId()).isEqualTo(occurrence.id().toHexString());
		assertThat(schedule.runAt()).isEqualTo("2026-01-11T00:00:00Z");
		assertThat(schedule.nextTimes()).hasSize(5).startsWith(Instant.parse("2026-01-11T00:00:00Z"));
		this.jobs.act(ALICE, String.valueOf(schedule.jobId()), "pause", null);
		assertThat(schedules.list(ALICE)).singleElement().returns("paused", ScheduleDescriptor::state);
		assertProblem(Kind.DENIED, "job:read", () -> schedules.list(without(Permission.JOB_READ)));
	}

	@Test
	void permissionsHaveNamesOfTheirOwn() {
		assertThat(Arrays.stream(Permission.values()).map(Permission::value)).containsExactly("job:read", "job:control",
				"job:edit", "job:create", "job:destroy", "value:read", "record:read", "record:edit", "log:read",
				"server:read", "server:control", "server:kill", "dirmon:read", "dirmon:change", "audit:read");
	}

	private String report(String account) {
		return this.operated.report(account).id().toHexString();
	}

	private JobInstance<?> job(String id) {
		return this.operated.system.rocketJob.get(new ObjectId(id));
	}

	private Document stored(String id) {
		return this.operated.system.jobs().find(new Document("_id", new ObjectId(id))).first();
	}

	static void assertProblem(Kind kind, String message, ThrowingCallable operation) {
		assertThatExceptionOfType(OperationException.class).isThrownBy(operation)
			.withMessageContaining(message)
			.returns(kind, OperationException::kind);
	}

	/** An operation on a job. */
	interface Call {

		Object call(JobOperations jobs, Operator operator, String id);

	}

}
