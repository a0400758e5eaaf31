package io.rocketjob.operation;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

import io.rocketjob.BatchInstance;
import io.rocketjob.JobState;
import io.rocketjob.operation.AuditEntry.Outcome;
import io.rocketjob.operation.OperatedSystem.DocumentJob;
import io.rocketjob.operation.OperatedSystem.LinesJob;
import io.rocketjob.operation.OperatedSystem.MemberJob;
import io.rocketjob.operation.OperatedSystem.PersonJob;
import io.rocketjob.operation.OperationException.Kind;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.rocketjob.operation.JobOperationTests.assertProblem;
import static io.rocketjob.operation.OperatedSystem.ALICE;
import static io.rocketjob.operation.OperatedSystem.SECRET;
import static io.rocketjob.operation.OperatedSystem.without;
import static org.assertj.core.api.Assertions.assertThat;

/** What operators can do with failed slices. */
class SliceOperationTests {

	private final OperatedSystem operated = new OperatedSystem();

	private final SliceOperations slices = this.operated.operations.slices();

	@AfterEach
	void close() {
		this.operated.close();
	}

	@Test
	void failedSlicesAreListedInPagesWithoutTheirRecords() {
		BatchInstance<?> batch = lines("a", "!b", "c", "!d", "e", "f", "g");
		List<SliceDescriptor> page = this.slices.list(without(Permission.VALUE_READ), id(batch), "1", "1");
		assertThat(page).singleElement().satisfies((slice) -> {
			assertThat(slice.firstRecord()).isEqualTo(4);
			assertThat(slice.recordCount()).isEqualTo(3);
			assertThat(slice.failedRecord()).isEqualTo(4);
			assertThat(slice.failureCount()).isOne();
			assertThat(slice.records()).isNull();
			assertThat(slice.exception()).isNotNull().extracting(FailureDescriptor::message).isEqualTo("******");
		});
		assertThat(this.slices.list(ALICE, id(batch), null, null)).hasSize(2);
	}

	@Test
	void pagesOfFailedSlicesGoOnAfterASliceForwardsAndBackwardsWhileOthersAreRetried() {
		BatchInstance<?> batch = lines("!a", "b", "c", "!d", "e", "f", "!g", "h", "i", "!j", "k", "l", "!m");
		String id = id(batch);
		SliceOperations.Page first = this.slices.page(ALICE, id, null, null, "2");
		assertThat(first.slices()).extracting(SliceDescriptor::firstRecord).containsExactly(1L, 4L);
		assertThat(first.previous()).isNull();
		this.slices.retry(ALICE, slice(batch, 1));
		SliceOperations.Page second = this.slices.page(ALICE, id, null, first.next(), "2");
		assertThat(second.slices()).extracting(SliceDescriptor::firstRecord).containsExactly(7L, 10L);
		SliceOperations.Page third = this.slices.page(ALICE, id, null, second.next(), "2");
		assertThat(third.slices()).extracting(SliceDescriptor::firstRecord).containsExactly(13L);
		assertThat(third.next()).isNull();
		assertThat(this.slices.page(ALICE, id, null, third.previous(), "2")).isEqualTo(second);
		SliceOperations.Page back = this.slices.page(ALICE, id, null, second.previous(), "2");
		assertThat(back.slices()).extracting(SliceDescriptor::firstRecord).containsExactly(4L);
		assertThat(back.previous()).isNull();
		assertProblem(Kind.BAD_REQUEST, "page is not a page of failed slices",
				() -> this.slices.page(ALICE, id, null, "x", null));
	}

