package io.rocketjob.actuate.endpoint;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.rocketjob.actuate.endpoint.WebApplication.Answer;
import io.rocketjob.embedded.EmbeddedMongo;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The endpoints while the database is away. */
class OutageEndpointTests {

	@Test
	void nobodyWaitsLongForAnAnswerThatTheDatabaseCannotGive() {
		EmbeddedMongo mongo = EmbeddedMongo.builder().start();
		try (WebApplication application = WebApplication.open(EndpointApplication.class,
				"spring.mongodb.uri=" + mongo.connectionString(), "rocketjob.server.shutdown-timeout=1s",
				"management.endpoint.health.show-details=always",
				"management.endpoint.rocketjobjobs.access=unrestricted",
				"management.endpoint.rocketjobservers.access=unrestricted",
				"management.endpoint.rocketjobfiles.access=unrestricted", "rocketjob.dirmon.enabled=true",
				"rocketjob.dirmon.roots[0]=/tmp")) {
			assertThat(application.get("/actuator/rocketjob").status()).isEqualTo(200);
			mongo.close();
			String job = "/actuator/rocketjobjobs/" + new ObjectId().toHexString();
			Stream
				.<Supplier<Answer>>of(() -> application.get("/actuator/rocketjob"),
						() -> application.get("/actuator/rocketjobjobs"), () -> application.get(job),
						() -> application.post(job, "{'action': 'retry'}"), () -> application.delete(job),
						() -> application.get("/actuator/rocketjobservers"),
						() -> application.get("/actuator/rocketjobhousekeeping"),
						() -> application.get("/actuator/rocketjobfiles"),
						() -> application.post("/actuator/rocketjobfiles/orders", "{'action': 'enable'}"),
						() -> application.get("/actuator/rocketjobservers/north"),
						() -> application.post("/actuator/rocketjobservers", "{'action': 'pause'}"),
						() -> application.post("/actuator/rocketjobservers/north", "{'action': 'thread-dump'}"))
				.forEach(OutageEndpointTests::assertUnavailableSoon);
			assertThat(answeredSoon(() -> application.get("/actuator/health/rocketjob")).body()).contains("status");
		}
	}

	private static void assertUnavailableSoon(Supplier<Answer> request) {
		Answer answer = answeredSoon(request);
		assertThat(answer.status()).as(answer.body()).isEqualTo(503);
		assertThat(answer.text("/message")).startsWith("The database has not answered within 2 s; nothing was done");
	}

	private static Answer answeredSoon(Supplier<Answer> request) {
		long start = System.nanoTime();
		Answer answer = request.get();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		return answer;
	}

}
