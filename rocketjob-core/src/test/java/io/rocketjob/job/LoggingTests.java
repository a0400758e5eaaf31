package io.rocketjob.job;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.rocketjob.AbortJobException;
import io.rocketjob.JobTimeoutException;
import io.rocketjob.RocketJobException;
import io.rocketjob.TestSystem;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.logging.ExceptionLogging;
import io.rocketjob.logging.Redaction;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.dao.DataAccessResourceFailureException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchRuntimeException;

/** What a run logs. */
class LoggingTests {

	private static final Logger RUNNER = (Logger) LoggerFactory.getLogger(ScriptJob.class);

	private static final Logger OWN = (Logger) LoggerFactory.getLogger("test.own");

	private final TestSystem system = TestSystem.with(ScriptJob.class).start();

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>() {

		@Override
		protected void append(ILoggingEvent event) {
			// takes the context as it is now
			event.prepareForDeferredProcessing();
			super.append(event);
		}

	};

	@BeforeEach
	void listen() {
		this.appender.start();
		for (Logger logger : List.of(RUNNER, OWN)) {
			logger.setLevel(Level.INFO);
			logger.setAdditive(false);
			logger.addAppender(this.appender);
		}
	}

	@AfterEach
	void close() {
		RUNNER.detachAppender(this.appender);
		RUNNER.setLevel(null);
		RUNNER.setAdditive(true);
		OWN.detachAppender(this.appender);
		this.system.close();
	}

	@Test
	void startAndCompletionAreLoggedWithTheDuration() {
		ObjectId id = run(null);
		assertThat(messages()).satisfiesExactly((message) -> assertThat(message).isEqualTo("Start ScriptJob " + id),
				(message) -> assertThat(message).matches("Completed ScriptJob " + id + " in \\d+ ms"));
	}

	@Test
	void aFailureIsLoggedWithItsStackTraceAndWithoutTheTextsOfItsExceptions() {
		failWithSecrets(this.system);
		assertThat(this.appender.list).last().satisfies((event) -> {
			assertThat(event.getLevel()).isEqualTo(Level.ERROR);
			assertThat(event.getFormattedMessage()).startsWith("Failed ScriptJob");
			assertThat(ThrowableProxyUtil.asString(event.getThrowableProxy()))
				.contains("java.lang.IllegalStateException", "java.lang.IllegalArgumentException", "LoggingTests.java:")
				.doesNotContain("secret");
		});
	}

	@Test
	void theTextsOfExceptionsAreLoggedWhereThatIsAskedFor() {
		try (TestSystem full = TestSystem.with(ScriptJob.class).exceptionLogging(ExceptionLogging.FULL).start()) {
			failWithSecrets(full);
			assertThat(this.appender.list).last()
				.satisfies((event) -> assertThat(ThrowableProxyUtil.asString(event.getThrowableProxy()))
					.contains("secret message", "secret cause", "secret aside"));
		}
	}

	@Test
	void theReasonOfAnAbortIsNotLogged() {
		this.system.bean(ScriptJob.class).fails(() -> new AbortJobException("secret"));
		ObjectId id = run(null);
		assertThat(messages()).last()
			.isEqualTo("Aborted ScriptJob " + id + ": (text not logged; rocketjob.logging.exceptions=full shows it)");
	}

	@Test
	void aFailureNamesThePropertyThatShowsItsText() {
		failWithSecrets(this.system);
		assertThat(trace()).containsOnlyOnce("rocketjob.logging.exceptions=full")
			.contains(
					"java.lang.IllegalStateException (message not logged; rocketjob.logging.exceptions=full shows it)");
	}

	@Test
	void whatRocketJobAndTheDriverSayThemselvesIsLogged() {
		RocketJobException damaged = new RocketJobException(
				"The stored record cannot be read as Row: secret of the record",
				new IllegalArgumentException("secret of the record"));
		assertThat(logged(damaged)).contains("The stored record cannot be read as Row: (text not logged)")
			.doesNotContain("secret");
		assertThat(logged(new JobTimeoutException(Duration.ofSeconds(3)))).contains("3S");
		assertThat(logged(new DataAccessResourceFailureException("secret",
				new MongoTimeoutException("Timed out while waiting for a server"))))
			.contains("DataAccessResourceFailureException (message not logged")
			.doesNotContain("secret");
		try (MongoClient away = MongoClients.create("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1")) {
			assertThat(
					logged(catchRuntimeException(() -> away.getDatabase("test").getCollection("one").find().first())))
				.contains("com.mongodb.MongoTimeoutException: Timed out");
		}
	}