	@Test
	void failedSlicesAreGroupedAndOneGroupIsShownAndRetried() {
		BatchInstance<?> batch = lines("!1", "b", "c", "?2", "e", "f", "!3", "h", "i", "?4");
		String id = id(batch);
		SliceOperations.FailureGroups groups = this.slices.groups(ALICE, id);
		assertThat(groups.slices()).hasToString("4");
		assertThat(groups.groups()).extracting(SliceOperations.FailureGroups.Group::slices).containsExactly(2L, 2L);
		SliceOperations.FailureGroups.Group odd = groups.groups()
			.stream()
			.filter((group) -> group.className().endsWith("UnsupportedOperationException"))
			.findFirst()
			.orElseThrow();
		assertThat(this.slices.groups(without(Permission.VALUE_READ), id).groups())
			.extracting(SliceOperations.FailureGroups.Group::message)
			.containsOnly("******");
		assertThat(this.slices.page(ALICE, id, odd.first(), null, null).slices())
			.extracting(SliceDescriptor::firstRecord)
			.containsExactly(4L, 10L);
		assertProblem(Kind.DENIED, "job:control",
				() -> this.slices.retryGroup(without(Permission.JOB_CONTROL), odd.first()));
		assertThat(this.slices.retryGroup(ALICE, odd.first())).isEqualTo(new BoundedCount(2, true));
		assertThat(batch.reload().state()).isNotEqualTo(JobState.FAILED);
		assertThat(this.slices.page(ALICE, id, null, null, null).slices()).extracting(SliceDescriptor::firstRecord)
			.containsExactly(1L, 7L);
		assertThat(this.operated.told).last()
			.returns("retry-slices", AuditEntry::action)
			.satisfies((entry) -> assertThat(entry.after()).containsEntry("slices", "2"));
		assertProblem(Kind.NOT_FOUND, "no failed slice", () -> this.slices.retryGroup(ALICE, odd.first()));
	}

	@Test
	void recordsAreShownToThoseWhoMayReadThem() {
		BatchInstance<?> batch = lines("a", "!b", "c");
		assertThat(this.slices.get(ALICE, slice(batch, 1)).records()).containsExactly("a", "!b", "c");
		assertProblem(Kind.DENIED, "record:read",
				() -> this.slices.get(without(Permission.RECORD_READ), slice(batch, 1)));
		assertProblem(Kind.NOT_FOUND, "no failed slice", () -> this.slices.get(ALICE, slice(batch, 2)));
	}

	@Test
	void aSliceIsReadWithoutTheOtherFailedOnes() {
		BatchInstance<?> batch = lines("!a", "b", "c", "!d", "e", "f", "!g");
		List<BsonDocument> commands = this.operated.system
			.commandsOf(() -> assertThat(this.slices.get(ALICE, slice(batch, 7)).records()).containsExactly("!g"));
		assertThat(commands).filteredOn(
				(command) -> command.getString("find", new BsonString("")).getValue().startsWith("rocketjob.inputs."))
			.isNotEmpty()
			.allSatisfy((command) -> assertThat(command.getDocument("filter").containsKey("_id")).isTrue());
		assertProblem(Kind.NOT_FOUND, "no failed slice", () -> this.slices.get(ALICE, slice(batch, 0)));
		assertProblem(Kind.NOT_FOUND, "no failed slice", () -> this.slices.get(ALICE, slice(batch, -1)));
		assertProblem(Kind.NOT_FOUND, "no failed slice", () -> this.slices.get(ALICE, slice(batch, Long.MAX_VALUE)));
		assertProblem(Kind.NOT_FOUND, "no failed slice",
				() -> this.slices.get(ALICE, new SliceReference(id(batch), "other", 7, null)));
	}

	@Test
	void encryptedRecordsAreShownToNobodyAndCanOnlyBeRemoved() {
		BatchInstance<?> batch = this.operated.system.rocketJob.batch(PersonJob.class)
			.upload(List.of(new PersonJob.Person("Ann", SECRET)))
			.create();
		this.operated.system.queue.drain();
		assertThat(this.slices.get(ALICE, slice(batch, 1)).records()).isNull();
		assertProblem(Kind.CONFLICT, "encrypted values",
				() -> this.slices.correct(ALICE, slice(batch, 1), 1, Map.of("name", "Bob")));
		this.slices.remove(ALICE, slice(batch, 1), 1);
		this.slices.retry(ALICE, slice(batch, 1));
		this.operated.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aRecordIsCorrectedAnotherRemovedAndTheSliceRetried() {
		BatchInstance<?> batch = lines("a", "!b", "!c");
		this.slices.correct(ALICE.because("typo"), slice(batch, 1), 2, "b");
		this.slices.remove(ALICE, slice(batch, 1), 3);
		assertThat(this.slices.get(ALICE, slice(batch, 1)).records()).containsExactly("a", "b", null);
		this.slices.retry(ALICE, slice(batch, 1));
		this.operated.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.operated.told)
			.allSatisfy((entry) -> assertThat(entry.target())
				.isEqualTo(new OperationTarget(OperationTarget.Kind.SLICE, id(batch), "main/1")))
			.extracting((entry) -> entry.action() + " " + entry.permission() + " " + entry.before() + entry.after())
			.containsExactly("correct-record record:edit {record 2=******}{record 2=******}",
					"remove-record record:edit {record 3=******}{record 3=null}",
					"retry-slice job:control {state=failed}{state=queued}");
		assertThat(this.operated.told.get(0).reason()).isEqualTo("typo");
	}

