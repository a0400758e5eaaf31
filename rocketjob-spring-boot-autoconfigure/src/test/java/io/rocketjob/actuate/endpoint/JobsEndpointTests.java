package io.rocketjob.actuate.endpoint;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.rocketjob.BatchInstance;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.actuate.endpoint.EndpointApplication.AccountJob;
import io.rocketjob.actuate.endpoint.EndpointApplication.LinesJob;
import io.rocketjob.actuate.endpoint.WebApplication.Answer;
import io.rocketjob.job.JobEngine;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The endpoint {@code rocketjobjobs} over HTTP, without Spring Security. */
class JobsEndpointTests {

	private static final String PATH = "/actuator/rocketjobjobs";

	private static WebApplication application;

	private static RocketJobTemplate rocketJob;

	@BeforeAll
	static void start() {
		application = WebApplication.open(EndpointApplication.class, "rocketjob.server.enabled=false",
				"management.endpoint.rocketjobjobs.access=unrestricted",
				"management.endpoint.rocketjobjobs.show-values=always");
		rocketJob = application.rocketJob();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void clear() {
		rocketJob.jobs().delete();
	}

	@Test
	void jobsAreListedInPages() {
		List<String> ids = List.of(create("a"), create("b"), create("c"));
		Answer first = application.get(PATH + "?size=2");
		assertThat(first.status()).isEqualTo(200);
		assertThat(first.json().at("/totalJobs").asInt()).isEqualTo(3);
		assertThat(first.json().at("/totalPages").asInt()).isEqualTo(2);
		assertThat(ids(first)).containsExactly(ids.get(2), ids.get(1));
		assertThat(ids(application.get(PATH + "?size=2&page=1"))).containsExactly(ids.get(0));
		assertThat(ids(application.get(PATH + "?sort=id,asc"))).isEqualTo(ids);
	}

	@Test
	void theListCanBeNarrowed() {
		String queued = create("a");
		String scheduled = rocketJob
			.create(AccountJob.class, fields("b", null),
					(options) -> options.runAt(Instant.now().plus(1, ChronoUnit.DAYS)))
			.id()
			.toHexString();
		String failed = create("c");
		rocketJob.get(new ObjectId(failed)).fail("by hand");
		String batch = rocketJob.batch(LinesJob.class).upload(List.of("a")).create().id().toHexString();
		assertThat(ids(application.get(PATH + "?state=failed"))).containsExactly(failed);
		assertThat(ids(application.get(PATH + "?state=scheduled"))).containsExactly(scheduled);
		assertThat(ids(application.get(PATH + "?state=due&jobClass=AccountJob"))).containsExactly(queued);
		assertThat(ids(application.get(PATH + "?state=queued,failed&jobClass=AccountJob&sort=createdAt,desc")))
			.containsExactlyInAnyOrder(queued, scheduled, failed);
		assertThat(ids(application.get(PATH + "?jobClass=LinesJob"))).containsExactly(batch);
		assertThat(application.get(PATH + "?state=scheduled").text("/jobs/0/state")).isEqualTo("scheduled");
	}

	@Test
	void aJobIsShownWithWhatItIsAndWhatHappenedToIt() {
		String id = rocketJob
			.create(AccountJob.class, new AccountJob.Fields("acme", "hidden", null),
					(options) -> options.priority(7).description("of today"))
			.id()
			.toHexString();
		rocketJob.get(new ObjectId(id)).fail("by hand");
		Answer answer = application.get(PATH + "/" + id);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text("/jobClass")).isEqualTo("AccountJob");
		assertThat(answer.text("/state")).isEqualTo("failed");
		assertThat(answer.text("/description")).isEqualTo("of today");
		assertThat(answer.json().at("/priority").asInt()).isEqualTo(7);
		assertThat(answer.text("/fields/account")).isEqualTo("acme");
		assertThat(answer.text("/fields/secret")).isEqualTo("******");
		assertThat(answer.text("/exception/message")).isEqualTo("by hand");
		assertThat(answer.text("/history/0/reason")).contains("by hand");
	}

	@Test
	void aBatchIsShownWithItsSlices() {
		BatchInstance<Void> batch = rocketJob.batch(LinesJob.class).upload(List.of("a", "b", "c")).create();
		Answer answer = application.get(PATH + "/" + batch.id().toHexString());
		assertThat(answer.text("/batch/phase")).isEqualTo("before");
		assertThat(answer.json().at("/batch/recordCount").asInt()).isEqualTo(3);
		assertThat(answer.json().at("/batch/slicesQueued").asInt()).isEqualTo(2);
	}

	@Test
	void aJobOfAnUnknownClassShowsNothingOfItsFieldsAndResult() {
		String id = create("a");
		application.bean(JobEngine.class)
			.store()
			.mongo()
			.database()
			.getCollection("rocketjob.jobs")
			.updateOne(new Document("_id", new ObjectId(id)),
					new Document("$set", new Document("type", "Gone").append("result", "the result")));
		Answer answer = application.get(PATH + "/" + id);
		assertThat(answer.json().at("/knownClass").asBoolean()).isFalse();
		assertThat(answer.text("/fields")).isEqualTo("******");
		assertThat(answer.text("/result")).isEqualTo("******");
		assertThat(application.get("/actuator/rocketjob").json().at("/unknownJobClasses/0").asString())
			.isEqualTo("Gone");
	}

