package io.rocketjob.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;

import io.rocketjob.operation.JobPage.Order;
import io.rocketjob.operation.JobScan.Found;
import io.rocketjob.operation.OperationException.Kind;
import io.rocketjob.operation.OperatedSystem.KeptJob;
import io.rocketjob.operation.OperatedSystem.LinesJob;
import io.rocketjob.operation.OperatedSystem.NightlyJob;
import io.rocketjob.operation.JobSearch.Completion;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.rocketjob.operation.JobOperationTests.assertProblem;
import static io.rocketjob.operation.OperatedSystem.ALICE;
import static io.rocketjob.operation.OperatedSystem.without;
import static org.assertj.core.api.Assertions.assertThat;

/** How an operator finds jobs among many. */
class SearchOperationTests {

	private final OperatedSystem operated = new OperatedSystem(
			(operator, permission, target, job) -> job == null || !"hidden".equals(job.description()));

	private final SearchOperations search = this.operated.operations.search();

	private final Instant now = this.operated.system.clock.instant();

	private int inserted;

	@AfterEach
	void close() {
		this.operated.close();
	}

	@Test
	void jobsAreFoundByAllThatTheWordsSay() {
		ObjectId failed = insert("ReportJob", "failed",
				new Document("completedAt", ago("PT3H")).append("priority", 10)
					.append("failureCount", 2)
					.append("workerName", "host3:1:worker:7")
					.append("fields", new Document("account", "acme corp").append("copies", 4))
					.append("exception", new Document("class", "java.io.IOException").append("message", "no (disk)")));
		insert("ReportJob", "failed", new Document("completedAt", ago("PT1H")).append("priority", 10));
		insert("KeptJob", "failed", new Document("completedAt", ago("PT3H")).append("priority", 10));
		for (String text : List.of("class:ReportJob failed:>2h", "class:report* FAILED:>2h",
				"field.account:\"acme corp\"", "field.copies:>3", "field.copies:4 priority:5..10 state:failed",
				"worker:host3", "exception:ioexception", "failures:>=2", "\"no (disk)\"", "(DISK)",
				failed.toHexString(), "id:" + failed, "IOEx report",
				"state:failed,running class:ReportJob worker:host3")) {
			assertThat(ids(text)).as(text).containsExactly(failed);
			assertThat(this.search.count(ALICE, text)).as(text).hasToString("1");
		}
		assertThat(ids("class:ReportJob failed:>4h")).isEmpty();
		assertThat(ids("field.account:acme")).isEmpty();
		assertThat(ids("failed:<2h")).hasSize(1);
		assertThat(ids("class:Nothing")).isEmpty();
	}

	@Test
	void statesAreThoseThatAreShown() {
		ObjectId queued = insert("KeptJob", "queued", new Document("claimable", true));
		ObjectId unknown = insert("Gone", "queued", new Document("claimable", true));
		ObjectId scheduled = insert("KeptJob", "queued", due("PT1H"));
		ObjectId later = insert("KeptJob", "queued", due("PT3H"));
		ObjectId waiting = insert("KeptJob", "queued", new Document("waitsFor", List.of(queued)));
		ObjectId running = insert("KeptJob", "running", running("PT1M"));
		ObjectId batchRunning = insert("LinesJob", "running",
				new Document("processing", true).append("batch", new Document("phase", "processing"))
					.append("startedAt", ago("PT2M")));
		ObjectId uploading = insert("LinesJob", "queued",
				new Document("uploading", new Document("server", new ObjectId()).append("token", new ObjectId()))
					.append("batch", new Document("phase", "before")));
		assertThat(ids("state:queued")).containsExactlyInAnyOrder(queued, unknown, uploading);
		assertThat(ids("state:queued class:Gone")).containsExactly(unknown);
		assertThat(ids("state:scheduled")).containsExactly(scheduled, later);
		assertThat(ids("runs:<2h")).containsExactly(scheduled);
		assertThat(ids("runs:>2h")).containsExactly(later);
		assertThat(ids("state:waiting")).containsExactly(waiting);
		assertThat(ids("waitsfor:" + queued)).containsExactly(waiting);
		assertThat(ids("state:running")).containsExactly(batchRunning, running);
		assertThat(ids("state:waiting,scheduled,running,queued")).hasSize(8)
			.isSortedAccordingTo(Comparator.reverseOrder());
		assertThat(ids("")).hasSize(8).isSortedAccordingTo(Comparator.reverseOrder());
		assertThat(ids("state:queued id:" + queued + "," + waiting)).containsExactly(queued);
		assertThat(this.search.counts(ALICE))
			.hasToString("{queued=3, scheduled=2, waiting=1, running=2, completed=0, failed=0, paused=0, aborted=0}");
	}

