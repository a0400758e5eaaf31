package io.rocketjob.mongo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import com.mongodb.client.MongoDatabase;
import io.rocketjob.test.MovableClock;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

/** The time of the database as a process knows it. */
class DatabaseClockTests {

	private final MongoDatabase database = mock(MongoDatabase.class);

	@Test
	void anHourOfDifferenceIsCorrected() {
		databaseIsAheadBy(Duration.ofHours(1));
		DatabaseClock clock = new DatabaseClock(Clock.systemUTC());
		clock.measure(this.database);
		assertThat(clock.offset()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
		assertThat(clock.now()).isAfter(Instant.now().plus(Duration.ofMinutes(59)));
	}

	@Test
	void aDifferenceWithinTheErrorOfMeasurementIsNone() {
		databaseIsAheadBy(Duration.ZERO);
		MovableClock movable = MovableClock.at(Instant.parse("2026-01-01T00:00:00Z"));
		DatabaseClock clock = new DatabaseClock(movable);
		clock.measure(this.database);
		assertThat(clock.now()).isEqualTo("2026-01-01T00:00:00Z");
	}

	@Test
	void aClockThatATestMovesMovesThisOne() {
		databaseIsAheadBy(Duration.ofHours(-1));
		MovableClock movable = MovableClock.atNow();
		DatabaseClock clock = new DatabaseClock(movable);
		clock.measure(this.database);
		Instant before = clock.now();
		movable.move(Duration.ofDays(1));
		assertThat(clock.now()).isEqualTo(before.plus(Duration.ofDays(1)));
	}

	@Test
	void itIsMeasuredAgainOnlyWhenItIsStale() {
		databaseIsAheadBy(Duration.ZERO);
		DatabaseClock clock = new DatabaseClock(Clock.systemUTC());
		clock.measureIfStale(this.database);
		clock.measureIfStale(this.database);
		verify(this.database, times(1)).runCommand(any());
	}

	private void databaseIsAheadBy(Duration difference) {
		given(this.database.runCommand(any()))
			.willAnswer((call) -> new Document("localTime", Date.from(Instant.now().plus(difference))));
	}

}
