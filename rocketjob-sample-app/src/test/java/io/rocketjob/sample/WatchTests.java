package io.rocketjob.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.rocketjob.JobCounts;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** What one can see of the sample from outside, over HTTP. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("watch")
@DirtiesContext // the server stops, before its database is dropped
class WatchTests {

	private static final TestDatabase database = TestDatabase.get();

	private static final String databaseName = database.newDatabaseName();

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("spring.mongodb.uri", database::connectionString);
		registry.add("spring.mongodb.database", () -> databaseName);
	}

	@AfterAll
	static void dropDatabase() {
		database.dropDatabase(databaseName);
	}

	@Test
	void jobsComeAndGoAndTheFailedOnesWaitForTheirRetry(@Autowired RocketJobTemplate rocketJob) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
			JobCounts counts = rocketJob.counts();
			return counts.count(JobState.RUNNING) > 0 && rocketJob.jobs(NameJob.class).scheduled().count() > 0;
		});
	}

	@Test
	void prometheusScrapesIt() throws Exception {
		HttpResponse<String> scraped = get("/actuator/prometheus");
		assertThat(scraped.statusCode()).isEqualTo(200);
		assertThat(scraped.headers().firstValue("Content-Type"))
			.hasValueSatisfying((type) -> assertThat(type).startsWith("text/plain"));
		assertThat(scraped.body()).contains("# TYPE jvm_memory_used_bytes gauge", "# TYPE rocketjob_jobs gauge",
				"rocketjob_workers_max");
	}

	@Test
	void healthIsShownInDetail() throws Exception {
		HttpResponse<String> health = get("/actuator/health");
		assertThat(health.statusCode()).isEqualTo(200);
		assertThat(health.body()).contains("\"status\":\"UP\"", "\"mongo\"", "\"rocketjob\"");
	}

	@Test
	void theConsoleIsOpenToThisMachineAndChangesNothing() throws Exception {
		HttpResponse<String> jobs = get("/rocketjob/jobs");
		assertThat(jobs.statusCode()).isEqualTo(200);
		assertThat(jobs.body()).contains("Mission Control", "changes nothing", "NameJob")
			.doesNotContain("method=\"post\"");
	}

	@Test
	void whatIsNotExposedIsNotThere() throws Exception {
		assertThat(get("/actuator/env").statusCode()).isEqualTo(404);
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path)).build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

}
