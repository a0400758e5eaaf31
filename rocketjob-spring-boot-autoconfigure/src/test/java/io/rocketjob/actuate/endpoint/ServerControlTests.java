package io.rocketjob.actuate.endpoint;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A server that is told what to do by its endpoint, and what one sees of it. */
class ServerControlTests {

	private static final String SERVERS = "/actuator/rocketjobservers";

	private static final String NORTH = SERVERS + "/north";

	/** By when each change is to be seen. */
	private static final Duration SOON = Duration.ofSeconds(2);

	private static WebApplication application;

	@BeforeAll
	static void start() {
		application = WebApplication.open(EndpointApplication.class, "rocketjob.server.name=north",
				"rocketjob.server.max-workers=2", "management.endpoint.health.show-details=always",
				"management.endpoint.rocketjobservers.access=unrestricted");
		await().untilAsserted(() -> assertThat(application.get(NORTH).text("/state")).isEqualTo("running"));
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void itIsPausedAndGoesOnAndBothAreSeenSoon() {
		tell(SERVERS, "{'action': 'pause'}");
		awaitState("paused");
		assertThat(application.get("/actuator/health/rocketjob").status()).isEqualTo(200);
		tell(NORTH, "{'action': 'resume'}");
		awaitState("running");
	}

	@Test
	void itsNumberOfWorkersIsChanged() {
		tell(NORTH, "{'action': 'max-workers', 'maxWorkers': 3}");
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(application.get(NORTH).json().at("/workers").asInt()).isEqualTo(3));
		tell(NORTH, "{'action': 'stop', 'worker': 'north:1'}");
		tell(NORTH, "{'action': 'refresh'}");
		assertThat(application.get("/actuator/rocketjob").json().at("/server/maxWorkers").asInt()).isEqualTo(3);
	}

	@Test
	void itsFilterIsChanged() {
		tell(NORTH, "{'action': 'filter', 'include': 'Report', 'where': '{}'}");
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(application.get(NORTH).text("/filter/include")).isEqualTo("Report"));
		assertThat(application.get(NORTH).text("/filter/where")).isEqualTo("******");
		tell(NORTH, "{'action': 'filter'}");
		await().atMost(SOON).untilAsserted(() -> assertThat(application.get(NORTH).json().has("filter")).isFalse());
	}

	@Test
	void itsThreadsAreShown() {
		assertThat(tell(NORTH, "{'action': 'thread-dump'}").text("/threadDump")).contains("rocketjob-dispatcher");
	}

	@Test
	void theThreadsOfAWorkerThatIsNotThereAreNotFound() {
		WebApplication.Answer answer = application.post(NORTH, "{'action': 'thread-dump', 'worker': 'north:99'}");
		assertThat(answer.status()).as(answer.body()).isEqualTo(404);
		assertThat(answer.text("/message")).contains("There is no worker 'north:99'");
	}

	@Test
	void whatItCannotDoIsRefused() {
		tell(NORTH, "{'action': 'log-level', 'logger': 'test.level', 'level': 'error'}");
		assertRefused("{'action': 'log-level', 'logger': 'test.level', 'level': 'loud'}", "TRACE");
		assertRefused("{'action': 'stop', 'worker': 'south:1'}", "south:1");
	}

	private static void assertRefused(String body, String message) {
		WebApplication.Answer answer = application.post(NORTH, body);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.text("/message")).contains(message);
	}

	private static WebApplication.Answer tell(String path, String body) {
		WebApplication.Answer answer = application.post(path, body);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer;
	}

	private static void awaitState(String state) {
		await().atMost(SOON).untilAsserted(() -> {
			assertThat(application.get(NORTH).text("/state")).isEqualTo(state);
			assertThat(application.get("/actuator/health/rocketjob").text("/details/server/state")).isEqualTo(state);
		});
	}

}