	@Test
	void theJobsOfAChainAreFoundByItsNameOrId() {
		ObjectId first = insert("KeptJob", "completed", new Document("chain", new Document("key", "nightly:1")));
		ObjectId second = insert("KeptJob", "queued",
				new Document("claimable", true).append("chain", new Document("key", "nightly:2")));
		insert("KeptJob", "queued", new Document("claimable", true).append("chain", new Document("key", "nightly2:1")));
		insert("KeptJob", "queued", new Document("claimable", true));
		assertThat(ids("chain:nightly")).containsExactlyInAnyOrder(first, second);
		assertThat(ids("chain:nightly:2")).containsExactly(second);
		assertThat(ids("chain:nightly state:queued")).containsExactly(second);
		assertThat(ids("chain:weekly")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "state:completed, ENDED", "state:completed class:KeptJob, ENDED", "state:queued, QUEUE",
			"state:queued worker:host, QUEUE", "state:scheduled, DUE", "state:scheduled worker:host, DUE",
			"state:running, STARTED", "state:waiting, CREATED", "'', CREATED", "class:KeptJob, CREATED",
			"'state:failed,queued', CREATED", "'state:failed,paused', ENDED" })
	void pagesGoOnAfterAPlaceForwardsAndBackwards(String text, Order order) {
		for (int i = 0; i < 9; i++) {
			for (String kind : List.of("completed", "failed", "paused", "queued", "scheduled", "waiting", "running")) {
				// three share each place in the order, but for their ids
				insert("KeptJob", (kind.equals("scheduled") || kind.equals("waiting")) ? "queued" : kind,
						values(kind, i / 3));
			}
		}
		List<ObjectId> whole = ids(text, 200);
		assertThat(whole).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(9);
		JobPage first = this.search.page(ALICE, new JobSearch(text, null, "4"));
		assertThat(first.order()).isEqualTo(order);
		assertThat(first.previous()).isNull();
		List<JobPage> pages = new ArrayList<>(List.of(first));
		while (pages.get(pages.size() - 1).next() != null) {
			pages.add(this.search.page(ALICE, new JobSearch(text, pages.get(pages.size() - 1).next(), "4")));
		}
		assertThat(pages.stream().flatMap((page) -> ids(page).stream())).containsExactlyElementsOf(whole);
		for (int i = pages.size() - 1; i > 0; i--) {
			JobPage previous = this.search.page(ALICE, new JobSearch(text, pages.get(i).previous(), "4"));
			assertThat(ids(previous)).containsExactlyElementsOf(ids(pages.get(i - 1)));
			assertThat(ids(this.search.page(ALICE, new JobSearch(text, previous.next(), "4"))))
				.containsExactlyElementsOf(ids(pages.get(i)));
		}
	}

	private Document values(String kind, int group) {
		Date time = Date.from(this.now.minusSeconds(60L * group));
		Document values = new Document("workerName", "host3");
		return switch (kind) {
			case "queued" -> values.append("claimable", true).append("priority", 20 + group);
			case "scheduled" -> values.append("dueAt", Date.from(this.now.plusSeconds(3600 + group)))
				.append("runAt", Date.from(this.now.plusSeconds(3600 + group)));
			case "waiting" -> values.append("waitsFor", List.of(new ObjectId()));
			case "running" ->
				values.append("claim", new Document("server", new ObjectId()).append("token", new ObjectId()))
					.append("startedAt", time);
			default -> values.append("completedAt", time);
		};
	}

