package io.rocketjob.job;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.rocketjob.AbortJobException;
import io.rocketjob.Encrypted;
import io.rocketjob.Job;
import io.rocketjob.JobCallbacks;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.TransitionContext;
import io.rocketjob.document.Texts;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.job.FieldAnnotationsTests.Contact;
import io.rocketjob.job.FieldAnnotationsTests.SsnJob;
import io.rocketjob.logging.ExceptionLogging;
import io.rocketjob.plugin.retry.Retry;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** What is encrypted is neither stored in another place nor logged. */
class SecretsTests {

	private static final String SSN = "123-45-6789";

	private static final String NEW = "987-65-4321";

	private static final Logger ALL = (Logger) LoggerFactory.getLogger("io.rocketjob");

	private static final Logger JOBS = (Logger) LoggerFactory.getLogger("io.rocketjob.job");

	private final TestSystem system = TestSystem.with(SsnJob.class, RetriedJob.class, TellingCallbacks.class)
		.encryption(FieldAnnotationsTests.encryption(Keysets.newValues()))
		.exceptionLogging(ExceptionLogging.FULL)
		.start();

	private final JobInstance<SsnJob.Fields> job = this.system.rocketJob.create(SsnJob.class,
			new SsnJob.Fields("acme", SSN, List.of(new Contact("Ann", "555-0100"))));

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.appender.start();
		ALL.addAppender(this.appender);
		ALL.setAdditive(false);
		ALL.setLevel(Level.TRACE);
		JOBS.setLevel(Level.TRACE);
	}

	@AfterEach
	void close() {
		ALL.detachAppender(this.appender);
		ALL.setAdditive(true);
		ALL.setLevel(Level.WARN);
		JOBS.setLevel(Level.OFF);
		this.system.close();
	}

	@Test
	void aFailureTellsEverythingButTheValues() {
		this.system.bean(SsnJob.class).script = (fields, context) -> {
			IllegalStateException failure = new IllegalStateException("No account acme for " + fields,
					new IllegalArgumentException("Refused: " + SSN));
			failure.addSuppressed(new IllegalStateException("Closing " + fields.contacts().get(0).phone()));
			throw failure;
		};
		this.system.queue.drain();
		JobInstance<SsnJob.Fields> failed = this.job.reload();
		assertThat(failed.state()).isEqualTo(JobState.FAILED);
		assertThat(failed.exception().className()).isEqualTo(IllegalStateException.class.getName());
		assertThat(failed.exception().message()).startsWith("No account acme for Fields[account=acme, ssn=***,")
			.contains("phone=***");
		assertThat(failed.exception().causes()).singleElement()
			.satisfies((cause) -> assertThat(cause.message()).isEqualTo("Refused: ***"));
		assertThat(failed.exception().stackTrace()).contains("Closing ***", "aFailureTellsEverything");
		assertThat(this.appender.list).filteredOn((event) -> event.getFormattedMessage().startsWith("Failed SsnJob"))
			.singleElement()
			.satisfies((event) -> assertThat(ThrowableProxyUtil.asString(event.getThrowableProxy())).contains(
					"java.lang.IllegalStateException: No account acme for", "Refused: ***", "Closing ***",
					"aFailureTellsEverything"));
		assertNothingIsShown();
	}

	@Test
	void aValueThatTheRunHasMadeIsNotShownEither() {
		this.system.bean(SsnJob.class).script = (fields, context) -> {
			context.updateFields(new SsnJob.Fields("acme", NEW, List.of()));
			throw new IllegalStateException("From " + SSN + " to " + NEW);
		};
		this.system.queue.drain();
		assertThat(this.job.reload().exception().message()).isEqualTo("From *** to ***");
		assertNothingIsShown();
	}

	@Test
	void aFailureThatIsRetriedDoesNotShowIt() {
		this.system.jobs().deleteMany(new Document());
		JobInstance<Secret> retried = this.system.rocketJob.create(RetriedJob.class, new Secret(SSN));
		this.system.queue.drain();
		assertThat(retried.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(retried.reload().exception().message()).isEqualTo("Refused ***");
		assertThat(this.appender.list)
			.filteredOn((event) -> event.getFormattedMessage().startsWith("Failed RetriedJob"))
			.singleElement()
			.satisfies((event) -> assertThat(event.getThrowableProxy().getMessage()).contains("Refused ***"));
		assertNothingIsShown();
	}

	@Test
	void aLongMessageIsNotCutInTheMiddleOfAValue() {
		this.system.bean(SsnJob.class).script = (fields, context) -> {
			throw new IllegalStateException("x".repeat(Texts.MESSAGE - 13) + SSN + "y".repeat(20));
		};
		this.system.queue.drain();
		assertThat(this.job.reload().exception().message()).hasSize(Texts.MESSAGE).contains("***").doesNotContain("12");
	}

	@Test
	void theReasonOfAnAbortDoesNotShowIt() {
		this.system.bean(SsnJob.class).script = (fields, context) -> {
			throw new AbortJobException("Nobody has " + SSN);
		};
		this.system.queue.drain();
		assertThat(this.job.reload().history()).last()
			.satisfies((entry) -> assertThat(entry.reason()).isEqualTo("Nobody has ***"));
		assertNothingIsShown();
	}

	@Test
	void aReasonThatIsGivenByHandDoesNotShowIt() {
		this.job.fail("Wrong number " + SSN);
		JobInstance<SsnJob.Fields> failed = this.job.reload();
		assertThat(failed.exception().message()).isEqualTo("Wrong number ***");
		assertThat(failed.history()).last()
			.satisfies((entry) -> assertThat(entry.reason()).isEqualTo("Wrong number ***"));
		assertNothingIsShown();
	}

	@Test
	void aFailingCallbackDoesNotShowIt() {
		this.system.bean(TellingCallbacks.class).told = SSN;
		this.system.queue.drain();
		assertThat(this.appender.list)
			.filteredOn((event) -> event.getFormattedMessage().startsWith("A callback after COMPLETE"))
			.singleElement()
			.satisfies((event) -> assertThat(event.getThrowableProxy().getMessage()).contains("told ***"));
		assertNothingIsShown();
	}

	@Test
	void whatIsShorterThanFourCharactersStaysReadable() {
		this.job.update((update) -> update.field("ssn", "42"));
		this.system.bean(SsnJob.class).fails("Line 42");
		this.system.queue.drain();
		assertThat(this.job.reload().exception().message()).isEqualTo("Line 42");
	}

	@Test
	void textsOfJobsDoNotShowIt() {
		this.system.bean(SsnJob.class).script = (fields, context) -> context.toString();
		this.system.queue.drain();
		assertThat(List.of(this.job.toString(), this.job.status().toString(), this.job.rawFields().toString(),
				String.valueOf(this.job.reload().result(String.class))))
			.allSatisfy((text) -> assertThat(text).doesNotContain(SSN, "555-0100"));
	}

	private void assertNothingIsShown() {
		List<String> told = new ArrayList<>();
		for (String collection : this.system.database().listCollectionNames()) {
			this.system.collection(collection).find().forEach((document) -> told.add(document.toJson()));
		}
		for (ILoggingEvent event : this.appender.list) {
			told.add(event.getFormattedMessage());
			if (event.getThrowableProxy() != null) {
				told.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
			}
		}
		assertThat(told).isNotEmpty()
			.allSatisfy((text) -> assertThat(text).doesNotContain(SSN, NEW, "555-0100", "6789"));
		assertThat(this.system.jobs().countDocuments(new Document())).isOne();
	}

	record Secret(@Encrypted String value) {
	}

	@RocketJob
	@Retry(limit = 1)
	static class RetriedJob implements Job<Secret> {

		@Override
		public @Nullable Object perform(Secret secret, JobContext context) {
			throw new IllegalStateException("Refused " + secret.value());
		}

	}

	static class TellingCallbacks implements JobCallbacks<Object> {

		volatile @Nullable String told;

		@Override
		public void after(JobTransition transition, TransitionContext<Object> context) {
			if (transition == JobTransition.COMPLETE && this.told != null) {
				throw new IllegalStateException("told " + this.told);
			}
		}

	}

}