	@Test
	void whatTheClassDoesNotKnowOfItsFieldsIsHiddenWithItsName() {
		String id = create("a");
		application.bean(JobEngine.class)
			.store()
			.mongo()
			.database()
			.getCollection("rocketjob.jobs")
			.updateOne(new Document("_id", new ObjectId(id)), new Document("$set", new Document("fields.former", "x")));
		Answer answer = application.get(PATH + "/" + id);
		assertThat(answer.text("/fields/account")).isEqualTo("a");
		assertThat(answer.text("/fields/…")).isEqualTo("******");
		assertThat(answer.body()).doesNotContain("former");
	}

	@Test
	void theActionsOfAJobChangeIt() {
		String id = create("a");
		assertThat(act(id, "{'action': 'pause'}").text("/state")).isEqualTo("paused");
		assertThat(act(id, "{'action': 'resume'}").text("/state")).isEqualTo("queued");
		assertThat(act(id, "{'action': 'priority', 'priority': 3}").json().at("/priority").asInt()).isEqualTo(3);
		assertThat(act(id, "{'action': 'fail', 'reason': 'so'}").text("/exception/message")).isEqualTo("so");
		assertThat(act(id, "{'action': 'retry'}").text("/state")).isEqualTo("queued");
		assertThat(act(id, "{'action': 'run-now'}").text("/state")).isEqualTo("queued");
		assertThat(act(id, "{'action': 'abort', 'reason': 'enough'}").text("/state")).isEqualTo("aborted");
		assertThat(rocketJob.get(new ObjectId(id)).state()).isEqualTo(JobState.ABORTED);
		assertThat(application.delete(PATH + "/" + id).text("/state")).isEqualTo("aborted");
		assertThat(rocketJob.find(new ObjectId(id))).isEmpty();
	}

	@Test
	void whatIsNotThereIsNotFound() {
		String id = new ObjectId().toHexString();
		assertProblem(application.get(PATH + "/" + id), 404, id);
		assertProblem(act(id, "{'action': 'pause'}"), 404, id);
		assertProblem(application.delete(PATH + "/" + id), 404, id);
	}

	@Test
	void thePathSaysWhichJobIsMeantWhateverTheBodyAndTheQuerySay() {
		String id = create("a");
		String other = create("b");
		assertProblem(act(id, "{'action': 'abort', 'id': '" + other + "'}"), 400,
				"The path names '" + id + "', and the parameter id something else");
		assertProblem(act(id + "?id=" + other, "{'action': 'abort'}"), 400, "The path names");
		assertProblem(act(id, "{'action': 'abort', 'path': '" + other + "'}"), 400, "path is no parameter");
		assertProblem(application.get(PATH + "/" + id + "?id=" + other), 400, "The path names");
		assertProblem(application.delete(PATH + "/" + id + "?id=" + other), 400, "The path names");
		assertProblem(application.delete(PATH + "/" + id + "?path=" + other), 400, "path is no parameter");
		assertProblem(application.delete(PATH + "?id=" + other), 400, "The path names ''");
		assertProblem(application.delete(PATH), 400, "24 hexadecimal digits");
		assertThat(rocketJob.jobs().in(JobState.QUEUED).count()).isEqualTo(2);
		assertThat(act(id, "{'action': 'abort', 'id': '" + id + "'}").text("/id")).isEqualTo(id);
	}

	@Test
	void whatIsNotPossibleIsAConflictAndSaysWhy() {
		String id = create("a");
		assertProblem(act(id, "{'action': 'retry'}"), 409, "cannot retry");
		assertProblem(act(id, "{'action': 'resume'}"), 409, "is queued");
	}

	@Test
	void whatIsWrongSaysWhatWouldBeRight() {
		String id = create("a");
		assertProblem(application.get(PATH + "/short"), 400, "24 hexadecimal digits");
		assertProblem(application.get(PATH + "?page=-1"), 400, "page must be a whole number between 0 and");
		assertProblem(application.get(PATH + "?page=99999999999"), 400, "page must be");
		assertProblem(application.get(PATH + "?size=1000"), 400, "size must be a whole number between 1 and 200");
		assertProblem(application.get(PATH + "?size=many"), 400, "size must be");
		assertProblem(application.get(PATH + "?state=broken"), 400, "scheduled, waiting, due");
		assertProblem(application.get(PATH + "?sort=fields.account"), 400, "sort must be one of");
		assertProblem(application.get(PATH + "?sort=id,sideways"), 400, "sort must be one of");
		assertProblem(act(id, "{'action': 'explode'}"), 400, "action must be one of retry");
		assertProblem(act(id, "{}"), 400, "action must be one of retry");
		assertProblem(act(id, "{'action': 'fail'}"), 400, "reason is needed");
		assertProblem(act(id, "{'action': 'priority', 'priority': 0}"), 400, "priority must be");
		assertProblem(act(id, "{'action': 'priority'}"), 400, "priority must be");
	}

	private static void assertProblem(Answer answer, int status, String message) {
		assertThat(answer.status()).isEqualTo(status);
		assertThat(answer.text("/message")).contains(message);
	}

	private static Answer act(String id, String body) {
		return application.post(PATH + "/" + id, body);
	}

	private static String create(String account) {
		JobInstance<AccountJob.Fields> job = rocketJob.create(AccountJob.class, fields(account, null));
		return job.id().toHexString();
	}

	private static AccountJob.Fields fields(String account, @Nullable String secret) {
		return new AccountJob.Fields(account, secret, null);
	}

	private static List<String> ids(Answer answer) {
		return answer.json().at("/jobs").valueStream().map((job) -> job.at("/id").asString()).toList();
	}

}
