package io.rocketjob.mongo;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.mongodb.MongoException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a server that meets an outage of the database tells in its log, and how often. */
class OutageLogTests {

	private static final String PACKAGE = OutageLogTests.class.getPackageName();

	private final MongoException away = new MongoSocketReadException("Prematurely reached end of stream",
			new ServerAddress());

	private final Logger logger = (Logger) LoggerFactory.getLogger(PACKAGE);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void startLog() {
		this.log.start();
		this.logger.setLevel(Level.INFO);
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void stopLog() {
		this.logger.detachAppender(this.log);
		this.logger.setLevel(null);
	}

	@Test
	void anEndThatTheDatabaseTakesAtOnceIsNotWorthALine() {
		assertThat(new RetriedWrite("HoldJob 1").make(() -> "written")).isEqualTo("written");
		assertThat(this.log.list).isEmpty();
	}

	@Test
	void anEndThatMeetsAnOutageIsToldOnceAndOnceMoreWhenItIsRecorded() {
		assertThat(new RetriedWrite("HoldJob 1").make(failing(this.away, this.away))).isEqualTo("written");
		assertThat(this.log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
		assertThat(this.log.list).extracting(ILoggingEvent::getFormattedMessage)
			.satisfiesExactly(
					(line) -> assertThat(line).startsWith("The database is away; the end of HoldJob 1 will be recorded"
							+ " when it is back: com.mongodb.MongoSocketReadException"),
					(line) -> assertThat(line)
						.startsWith("The database has answered; the end of HoldJob 1 is recorded"));
	}

	@Test
	void anEndThatTheDatabaseRefusesForAWhileIsNotCalledAnOutage() {
		new RetriedWrite("HoldJob 1").make(failing(new MongoException(13, "not authorized")));
		assertThat(this.log.list.get(0).getFormattedMessage())
			.startsWith("The database does not take the end of HoldJob 1; this is tried until it does");
	}

	@Test
	void whoIsInterruptedWhileHeWaitsForTheDatabaseGetsItsError() {
		Thread.currentThread().interrupt();
		assertThatThrownBy(() -> new RetriedWrite("HoldJob 1").make(failing(this.away))).isSameAs(this.away);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void aThreadTellsAnOutageOnceAtItsBeginningAndOnceAtItsEnd() {
		Outage outage = new Outage("dispatcher", Duration.ofSeconds(1));
		outage.succeeded();
		assertThat(outage.failed(this.away)).isBetween(Duration.ofMillis(50), Duration.ofMillis(150));
		for (int i = 0; i < 10; i++) {
			assertThat(outage.failed(this.away)).isLessThanOrEqualTo(Duration.ofSeconds(1));
		}
		outage.succeeded();
		outage.succeeded();
		assertThat(this.log.list).extracting(ILoggingEvent::getFormattedMessage)
			.satisfiesExactly(
					(line) -> assertThat(line)
						.startsWith("The dispatcher cannot reach the database and tries again until it can"),
					(line) -> assertThat(line).startsWith("The dispatcher goes on after "));
	}

	@Test
	void aThreadThatFailsForAnotherReasonSaysSoWithTheStack() {
		new Outage("dispatcher", Duration.ofSeconds(1)).failed(new IllegalStateException("a fault"));
		assertThat(this.log.list).singleElement().satisfies((line) -> {
			assertThat(line.getLevel()).isEqualTo(Level.ERROR);
			assertThat(line.getFormattedMessage()).isEqualTo("The dispatcher failed and tries again");
			assertThat(line.getThrowableProxy().getMessage()).isEqualTo("a fault");
		});
	}

	private static Supplier<String> failing(MongoException... errors) {
		Iterator<MongoException> next = List.of(errors).iterator();
		return () -> {
			if (next.hasNext()) {
				throw next.next();
			}
			return "written";
		};
	}

}
