package io.rocketjob.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.mongodb.client.MongoCollection;
import io.rocketjob.Subscriber;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Any number of events of any kind stops nothing. */
class EventBombTests {

	private static final int EVENTS = 50_000;

	private static final CountDownLatch gate = new CountDownLatch(1);

	@Subscriber("bomb")
	static class Thrower {

		public void hit(int n) {
			throw new IllegalStateException("for a test");
		}

	}

	@Subscriber("bomb")
	static class Hanger {

		public void hit(int n) throws InterruptedException {
			gate.await();
		}

	}

	@Subscriber("other")
	static class Other {

		private static final AtomicInteger heard = new AtomicInteger();

		public void note(int n) {
			assertThat(n).isEqualTo(heard.getAndIncrement());
		}

	}

	private final Logger logger = (Logger) LoggerFactory.getLogger(SubscriberQueue.class);

	private final Level level = this.logger.getLevel();

	@BeforeEach
	void silence() {
		this.logger.setLevel(Level.OFF);
	}

	@AfterEach
	void listen() {
		this.logger.setLevel(this.level);
	}

	@Test
	void aBombOfEventsStopsNothing() {
		String databaseName = TestDatabase.get().newDatabaseName();
		try (EventProcess process = EventProcess.on(databaseName, (context) -> {
			context.registerBean(Thrower.class);
			context.registerBean(Hanger.class);
			context.registerBean(Other.class);
		})) {
			process.start();
			MongoCollection<Document> events = process.database.getCollection(EventCollection.NAME);
			Random random = new Random(4711);
			int good = 0;
			for (int from = 0; from < EVENTS; from += 1000) {
				List<Document> some = new ArrayList<>();
				for (int n = from; n < from + 1000; n++) {
					some.add(bad(random, n));
				}
				some.add(event("other", "note", new Document("n", good++)));
				events.insertMany(some);
			}
			int expected = good;
			await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(Other.heard).hasValue(expected));
			process.publish("other", expected, expected);
			await().untilAsserted(() -> assertThat(Other.heard).hasValue(expected + 1));
		}
		finally {
			gate.countDown();
			TestDatabase.get().dropDatabase(databaseName);
		}
	}

	private static Document bad(Random random, int n) {
		return switch (random.nextInt(8)) {
			case 0, 1 -> event("bomb", "hit", new Document("n", n));
			case 2 -> event("bomb", "unknown" + n, new Document());
			case 3 -> event("bomb", "hit", new Document("n", "no number"));
			case 4 -> event("other", "note", new Document("n", List.of(n, n)));
			case 5 -> event("other", "note", new Document("n", n).append("further", n));
			case 6 -> event("nobody" + n, "hit", new Document());
			default -> new Document(EventDocument.ID, new ObjectId()).append(EventDocument.NAME, n)
				.append(EventDocument.AT, new Date());
		};
	}

	private static Document event(String name, String action, Document parameters) {
		return new Document(EventDocument.ID, new ObjectId()).append(EventDocument.NAME, name)
			.append(EventDocument.ACTION, action)
			.append(EventDocument.PARAMETERS, parameters)
			.append(EventDocument.AT, new Date());
	}

}
