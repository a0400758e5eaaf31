package io.rocketjob.job;

import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.rocketjob.AbortJobException;
import io.rocketjob.TestSystem;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/** What a run logs (W7). */
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
		assertThat(messages()).last().isEqualTo("Aborted ScriptJob " + id + ": (text not logged)");
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