	@Test
	void whatTheDatabaseSaysOfADocumentIsToldByItsCodeOnly() {
		MongoCollection<Document> own = this.system.collection("own");
		own.insertOne(new Document("_id", "secret"));
		assertThat(logged(catchRuntimeException(() -> own.insertOne(new Document("_id", "secret")))))
			.contains("com.mongodb.MongoWriteException (error 11000)")
			.doesNotContain("secret");
	}

	@Test
	void whatUsersSayByExceptionsOfRocketJobIsNotLogged() {
		RocketJobException own = new RocketJobException("secret");
		own.setStackTrace(new StackTraceElement[] { new StackTraceElement("com.acme.Import", "perform", null, 1) });
		assertThat(logged(own)).doesNotContain("secret");
		assertThat(logged(new AbortJobException("secret"))).doesNotContain("secret");
	}

	@Test
	void theReasonOfAnAbortByHandIsNotLoggedByTheRunThatItEnds() {
		this.system.bean(ScriptJob.class).script = (fields, context) -> {
			this.system.rocketJob.get(context.id()).abort("secret");
			context.checkCancelled();
			return null;
		};
		ObjectId id = run(null);
		assertThat(messages()).last()
			.isEqualTo("The run of ScriptJob " + id
					+ " has ended: the job was aborted (text not logged; rocketjob.logging.exceptions=full shows it)");
	}

	private String logged(Throwable thrown) {
		return ThrowableProxyUtil
			.asString(new ThrowableProxy(ExceptionLogging.WITHOUT_MESSAGES.loggable(thrown, Redaction.NONE)));
	}

	private String trace() {
		return ThrowableProxyUtil.asString(this.appender.list.get(this.appender.list.size() - 1).getThrowableProxy());
	}

	private static void failWithSecrets(TestSystem on) {
		on.bean(ScriptJob.class).fails(() -> {
			IllegalStateException failure = new IllegalStateException("secret message",
					new IllegalArgumentException("secret cause"));
			failure.addSuppressed(new IllegalStateException("secret aside"));
			return failure;
		});
		on.rocketJob.create(ScriptJob.class, new Fields("text"));
		on.queue.drain();
	}

	@Test
	void everyLineOfARunCarriesTheJobInItsContextAndNoneAfterwards() {
		this.system.bean(ScriptJob.class).script = (fields, context) -> {
			OWN.info("working");
			return null;
		};
		ObjectId id = run(null);
		assertThat(this.appender.list).hasSize(3)
			.allSatisfy((event) -> assertThat(event.getMDCPropertyMap())
				.containsAllEntriesOf(Map.of("rocketjob.class", "ScriptJob", "rocketjob.id", id.toHexString(),
						"rocketjob.server", this.system.heartbeat.serverName(), "rocketjob.worker",
						this.system.heartbeat.serverName() + ":test")));
		assertThat(MDC.get("rocketjob.id")).isNull();
	}

	@Test
	void theLevelOfAJobIsThatOfItsOwnRunOnly() {
		this.system.bean(ScriptJob.class).script = (fields, context) -> {
			OWN.trace("trace");
			OWN.debug("debug");
			OWN.warn("warn");
			return null;
		};
		run(org.slf4j.event.Level.DEBUG);
		assertThat(messages()).contains("debug", "warn").doesNotContain("trace");
		this.appender.list.clear();
		run(org.slf4j.event.Level.ERROR);
		assertThat(messages()).isEmpty();
		run(null);
		assertThat(messages()).contains("warn").doesNotContain("debug");
	}

	@Test
	void aJobThatIsRunInlineWithinARunLeavesTheContextOfTheOuterOne() {
		this.system.bean(ScriptJob.class).script = (fields, context) -> {
			if (fields.text().equals("text")) {
				this.system.rocketJob.performNow(ScriptJob.class, new Fields("inner"));
				OWN.info("outer again");
			}
			return null;
		};
		ObjectId id = run(null);
		assertThat(this.appender.list).filteredOn((event) -> event.getMessage().equals("outer again"))
			.singleElement()
			.satisfies(
					(event) -> assertThat(event.getMDCPropertyMap()).containsEntry("rocketjob.id", id.toHexString()));
	}

	private ObjectId run(org.slf4j.event.Level level) {
		ObjectId id = this.system.rocketJob
			.create(ScriptJob.class, new Fields("text"), (options) -> options.logLevel(level))
			.id();
		this.system.queue.drain();
		return id;
	}

	private List<String> messages() {
		return this.appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

}
