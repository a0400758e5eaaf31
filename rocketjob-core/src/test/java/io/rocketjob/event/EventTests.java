package io.rocketjob.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.rocketjob.TestLine;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Events between processes, with the threads that read them. */
class EventTests {

	private static final String NAME = "test";

	private final String databaseName = TestDatabase.get().newDatabaseName();

	private final List<EventProcess> processes = new ArrayList<>();

	@AfterEach
	void close() {
		this.processes.forEach(EventProcess::close);
		TestDatabase.get().dropDatabase(this.databaseName);
	}

	private EventProcess process() {
		EventProcess process = EventProcess.on(this.databaseName);
		this.processes.add(process);
		return process;
	}

	private static List<Integer> numbers(int from, int to) {
		return IntStream.rangeClosed(from, to).boxed().toList();
	}

	@Test
	void eachListenerOfEachProcessHearsEachEventOnceAndInOrder() {
		EventProcess first = process();
		EventProcess second = process();
		List<List<Integer>> all = List.of(first.hear(NAME), first.hear(NAME), second.hear(NAME));
		first.start();
		second.start();
		first.publish(NAME, 1, 100);
		second.publish(NAME, 101, 200);
		all.forEach((heard) -> await().untilAsserted(() -> assertThat(heard).isEqualTo(numbers(1, 200))));
	}

