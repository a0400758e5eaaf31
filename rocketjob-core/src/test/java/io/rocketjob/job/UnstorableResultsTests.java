package io.rocketjob.job;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.plugin.retry.Retry;
import io.rocketjob.work.Work;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Work that is done is not done again because of what cannot be stored of it.
 */
class UnstorableResultsTests {

	private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(RunEnds.class);

	private static final BigDecimal FIFTY_DIGITS = new BigDecimal("12345678901234567890123456789012345678901234567890");

	private static final String TOO_LARGE = "x".repeat(16 * 1024 * 1024);

	private final TestSystem system = TestSystem.with(ReturningJob.class).start();

	private final ReturningJob bean = this.system.bean(ReturningJob.class);

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.appender.start();
		LOGGER.addAppender(this.appender);
		LOGGER.setAdditive(false);
		LOGGER.setLevel(Level.WARN);
	}

	private String logged() {
		return this.appender.list.stream().map(ILoggingEvent::getFormattedMessage).collect(Collectors.joining("\n"));
	}

	@AfterEach
	void close() {
		LOGGER.detachAppender(this.appender);
		LOGGER.setAdditive(true);
		LOGGER.setLevel(null);
		this.system.close();
	}

	static Stream<Object> unstorable() {
		return Stream.of(FIFTY_DIGITS, FIFTY_DIGITS.toBigInteger().multiply(BigInteger.TEN),
				Map.of("thread", Thread.currentThread()), new Report(FIFTY_DIGITS), Thread.currentThread(),
				new LongAdder(), Map.of("count", new LongAdder()), new Counted(new LongAdder()), new Endless(),
				new byte[16 * 1024 * 1024], Stream.of("text"));
	}

	@ParameterizedTest
	@MethodSource("unstorable")
	void aResultThatCannotBeStoredIsLeftOutAndSaidAndTheJobCompletes(Object result) {
		this.bean.result = result;
		JobInstance<Fields> job = run();
		assertThat(job.state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.bean.runs).isOne();
		assertThat(job.result(Object.class)).isNull();
		assertThat(job.exception()).isNull();
		String said = "without its result, a " + result.getClass().getName();
		assertThat(job.history()).last().satisfies((entry) -> {
			assertThat(entry.to()).isEqualTo(JobState.COMPLETED);
			assertThat(entry.reason()).contains(said);
		});
		assertThat(logged()).contains("ReturningJob " + job.id() + " has completed " + said);
	}

	@Test
	void whyAResultCannotBeStoredIsSaidWithThePathOfWhatIsWrong() {
		String name = Report.class.getName();
		assertThat(reason(new Report(FIFTY_DIGITS))).contains("without its result, a " + name,
				"result.amount: the field amount of " + name, "34 digits at most");
		assertThat(reason(Map.of("parts", List.of(1, new Report(FIFTY_DIGITS))))).contains("result.parts[1].amount: ");
		assertThat(reason(FIFTY_DIGITS)).contains("result: a BigDecimal can have 34 digits at most");
		assertThat(reason(Map.of("thread", Thread.currentThread()))).contains("result.thread: a java.lang.Thread");
		assertThat(reason(new Endless())).contains("result: it contains itself");
	}

	private @Nullable String reason(Object result) {
		this.bean.result = result;
		List<JobHistoryEntry> history = run().history();
		return history.get(history.size() - 1).reason();
	}

	@Test
	void aResultWithNamesThatBeginWithADollarCompletesTheJob() {
		this.bean.result = Map.of("$this", "text");
		assertThat(run().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.bean.runs).isOne();
	}

	@Test
	void fieldsThatCannotBeStoredAsTheRunLeavesThemStayAsTheyWereAndTheResultIsStored() {
		this.bean.change = new Fields(FIFTY_DIGITS, "changed");
		this.bean.result = "done";
		JobInstance<Fields> job = run();
		assertThat(job.state()).isEqualTo(JobState.COMPLETED);
		assertThat(job.fields()).isEqualTo(new Fields(BigDecimal.ONE, "small"));
		assertThat(job.result(String.class)).isEqualTo("done");
		assertThat(job.history()).last()
			.satisfies((entry) -> assertThat(entry.reason()).contains("without the changes of its fields"));
		assertThat(logged()).contains("without the changes of its fields");
	}

	@Test
	void fieldsThatCannotBeStoredAreLeftOutWhereThereIsNoResult() {
		this.bean.change = new Fields(BigDecimal.ONE, TOO_LARGE);
		JobInstance<Fields> job = run();
		assertThat(job.state()).isEqualTo(JobState.COMPLETED);
		assertThat(job.fields().text()).isEqualTo("small");
	}

	@Test
	void whereNeitherCanBeStoredTheJobCompletesWithoutBoth() {
		this.bean.change = new Fields(BigDecimal.ONE, TOO_LARGE);
		this.bean.result = FIFTY_DIGITS;
		JobInstance<Fields> job = run();
		assertThat(job.state()).isEqualTo(JobState.COMPLETED);
		assertThat(job.fields().text()).isEqualTo("small");
		assertThat(job.history()).last()
			.satisfies((entry) -> assertThat(entry.reason()).contains("its result, a java.math.BigDecimal")
				.contains("and the changes of its fields"));
	}

	@Test
	void fieldsAreStoredWhereTheResultCannotBe() {
		this.bean.change = new Fields(BigDecimal.TEN, "changed");
		this.bean.result = FIFTY_DIGITS;
		JobInstance<Fields> job = run();
		assertThat(job.fields()).isEqualTo(new Fields(BigDecimal.TEN, "changed"));
	}

	@Test
	void whatIsReturnedReachesTheCallerOfPerformNowAllTheSame() throws Exception {
		this.bean.result = FIFTY_DIGITS;
		JobInstance<Fields> job = this.system.rocketJob.create(ReturningJob.class, new Fields(BigDecimal.ONE, "small"));
		assertThat(this.system.rocketJob.performNow(job.id())).isEqualTo(FIFTY_DIGITS);
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	private JobInstance<Fields> run() {
		JobInstance<Fields> job = this.system.rocketJob.create(ReturningJob.class, new Fields(BigDecimal.ONE, "small"));
		this.system.queue.drain();
		return job.reload();
	}

	record Fields(BigDecimal number, String text) {
	}

	record Report(BigDecimal amount) {
	}

	record Counted(LongAdder count) {
	}

	static class Endless {

		final Endless self = this;

	}

	@RocketJob(destroyOnComplete = false)
	@Retry(delay = Retry.Delay.FIXED, initial = "1s")
	static class ReturningJob implements Job<Fields> {

		@Nullable Object result;

		@Nullable Fields change;

		int runs;

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			this.runs++;
			if (this.change != null) {
				context.updateFields(this.change);
			}
			return this.result;
		}

	}

}