	@Test
	void aPageStaysWhereItIsWhileJobsComeAndGo() {
		List<ObjectId> ids = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			ids.add(insert("KeptJob", "failed", new Document("completedAt", ago("PT" + (10 + i) + "M"))));
		}
		JobPage first = this.search.page(ALICE, new JobSearch("state:failed", null, "3"));
		assertThat(ids(first)).containsExactlyElementsOf(ids.subList(0, 3));
		insert("KeptJob", "failed", new Document("completedAt", ago("PT1M")));
		this.operated.system.jobs().deleteOne(new Document("_id", ids.get(2)));
		JobPage second = this.search.page(ALICE, new JobSearch("state:failed", first.next(), "3"));
		assertThat(ids(second)).containsExactlyElementsOf(ids.subList(3, 6));
		assertThat(second.next()).isNull();
		// what comes before fills no page, so it is the first one
		assertThat(ids(this.search.page(ALICE, new JobSearch("state:failed", second.previous(), "3")))).hasSize(3)
			.containsSubsequence(ids.get(0), ids.get(1));
	}

	@Test
	void whatNoIndexKnowsIsLookedForInPartsUntilTheTimeIsUp() {
		ObjectId oldest = insert("KeptJob", "completed",
				new Document("completedAt", ago("PT99H")).append("description", "rare"));
		List<Document> others = new ArrayList<>();
		for (int i = 0; i < 2_500; i++) {
			others.add(job("KeptJob", "completed", new Document("completedAt", ago("PT" + (1 + i % 7) + "H"))));
		}
		this.operated.system.jobs().insertMany(others);
		String text = "state:completed description:rare";
		JobPage page = this.search.page(ALICE, JobSearch.of(text));
		while (page.jobs().isEmpty() && page.next() != null) {
			assertThat(page.partial()).isTrue();
			page = this.search.page(ALICE, new JobSearch(text, page.next(), null));
		}
		assertThat(ids(page)).containsExactly(oldest);
		SearchConditions conditions = new SearchParser(this.operated.system.engine, true).parse(text);
		List<JobRun> runs = new JobRuns(this.operated.system.engine).of(conditions, Order.ENDED);
		Found found = new Found(List.of(), null);
		int parts = 0;
		do {
			found = new JobScan(this.operated.system.jobs(), Duration.ZERO).read(runs, found.until(), 10);
			parts++;
		}
		while (found.rows().isEmpty() && found.until() != null);
		assertThat(parts).isGreaterThan(2);
		assertThat(found.rows()).extracting(JobScan.Row::id).containsExactly(oldest);
		BoundedCount least = new JobScan(this.operated.system.jobs(), Duration.ZERO)
			.count(new JobRuns(this.operated.system.engine)
				.of(new SearchParser(this.operated.system.engine, true).parse("class:KeptJob"), Order.CREATED));
		assertThat(least).hasToString("more than 1,000");
		assertThat(new JobScan(this.operated.system.jobs(), Duration.ofMinutes(1)).count(runs)).hasToString("1");
	}

	@Test
	void aCountEndsBeyondAHundredThousand() {
		assertThat(BoundedCount.of(100_000)).hasToString("100,000");
		assertThat(BoundedCount.of(100_001)).hasToString("more than 100,000");
		assertThat(BoundedCount.of(100_001).plus(new BoundedCount(5, true)).exact()).isFalse();
	}

	@Test
	void jobsThatAPolicyHidesAreLeftOutOfPagesAndNoCountTellsOfTheirValues() {
		ObjectId shown = insert("ReportJob", "failed",
				new Document("completedAt", ago("PT1H")).append("fields", new Document("account", "acme")));
		insert("ReportJob", "failed", new Document("completedAt", ago("PT2H")).append("description", "hidden")
			.append("fields", new Document("account", "acme")));
		assertThat(ids("state:failed")).containsExactly(shown);
		assertThat(this.search.count(ALICE, "state:failed")).hasToString("2");
		assertThat(this.search.count(ALICE, "field.account:acme")).hasToString("1");
		assertThat(this.search.count(ALICE, "description:hid")).hasToString("0");
	}

	@Test
	void whoMayNotSeeValuesCannotFindJobsByThem() {
		insert("ReportJob", "failed",
				new Document("completedAt", ago("PT1H")).append("description", "secret plan")
					.append("fields", new Document("account", "acme"))
					.append("exception", new Document("class", "java.io.IOException").append("message", "no plan")));
		Operator bob = without(Permission.VALUE_READ);
		assertProblem(Kind.DENIED, "value:read", () -> this.search.page(bob, JobSearch.of("field.account:acme")));
		assertProblem(Kind.DENIED, "value:read", () -> this.search.count(bob, "description:plan"));
		assertThat(this.search.page(bob, JobSearch.of("plan")).jobs()).isEmpty();
		assertThat(this.search.page(bob, JobSearch.of("IOException")).jobs()).hasSize(1);
		assertThat(this.search.completions(bob, "field.a", 7)).isEmpty();
		assertThat(ids("plan")).hasSize(1);
		assertProblem(Kind.DENIED, "job:read",
				() -> this.search.page(without(Permission.JOB_READ), JobSearch.of(null)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"state:failed color:red | There is no 'color:', as at position 14 of the search; there are class, state, priority",
			"state:sleeping | 'state:' at position 1 of the search must be one of queued, scheduled, waiting, running",
			"priority:<x | 'priority:' at position 1 of the search must be a number from 1 to 100",
			"a \"b c | The quotation mark at position 3 of the search has no other",
			"failed:soon | 'failed:' at position 1 of the search must be a time such as <2h (less than two hours ago)",
			"failed:+999999999-01-01 | must be a time such as",
			"runs:x | must be a time such as <2h (within two hours)",
			"state: | 'state:' at position 1 of the search must be followed by its value, such as state:failed",
			"state:running failed:<2h | No job is running and failed, as 'failed:' at position 15",
			"id:7 | must be the id of a job, which has 24 hexadecimal digits",
			"class:Zebra* | No job class here begins with 'Zebra'",
			"field.colour:red | There is no field 'colour' to look for, as at position 1 of the search; there are account, copies, day",
			"field.secret:red | There is no field 'secret' to look for",
			"field.copies:many | must be of the type int" })
	void whatIsWrongIsSaidWithItsPlaceAndWhatWouldBeRight(String text, String problem) {
		assertProblem(Kind.BAD_REQUEST, problem, () -> this.search.page(ALICE, JobSearch.of(text)));
		assertProblem(Kind.BAD_REQUEST, problem, () -> this.search.count(ALICE, text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "ended_after_at__", "queue_after_at_1_6b05dc545b35961c3336230b",
			"ended_after_at_1_zz", "ended_after_before_1_6b05dc545b35961c3336230b", "a_b_c_d_e" })
	void aPageOfAnotherSearchIsRefused(String page) {
		assertProblem(Kind.BAD_REQUEST, "page is not a page of this search",
				() -> this.search.page(ALICE, new JobSearch("state:failed", page, null)));
	}

	@Test
	void classesAreCountedAmongTheFirstJobs() {
		insert("ReportJob", "failed", new Document("completedAt", ago("PT1H")));
		insert("Gone", "failed", new Document("completedAt", ago("PT1H")));
		insert("Gone", "failed", new Document("completedAt", ago("PT2H")));
		insert("KeptJob", "queued", new Document("claimable", true));
		assertThat(this.search.classes(ALICE, "state:failed"))
			.isEqualTo(new SearchOperations.Facets(Map.of("Gone", 2L, "ReportJob", 1L), 3, true));
		assertThat(this.search.classes(ALICE, "state:failed").classes().keySet()).containsExactly("Gone", "ReportJob");
	}

	@Test
	void aWordIsCompletedByWhatThereIs() {
		assertThat(this.search.completions(ALICE, "state:fa", 8)).extracting(Completion::text)
			.containsExactly("state:failed");
		assertThat(this.search.completions(ALICE, "x state:failed,pa y", 17))
			.containsExactly(new Completion("state:failed,paused", SearchQualifier.STATE.meaning(), 2, 17));
		assertThat(this.search.completions(ALICE, "class:rep", 9)).extracting(Completion::text)
			.containsExactly("class:ReportJob");
		assertThat(this.search.completions(ALICE, "pr", 2)).extracting(Completion::text).containsExactly("priority:");
		assertThat(this.search.completions(ALICE, "field.", 6)).extracting(Completion::text)
			.contains("field.account:", "field.copies:")
			.doesNotContain("field.secret:");
		assertThat(this.search.completions(ALICE, "", 0)).hasSize(12);
		assertThat(this.search.completions(ALICE, "rep", 99)).extracting(Completion::text)
			.containsExactly("class:ReportJob");
	}

	@Test
	void aRowSaysWhatIsOfInterestInItsState() {
		insert("KeptJob", "running", running("PT1M").append("percentComplete", 40));
		assertThat(this.search.page(ALICE, JobSearch.of("state:running")).jobs()).singleElement()
			.returns(40, JobPage.Row::percentComplete)
			.returns(1, JobPage.Row::workers);
		this.operated.system.rocketJob.create(NightlyJob.class);
		assertThat(this.search.page(ALICE, JobSearch.of("class:NightlyJob")).jobs()).singleElement()
			.returns("0 1 * * * Europe/Vienna", JobPage.Row::schedule);
		this.operated.system.jobs()
			.updateOne(new Document("type", "NightlyJob"),
					new Document("$set", new Document("options", new Document("cron", new Document("odd", 1)))));
		assertThat(this.search.page(ALICE, JobSearch.of("class:NightlyJob")).jobs()).singleElement()
			.returns(null, JobPage.Row::schedule);
		ObjectId first = this.operated.system.rocketJob.create(KeptJob.class).id();
		insert("KeptJob", "queued", new Document("waitsFor", List.of(first)));
		assertThat(this.search.page(ALICE, JobSearch.of("state:waiting")).jobs()).singleElement()
			.returns(List.of(first.toHexString()), JobPage.Row::waitsFor);
		insert("LinesJob", "queued", due("PT1M").append("waiting",
				new Document("reason", "too many").append("until", due("PT1M").get("dueAt"))));
		assertThat(this.search.page(ALICE, JobSearch.of("state:scheduled class:LinesJob")).jobs()).singleElement()
			.returns("too many", JobPage.Row::waitingFor);
		assertThat(
				this.search.page(without(Permission.VALUE_READ), JobSearch.of("state:scheduled class:LinesJob")).jobs())
			.singleElement()
			.returns("******", JobPage.Row::waitingFor);
	}

	private Date ago(String duration) {
		return Date.from(this.now.minus(Duration.parse(duration)));
	}

	private Document due(String in) {
		Date at = Date.from(this.now.plus(Duration.parse(in)));
		return new Document("dueAt", at).append("runAt", at);
	}

	private Document running(String since) {
		return new Document("claim", new Document("server", new ObjectId()).append("token", new ObjectId()))
			.append("startedAt", ago(since));
	}

	private Document job(String type, String state, Document more) {
		Document job = new Document("_id", new ObjectId()).append("type", type)
			.append("state", state)
			.append("priority", 50)
			.append("createdAt", ago("PT100H"));
		job.putAll(more);
		this.inserted++;
		return job;
	}

	private ObjectId insert(String type, String state, Document more) {
		if (this.inserted == 0) {
			this.operated.system.engine.store().jobs();
		}
		Document job = job(type, state, more);
		this.operated.system.jobs().insertOne(job);
		return job.getObjectId("_id");
	}

	private List<ObjectId> ids(String text) {
		return ids(text, 100);
	}

	private List<ObjectId> ids(@Nullable String text, int size) {
		return ids(this.search.page(ALICE, new JobSearch(text, null, String.valueOf(size))));
	}

	private static List<ObjectId> ids(JobPage page) {
		return page.jobs().stream().map((row) -> new ObjectId(row.job().id())).toList();
	}

}