	@Test
	void anEventIsHeardSoon() {
		EventProcess first = process();
		List<Integer> heard = first.hear(NAME);
		first.start();
		EventProcess second = process();
		second.publish(NAME, 1, 1);
		await().pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofMillis(900))
			.untilAsserted(() -> assertThat(heard).containsExactly(1));
	}

	@Test
	void aProcessHearsWhatIsPublishedAfterItsStart() {
		process().publish(NAME, 1, 3);
		EventProcess late = process();
		List<Integer> heard = late.hear(NAME);
		late.start();
		late.publish(NAME, 4, 4);
		await().untilAsserted(() -> assertThat(heard).contains(4));
		assertThat(heard).containsExactly(4);
	}

	@Test
	void anEventTellsWhetherThisProcessHasPublishedIt() {
		EventProcess first = process();
		EventProcess second = process();
		List<Boolean> own = new CopyOnWriteArrayList<>();
		first.reader.addListener(NAME, (event) -> own.add(event.own()));
		first.start();
		second.publish(NAME, 1, 1);
		first.publish(NAME, 2, 2);
		await().untilAsserted(() -> assertThat(own).containsExactly(false, true));
	}

	@Test
	void aListenerThatFailsHoldsUpNobody() {
		EventProcess process = process();
		process.reader.addListener(NAME, (event) -> {
			throw new StackOverflowError("for a test");
		});
		List<Integer> heard = process.hear(NAME);
		process.start();
		process.publish(NAME, 1, 2);
		await().untilAsserted(() -> assertThat(heard).containsExactly(1, 2));
	}

	@Test
	void whatIsNoEventIsPassedOver() {
		EventProcess process = process();
		List<Integer> heard = process.hear(NAME);
		process.start();
		process.database.getCollection(EventCollection.NAME)
			.insertOne(new Document(EventDocument.NAME, 7).append(EventDocument.AT, "now"));
		process.database.getCollection(EventCollection.NAME)
			.insertOne(new Document(EventDocument.ID, "odd").append(EventDocument.PARAMETERS, List.of()));
		process.publish(NAME, 1, 1);
		await().untilAsserted(() -> assertThat(heard).containsExactly(1));
	}

	@Test
	void itGoesOnWhenTheCollectionIsDropped() {
		EventProcess first = process();
		EventProcess second = process();
		List<Integer> heard = first.hear(NAME);
		List<Integer> alsoHeard = second.hear(NAME);
		first.start();
		second.start();
		first.publish(NAME, 1, 5);
		await().untilAsserted(() -> assertThat(heard).isEqualTo(numbers(1, 5)));
		await().untilAsserted(() -> assertThat(alsoHeard).isEqualTo(numbers(1, 5)));
		boolean capped = EventProcess.canConvert();
		first.drop();
		first.publish(NAME, 6, 10);
		await().untilAsserted(() -> assertThat(heard).isEqualTo(numbers(1, 10)));
		await().untilAsserted(() -> assertThat(alsoHeard).isEqualTo(numbers(1, 10)));
		if (capped) {
			await().untilAsserted(() -> assertThat(first.isCapped()).isTrue());
		}
	}

	@Test
	void itGoesOnAfterTheLastEventSeenWhenTheDatabaseWasAway() throws Exception {
		try (TestLine line = TestLine.to(TestDatabase.get().connectionString())) {
			EventProcess cutOff = EventProcess.at(line.uri(), this.databaseName);
			this.processes.add(cutOff);
			List<Integer> heard = cutOff.hear(NAME);
			cutOff.start();
			EventProcess other = process();
			other.publish(NAME, 1, 20);
			await().untilAsserted(() -> assertThat(heard).isEqualTo(numbers(1, 20)));
			line.cut();
			other.publish(NAME, 21, 40);
			line.mend();
			other.publish(NAME, 41, 60);
			await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(heard).isEqualTo(numbers(1, 60)));
		}
	}

	@Test
	void aProcessThatStartsWithoutADatabaseHearsEventsOnceItIsThere() throws Exception {
		try (TestLine line = TestLine.to(TestDatabase.get().connectionString())) {
			line.cut();
			EventProcess early = EventProcess.at(line.uri(), this.databaseName);
			this.processes.add(early);
			List<Integer> heard = early.hear(NAME);
			long before = System.nanoTime();
			early.start();
			assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
			line.mend();
			EventProcess other = process();
			await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
				other.publish(NAME, 1, 1);
				assertThat(heard).contains(1);
			});
		}
	}

	@Test
	void itCanBeStoppedAtOnceAndStartedAgain() {
		EventProcess process = process();
		List<Integer> heard = process.hear(NAME);
		process.start();
		process.publish(NAME, 1, 1);
		await().untilAsserted(() -> assertThat(heard).containsExactly(1));
		long before = System.nanoTime();
		process.reader.stop();
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.doesNotContain("rocketjob-events"));
		process.publish(NAME, 2, 2);
		process.reader.start();
		process.publish(NAME, 3, 3);
		await().untilAsserted(() -> assertThat(heard).containsExactly(1, 3));
	}

	@Test
	void theCollectionIsCappedAndTailedWhereTheServerCanDoThat() {
		assumeTrue(EventProcess.canTail(), "the server has no cursors that wait");
		EventProcess process = process();
		process.start();
		assertThat(process.isCapped()).isTrue();
		await().untilAsserted(() -> assertThat(process.reader.isTailing()).isTrue());
	}

	@Test
	void theCollectionIsPolledWhereTheServerCannotDoMore() {
		assumeFalse(EventProcess.canTail(), "the server has cursors that wait");
		EventProcess process = process();
		process.start();
		await().untilAsserted(() -> assertThat(process.reader.isTailing()).isFalse());
	}

	@Test
	void aCollectionThatSomebodyHasMadeIsCappedWhereTheServerCanDoThat() {
		assumeTrue(EventProcess.canConvert(), "the server makes no collection a capped one");
		EventProcess process = process();
		process.database.getCollection(EventCollection.NAME)
			.insertOne(new Document(EventDocument.ID, new ObjectId()).append(EventDocument.NAME, "old"));
		List<Integer> heard = process.hear(NAME);
		process.start();
		process.publish(NAME, 1, 1);
		await().untilAsserted(() -> assertThat(heard).containsExactly(1));
		assertThat(process.isCapped()).isTrue();
	}

	@Test
	void aPublisherAloneMakesTheCollectionTheSameWay() {
		EventProcess process = process();
		process.events.publish(NAME, "note", Map.of("n", 1));
		assertThat(process.isCapped()).isEqualTo(EventProcess.canCap());
	}

}
