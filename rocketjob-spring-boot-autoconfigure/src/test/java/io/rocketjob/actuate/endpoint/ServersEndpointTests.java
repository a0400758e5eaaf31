package io.rocketjob.actuate.endpoint;

import com.mongodb.client.MongoCollection;
import io.rocketjob.ServerFilter;
import io.rocketjob.ServerInstance;
import io.rocketjob.Servers;
import io.rocketjob.actuate.endpoint.WebApplication.Answer;
import io.rocketjob.job.JobEngine;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/** The endpoint {@code rocketjobservers} over HTTP, without Spring Security. */
class ServersEndpointTests {

	private static final String PATH = "/actuator/rocketjobservers";

	private static WebApplication application;

	private static Servers servers;

	private static ServerInstance north;

	@BeforeAll
	static void start() {
		application = WebApplication.open(FakeServersApplication.class, "rocketjob.server.enabled=false",
				"management.endpoint.rocketjobservers.access=unrestricted");
		servers = application.bean(Servers.class);
		north = servers.get("north");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void allServersAreListed() {
		Answer answer = application.get(PATH);
		assertThat(answer.json().at("/servers").size()).isEqualTo(2);
		assertThat(answer.text("/servers/0/name")).isEqualTo("north");
		assertThat(answer.text("/servers/0/state")).isEqualTo("running");
		assertThat(answer.text("/servers/0/heartbeatAge")).isEqualTo("PT3S");
		assertThat(answer.json().at("/servers/1/zombie").asBoolean()).isTrue();
	}

	@Test
	void oneServerIsShownByNameOrId() {
		assertThat(application.get(PATH + "/north").text("/id")).isEqualTo("id-north");
		assertThat(application.get(PATH + "/id-north").text("/name")).isEqualTo("north");
		assertThat(application.get(PATH + "/north").json().at("/activeWorkers").isArray()).isTrue();
	}

	@Test
	void theQueryOfAFilterIsHidden() {
		given(north.filter()).willReturn(new ServerFilter("Report", null, "{\"fields.account\": \"acme\"}"));
		Answer answer = application.get(PATH + "/north");
		assertThat(answer.text("/filter/include")).isEqualTo("Report");
		assertThat(answer.text("/filter/where")).isEqualTo("******");
		assertThat(application.get(PATH).body()).doesNotContain("acme");
	}

	@Test
	void allServersCanBeTold() {
		assertDone(post("", "{'action': 'pause'}"));
		verify(servers).pause();
		assertDone(post("", "{'action': 'resume'}"));
		verify(servers).resume();
		assertDone(post("", "{'action': 'max-workers', 'maxWorkers': 3}"));
		verify(servers).maxWorkers(3);
		assertDone(post("", "{'action': 'log-thread-dump'}"));
		verify(servers).logThreadDump();
		assertDone(post("", "{'action': 'log-level', 'logger': 'org.example', 'level': 'debug'}"));
		verify(servers).logLevel("org.example", "DEBUG");
	}

	@Test
	void oneServerCanBeTold() {
		Answer paused = post("/north", "{'action': 'pause'}");
		assertDone(paused);
		assertThat(paused.text("/server")).isEqualTo("north");
		verify(north).pause();
		assertDone(post("/north", "{'action': 'stop'}"));
		verify(north).stop();
		assertDone(post("/north", "{'action': 'kill'}"));
		verify(north).kill();
		assertDone(post("/north", "{'action': 'refresh'}"));
		verify(north).refresh();
		assertDone(post("/north", "{'action': 'filter', 'include': 'Report.*', 'where': '{}'}"));
		verify(north).filter(new ServerFilter("Report.*", null, "{}"));
		assertDone(post("/north", "{'action': 'stop', 'worker': 'north:1'}"));
		verify(north).stopWorker("north:1");
		assertDone(post("/north", "{'action': 'kill', 'worker': 'north:1'}"));
		verify(north).killWorker("north:1");
	}

	@Test
	void threadDumpsAreAskedForByAWriteOperation() {
		assertThat(post("/north", "{'action': 'thread-dump'}").text("/threadDump")).isEqualTo("all threads");
		assertThat(post("/north", "{'action': 'thread-dump', 'worker': 'north:1'}").text("/threadDump"))
			.isEqualTo("one thread");
	}

	@Test
	void whatIsWrongSaysWhatWouldBeRight() {
		assertProblem(application.get(PATH + "/west"), 404, "There is no server with the id or name 'west'");
		assertProblem(post("/west", "{'action': 'pause'}"), 404, "'west'");
		assertProblem(post("", "{'action': 'explode'}"), 400, "action must be one of pause");
		assertProblem(post("", "{'action': 'thread-dump'}"), 400, "action must be one of pause");
		assertProblem(post("", "{'action': 'stop', 'worker': 'north:1'}"), 400, "worker needs the server");
		assertProblem(post("/north", "{'action': 'pause', 'worker': 'north:1'}"), 400, "with worker: stop, kill");
		assertProblem(post("/north", "{'action': 'stop', 'worker': 'x'}"), 400, "No worker 'x'");
		assertProblem(post("", "{'action': 'max-workers', 'maxWorkers': 0}"), 400, "maxWorkers must be");
		assertProblem(post("", "{'action': 'filter', 'include': '('}"), 400, "include must be a regular expression");
		assertProblem(post("", "{'action': 'filter', 'include': 'Report', 'exclude': '('}"), 400,
				"exclude must be a regular expression");
		assertProblem(post("", "{'action': 'filter', 'where': '{'}"), 400, "query of MongoDB as JSON");
		assertProblem(post("", "{'action': 'log-level'}"), 400, "logger and level are needed");
	}

	@Test
	void aQueryThatTheDatabaseRefusesIsToldToNobody() {
		MongoCollection<Document> jobs = application.bean(JobEngine.class).store().jobs();
		// the embedded database looks at a query only where there is something to find
		jobs.insertOne(new Document("priority", 1));
		String filter = "{'action': 'filter', 'where': '{priority: {$gtt: 1}}'}";
		assertProblem(post("", filter), 400, "and MongoDB refuses this one");
		assertProblem(post("/south", filter), 400, "and MongoDB refuses this one");
		verify(servers, never()).filter(any());
		verify(servers.get("south"), never()).filter(any());
		jobs.deleteMany(new Document());
	}

	@Test
	void whoNamesAServerInTheBodyDoesNotTellAllOfThem() {
		assertProblem(post("", "{'action': 'kill', 'server': 'north'}"), 400, "name the server in the path");
		assertProblem(post("?server=north", "{'action': 'kill'}"), 400, "name the server in the path");
		verify(servers, never()).kill();
	}

	@Test
	void thePathSaysWhichServerIsMeantWhateverTheBodyAndTheQuerySay() {
		ServerInstance south = servers.get("south");
		assertProblem(post("/south", "{'action': 'kill', 'server': 'north'}"), 400,
				"The path names 'south', and the parameter server something else");
		assertProblem(post("/south?server=north", "{'action': 'kill'}"), 400, "The path names 'south'");
		assertProblem(post("/south?server=south&server=north", "{'action': 'kill'}"), 400, "The path names 'south'");
		assertProblem(post("/south", "{'action': 'kill', 'path': 'north'}"), 400, "path is no parameter");
		assertProblem(post("/south?path=north", "{'action': 'kill'}"), 400, "path is no parameter");
		assertProblem(post("/south?path=nor&path=th", "{'action': 'kill'}"), 400, "path is no parameter");
		assertProblem(application.get(PATH + "/south?server=north"), 400, "The path names 'south'");
		assertProblem(application.get(PATH + "/south?path=north"), 400, "path is no parameter");
		assertProblem(post("/south/north", "{'action': 'kill'}"), 404, "'south/north'");
		verify(south, never()).kill();
		assertDone(post("/south", "{'action': 'pause', 'server': 'south'}"));
		verify(south).pause();
	}

	@Test
	void whatAnActionDoesNotTakeIsRefused() {
		assertProblem(post("", "{'action': 'stop', 'maxWorkers': 3, 'level': 'debug'}"), 400,
				"stop takes no maxWorkers, level");
		verify(servers, never()).stop();
		assertProblem(post("/south", "{'action': 'max-workers', 'maxWorkers': 3, 'include': 'Report'}"), 400,
				"max-workers takes no include, only maxWorkers");
		assertProblem(post("/south", "{'action': 'thread-dump', 'where': '{}'}"), 400, "thread-dump takes no where");
		assertProblem(post("/south", "{'action': 'kill', 'worker': 'south:1', 'logger': 'x'}"), 400,
				"kill takes no logger");
		verify(servers.get("south"), never()).maxWorkers(3);
		verify(servers.get("south"), never()).killWorker("south:1");
	}

	private static Answer post(String path, String body) {
		return application.post(PATH + path, body);
	}

	private static void assertDone(Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
	}

	private static void assertProblem(Answer answer, int status, String message) {
		assertThat(answer.status()).isEqualTo(status);
		assertThat(answer.text("/message")).contains(message);
	}

}
