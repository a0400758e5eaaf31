package io.rocketjob.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;

import io.rocketjob.TestSystem;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Reading by time, step by step, on any server. */
class TimedPollTests {

	private final TestSystem system = TestSystem.with().start();

	private final EventStore store = this.system.eventStore;

	private final ReadingPosition position = new ReadingPosition();

	private final List<Integer> heard = new ArrayList<>();

	private long startedAt;

	@BeforeEach
	void start() {
		Document mark = this.store.mark();
		this.startedAt = mark.getDate(EventDocument.AT).getTime();
		this.position.start(mark.getObjectId(EventDocument.ID), this.startedAt);
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	private TimedPoll poll() {
		return new TimedPoll(this.store, this.position, true);
	}

	private Duration read(TimedPoll poll) {
		return poll.read((event) -> {
			Integer number = EventDocument.parameters(event).getInteger("n");
			if (number != null) {
				this.heard.add(number);
			}
		});
	}

	private void publish(int number) {
		new EventPublisher(this.store).publish("test", "note", Map.of("n", number));
	}

	private void insert(int number, long at) {
		this.system.collection(EventCollection.NAME)
			.insertOne(new Document(EventDocument.ID, new ObjectId()).append(EventDocument.NAME, "test")
				.append(EventDocument.PARAMETERS, new Document("n", number))
				.append(EventDocument.AT, new Date(at)));
	}

	@Test
	void eachEventIsReadOnce() {
		TimedPoll poll = poll();
		publish(1);
		publish(2);
		read(poll);
		publish(3);
		read(poll);
		read(poll);
		assertThat(this.heard).containsExactly(1, 2, 3);
	}

	@Test
	void oneThatTakesOverGoesOnWhereTheOtherEnded() {
		publish(1);
		read(poll());
		publish(2);
		read(poll());
		assertThat(this.heard).containsExactly(1, 2);
	}

	@Test
	void anEventThatBecomesVisibleLateIsReadAsWell() {
		TimedPoll poll = poll();
		this.position.reach(this.startedAt + 8_000);
		read(poll);
		insert(1, this.startedAt + 2_000);
		await().atMost(Duration.ofSeconds(4)).until(() -> {
			read(poll);
			return this.heard.size() == 1;
		});
	}

	@Test
	void whatWasStoredBeforeTheStartIsNotRead() {
		insert(1, this.startedAt - 1);
		insert(2, this.startedAt);
		read(poll());
		assertThat(this.heard).containsExactly(2);
	}

	@Test
	void manyEventsAreReadInOrder() {
		List<Document> many = new ArrayList<>();
		List<Integer> numbers = new ArrayList<>();
		for (int n = 0; n < 3000; n++) {
			numbers.add(n);
			many.add(new Document(EventDocument.ID, new ObjectId()).append(EventDocument.NAME, "test")
				.append(EventDocument.PARAMETERS, new Document("n", n))
				.append(EventDocument.AT, new Date(this.startedAt + n / 100)));
		}
		this.system.collection(EventCollection.NAME).insertMany(many);
		TimedPoll poll = poll();
		read(poll);
		read(poll);
		assertThat(this.heard).isEqualTo(numbers);
	}

	@Test
	void anEventWithANameOnlyIsHarmless() {
		this.system.collection(EventCollection.NAME)
			.insertOne(new Document(EventDocument.NAME, "test").append(EventDocument.AT, new Date(this.startedAt)));
		read(poll());
		assertThat(this.heard).isEmpty();
	}

	@Test
	void readingIsOneCommand() {
		TimedPoll poll = poll();
		read(poll);
		long before = commands();
		for (int i = 0; i < 10; i++) {
			read(poll);
		}
		assertThat(commands() - before).isEqualTo(10);
	}

	private long commands() {
		return List
			.of("find", "getMore", "hello", "update", "findAndModify", "delete", "listIndexes", "listCollections")
			.stream()
			.mapToLong(this.system::commands)
			.sum();
	}

	@Test
	void aProcessAsksMoreOftenWhileEventsComeThanWhenItIsQuiet() {
		TimedPoll poll = poll();
		assertThat(read(poll)).isEqualTo(TimedPoll.QUIET_PAUSE);
		publish(1);
		assertThat(read(poll)).isEqualTo(TimedPoll.BUSY_PAUSE);
		assertThat(TimedPoll.BUSY_PAUSE).isLessThan(TimedPoll.QUIET_PAUSE);
	}

	@Test
	void twoQuietProcessesLeaveRoomForWhatElseAPairAsksWithinTenCommandsASecond() {
		assertThat(2_000.0 / TimedPoll.QUIET_PAUSE.toMillis()).isLessThanOrEqualTo(5);
	}

	@Test
	void oldEventsAreDeleted() {
		insert(1, Instant.ofEpochMilli(this.startedAt).minus(Duration.ofMinutes(61)).toEpochMilli());
		insert(2, Instant.ofEpochMilli(this.startedAt).minus(Duration.ofMinutes(59)).toEpochMilli());
		boolean capped = this.store.collection().prepare();
		new TimedPoll(this.store, this.position, !capped).read((event) -> {
		});
		assertThat(this.system.collection(EventCollection.NAME)
			.countDocuments(new Document("parameters.n", new Document("$exists", true)))).isEqualTo(capped ? 2 : 1);
	}

	@Test
	void theTimesHaveAnIndex() {
		read(poll());
		assertThat(this.system.collection(EventCollection.NAME).listIndexes()).extracting((index) -> index.get("name"))
			.contains("event_at");
	}

}