	@Test
	void recordsWithMembersAreCorrectedByMembers() {
		BatchInstance<?> batch = this.operated.system.rocketJob.batch(MemberJob.class)
			.upload(List.of(new MemberJob.Member("", 5)))
			.create();
		this.operated.system.queue.drain();
		assertThat(this.slices.get(ALICE, slice(batch, 1)).records()).singleElement()
			.asString()
			.contains("name=", "age=5");
		assertProblem(Kind.BAD_REQUEST, "must be members by name",
				() -> this.slices.correct(ALICE, slice(batch, 1), 1, "Ann"));
		this.slices.correct(ALICE, slice(batch, 1), 1, Map.of("name", "Ann", "age", 5));
		this.slices.retry(ALICE, slice(batch, 1));
		this.operated.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aRecordThatIsCorrectedAsJsonKeepsTheTypesOfItsValues() {
		Document record = new Document("name", "").append("count", 5L)
			.append("price", new Decimal128(new BigDecimal("1.50")))
			.append("rate", 2.0)
			.append("at", Date.from(Instant.EPOCH))
			.append("id", new ObjectId("65a000000000000000000001"))
			.append("sizes", List.of(1L, 2L));
		BatchInstance<?> batch = documents(record);
		String json = this.slices.json(ALICE, slice(batch, 1), 1);
		assertThat(json).contains("\"count\": 5", "\"$numberDecimal\": \"1.50\"",
				"\"$date\": \"1970-01-01T00:00:00Z\"");
		this.slices.correctJson(ALICE, slice(batch, 1), 1,
				json.replace("\"name\": \"\"", "\"name\": \"Ann\"").replace("2.0", "3"));
		this.slices.retry(ALICE, slice(batch, 1));
		this.operated.system.queue.drain();
		assertThat(this.operated.system.bean(DocumentJob.class).performed)
			.containsExactly(record.append("name", "Ann").append("rate", 3.0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Ann", "{\"name\": \"Ann\"", "{\"name\": \"Ann\"}}", "[1]", "5", "null",
			"{\"name\": \"Ann\"}, \"record\": {}", "{\"a\": {\"$date\": \"yesterday\"}}" })
	void whatIsNoJsonObjectIsRefusedInWordsAndChangesNothing(String json) {
		BatchInstance<?> batch = documents(new Document("name", ""));
		assertProblem(Kind.BAD_REQUEST, "must be one JSON object",
				() -> this.slices.correctJson(ALICE, slice(batch, 1), 1, json));
		assertThat(this.slices.json(ALICE, slice(batch, 1), 1)).contains("\"name\": \"\"");
	}

	@Test
	void onlyRecordsWithMembersThatMayBeReadAreShownAsJson() {
		BatchInstance<?> lines = lines("a", "!b", "c");
		assertThat(this.slices.json(ALICE, slice(lines, 1), 2)).isNull();
		assertThat(this.slices.json(ALICE, slice(lines, 1), 9)).isNull();
		assertProblem(Kind.BAD_REQUEST, "no members", () -> this.slices.correctJson(ALICE, slice(lines, 1), 2, "{}"));
		BatchInstance<?> documents = documents(new Document("name", ""));
		assertProblem(Kind.DENIED, "record:read",
				() -> this.slices.json(without(Permission.RECORD_READ), slice(documents, 1), 1));
		assertProblem(Kind.DENIED, "record:edit",
				() -> this.slices.correctJson(without(Permission.RECORD_EDIT), slice(documents, 1), 1, "{}"));
		BatchInstance<?> encrypted = this.operated.system.rocketJob.batch(PersonJob.class)
			.upload(List.of(new PersonJob.Person("Ann", SECRET)))
			.create();
		this.operated.system.queue.drain();
		assertThat(this.slices.json(ALICE, slice(encrypted, 1), 1)).isNull();
		assertProblem(Kind.CONFLICT, "encrypted values",
				() -> this.slices.correctJson(ALICE, slice(encrypted, 1), 1, "{}"));
	}

	private BatchInstance<?> documents(Document... documents) {
		BatchInstance<?> batch = this.operated.system.rocketJob.batch(DocumentJob.class)
			.upload(List.of(documents))
			.create();
		this.operated.system.queue.drain();
		return batch;
	}

	@Test
	void aSliceThatIsNoLongerAsItWasShownIsLeftAlone() {
		BatchInstance<?> batch = lines("a", "!b", "c");
		String version = this.slices.get(ALICE, slice(batch, 1)).version();
		SliceReference seen = new SliceReference(id(batch), "main", 1, version);
		this.slices.correct(ALICE, seen, 2, "by alice");
		assertProblem(Kind.CONFLICT, "look at it again", () -> this.slices.correct(ALICE, seen, 2, "by bob"));
		assertProblem(Kind.CONFLICT, "look at it again", () -> this.slices.retry(ALICE, seen));
		assertThat(this.slices.get(ALICE, slice(batch, 1)).records()).containsExactly("a", "by alice", "c");
		assertThat(this.operated.told).extracting(AuditEntry::outcome)
			.containsExactly(Outcome.DONE, Outcome.FAILED, Outcome.FAILED);
	}

	@Test
	void whoLacksThePermissionChangesNoRecord() {
		BatchInstance<?> batch = lines("a", "!b", "c");
		Operator reader = without(Permission.RECORD_EDIT);
		assertProblem(Kind.DENIED, "record:edit", () -> this.slices.correct(reader, slice(batch, 1), 2, "b"));
		assertProblem(Kind.DENIED, "record:edit", () -> this.slices.remove(reader, slice(batch, 1), 2));
		assertProblem(Kind.DENIED, "job:control",
				() -> this.slices.retry(without(Permission.JOB_CONTROL), slice(batch, 1)));
		assertThat(this.slices.get(ALICE, slice(batch, 1)).records()).containsExactly("a", "!b", "c");
		assertThat(this.operated.told).hasSize(3).extracting(AuditEntry::outcome).containsOnly(Outcome.DENIED);
	}

	@Test
	void whatIsWrongSaysWhatWouldBeRight() {
		BatchInstance<?> batch = lines("a", "!b", "c");
		assertProblem(Kind.BAD_REQUEST, "from 2 to 3", () -> this.slices.correct(ALICE, slice(batch, 1), 1, "x"));
		assertProblem(Kind.BAD_REQUEST, "from 2 to 3", () -> this.slices.remove(ALICE, slice(batch, 1), 4));
		assertProblem(Kind.BAD_REQUEST, "must be a text", () -> this.slices.correct(ALICE, slice(batch, 1), 2, 5));
		assertProblem(Kind.BAD_REQUEST, "must be a text",
				() -> this.slices.correct(ALICE, slice(batch, 1), 2, Map.of("a", 1)));
		assertProblem(Kind.BAD_REQUEST, "size must be", () -> this.slices.list(ALICE, id(batch), "0", "1000"));
		String simple = this.operated.report("acme").id().toHexString();
		assertProblem(Kind.NOT_FOUND, simple, () -> this.slices.list(ALICE, simple, null, null));
	}

	private BatchInstance<?> lines(String... lines) {
		BatchInstance<?> batch = this.operated.system.rocketJob.batch(LinesJob.class).upload(List.of(lines)).create();
		this.operated.system.queue.drain();
		return batch;
	}

	private static String id(BatchInstance<?> batch) {
		return batch.id().toHexString();
	}

	private static SliceReference slice(BatchInstance<?> batch, long firstRecord) {
		return new SliceReference(id(batch), "main", firstRecord, null);
	}

}
