package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.FailedSlice;
import io.rocketjob.InputCategory;
import io.rocketjob.JobCallbacks;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.TransitionContext;
import io.rocketjob.batch.record.RecordFormats;
import io.rocketjob.batch.record.lines.LinesFormat;
import io.rocketjob.logging.ExceptionLogging;
import io.rocketjob.mongo.RocketJobMongo;
import io.rocketjob.plugin.retry.Retry;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** What is logged of batches, and that it is what was written. */
class BatchLoggingTests {

	private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("io.rocketjob");

	private static final Logger JOBS = (Logger) LoggerFactory.getLogger("io.rocketjob.job");

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private TestSystem system = TestSystem.with(FileJob.class, RetriedJob.class, Watcher.class).start();

	@BeforeEach
	void listen() {
		this.appender.start();
		LOGGER.addAppender(this.appender);
		LOGGER.setAdditive(false);
		LOGGER.setLevel(Level.INFO);
		JOBS.setLevel(Level.INFO);
	}

	@AfterEach
	void close() {
		LOGGER.setAdditive(true);
		LOGGER.setLevel(Level.WARN);
		JOBS.setLevel(Level.OFF);
		LOGGER.detachAppender(this.appender);
		this.system.close();
	}

	@Test
	void aBatchThatIsCompletedAndDestroyedWhileAWorkerLooksIsNotSaidToHaveFailed() {
		AtomicReference<Runnable> meanwhile = new AtomicReference<>();
		try (MongoClient slow = client(() -> {
			Runnable once = meanwhile.getAndSet(null);
			if (once != null) {
				once.run();
			}
		})) {
			BatchEngine other = new BatchEngine(this.system.engine,
					new BatchKind(new RocketJobMongo(
							new SimpleMongoClientDatabaseFactory(slow, this.system.databaseName), true)),
					null, new RecordFormats(List.of(new LinesFormat())), this.system.context, BatchSettings.defaults());
			BatchInstance<Void> batch = this.system.rocketJob.batch(FileJob.class)
				.options((options) -> options.destroyOnComplete(true))
				.upload(lines(20))
				.create();
			ObjectId server = new ObjectId();
			this.system.bean(FileJob.class).atSlice = () -> {
			};
			openAndWorkOff(batch, server);
			meanwhile.set(() -> assertThat(this.system.batches.end().finishIfDone(batch.id(), server, "first", "one"))
				.isPresent());
			assertThat(other.end().finishIfDone(batch.id(), new ObjectId(), "second", "two")).isEmpty();
			assertThat(meanwhile).hasNullValue();
		}
		assertThat(events(Level.WARN)).isEmpty();
		assertThat(this.system.bean(Watcher.class).failed).isZero();
	}

	@Test
	void aBatchWhoseCollectionsWereDroppedIsSaidToHaveFailedOnceItHas() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(FileJob.class).upload(lines(20)).create();
		openAndWorkOff(batch, new ObjectId());
		this.system.database().listCollectionNames().into(new ArrayList<>()).forEach((name) -> {
			if (name.startsWith("rocketjob.inputs.")) {
				this.system.collection(name).drop();
			}
		});
		this.system.batches.end().finishIfDone(batch.id(), new ObjectId(), "w", "s");
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(events(Level.WARN)).singleElement().satisfies((event) -> {
			assertThat(event.getLevel()).isEqualTo(Level.ERROR);
			assertThat(event.getFormattedMessage()).startsWith("Failed FileJob " + batch.id())
				.contains("do not exist in the database", this.system.databaseName);
		});
	}

	@Test
	void aWrongFileLogsOneStackTraceAndWhatItComesTo() {
		this.system.bean(FileJob.class).message = "line %d is 'wrong'";
		BatchInstance<Void> batch = this.system.rocketJob.batch(FileJob.class).upload(lines(3_000)).create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(events(Level.WARN)).satisfiesExactly((event) -> {
			assertThat(event.getFormattedMessage()).matches("Failed FileJob " + batch.id()
					+ " slice main/1 after \\d+ ms; further ones like it are not logged");
			assertThat(event.getThrowableProxy()).isNotNull();
		}, (event) -> {
			assertThat(event.getFormattedMessage()).isEqualTo("Failed FileJob " + batch.id()
					+ ": 300 slices have failed, 300 with java.lang.IllegalStateException first at record 1;"
					+ " (text not logged; rocketjob.logging.exceptions=full shows it)");
			assertThat(event.getThrowableProxy()).isNull();
		});
	}

	@Test
	void theTextIsThereWhereThatIsAskedFor() {
		this.system.close();
		this.system = TestSystem.with(FileJob.class).exceptionLogging(ExceptionLogging.FULL).start();
		this.system.bean(FileJob.class).message = "line %d is 'wrong'";
		this.system.rocketJob.batch(FileJob.class).upload(lines(30)).create();
		this.system.queue.drain();
		assertThat(events(Level.ERROR)).last()
			.satisfies((event) -> assertThat(event.getFormattedMessage())
				.endsWith(": 3 slices have failed, first at record 1: line 1 is 'wrong'"));
	}

	@Test
	void failuresOfManyKindsLogABoundedNumberOfLinesAndStackTraces() {
		this.system.bean(FileJob.class).message = "letters";
		this.system.rocketJob.batch(FileJob.class).upload(lines(3_000)).create();
		this.system.queue.drain();
		assertThat(events(Level.ERROR)).hasSize(52)
			.last()
			.satisfies((event) -> assertThat(event.getFormattedMessage()).contains("300 slices have failed"));
		assertThat(events(Level.ERROR)).filteredOn((event) -> event.getThrowableProxy() != null).hasSize(10);
		assertThat(events(Level.ERROR)).filteredOn((event) -> event.getFormattedMessage().contains("further kinds"))
			.hasSize(1);
	}

	@Test
	void whatIsRetriedAndFailsAgainIsLoggedAgain() {
		this.system.bean(FileJob.class).message = "line %d is wrong";
		BatchInstance<Void> batch = this.system.rocketJob.batch(FileJob.class).upload(lines(30)).create();
		this.system.queue.drain();
		this.appender.list.clear();
		batch.retry();
		this.system.queue.drain();
		assertThat(events(Level.ERROR)).hasSize(2);
		this.appender.list.clear();
		FailedSlice one = batch.failures().get(0).examples().get(0);
		one.retry();
		this.system.queue.drain();
		assertThat(events(Level.ERROR)).hasSize(2);
	}

	@Test
	void aBatchThatIsRetriedIsAWarningAndNoError() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(RetriedJob.class).upload(lines(10)).create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(events(Level.WARN)).filteredOn((event) -> !event.getFormattedMessage().contains(" slice main/"))
			.singleElement()
			.satisfies((event) -> {
				assertThat(event.getLevel()).isEqualTo(Level.WARN);
				assertThat(event.getFormattedMessage()).startsWith("Failed RetriedJob " + batch.id())
					.contains("1 slice has failed");
			});
	}

	@Test
	void theReasonOfAnAbortByHandIsNotLogged() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(FileJob.class).upload(lines(20)).create();
		this.system.bean(FileJob.class).atSlice = () -> batch.reload().abort("secret");
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.ABORTED);
		assertThat(this.appender.list).extracting(ILoggingEvent::getFormattedMessage)
			.anyMatch((message) -> message.contains("aborted"))
			.noneMatch((message) -> message.contains("secret"));
	}

	private void openAndWorkOff(BatchInstance<Void> batch, ObjectId server) {
		this.system.batches.phases().run(this.system.engine.claims().one(batch.id(), server, "w").orElseThrow(), "s");
		segments(batch).forEach((name) -> this.system.collection(name).deleteMany(new Document()));
	}

	private List<String> segments(BatchInstance<Void> batch) {
		return Segment.readable(this.system.engine.store().reload(batch.id()))
			.stream()
			.map(Segment::collection)
			.toList();
	}

	private List<ILoggingEvent> events(Level least) {
		return this.appender.list.stream().filter((event) -> event.getLevel().isGreaterOrEqual(least)).toList();
	}

	private static List<String> lines(int count) {
		return IntStream.rangeClosed(1, count).mapToObj((number) -> "line " + number).toList();
	}

	private static MongoClient client(Runnable beforeCollectionsAreListed) {
		return MongoClients.create(MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(TestDatabase.get().connectionString()))
			.addCommandListener(new CommandListener() {

				@Override
				public void commandStarted(CommandStartedEvent event) {
					if (event.getCommandName().equals("listCollections")) {
						beforeCollectionsAreListed.run();
					}
				}

			})
			.build());
	}

	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 10)
	@OutputCategory
	static class FileJob implements BatchJob<Void, String, String> {

		volatile String message = "";

		volatile Runnable atSlice = () -> {
		};

		@Override
		public String perform(String line, BatchContext<Void> context) {
			this.atSlice.run();
			context.checkCancelled();
			if (this.message.equals("letters")) {
				throw new IllegalStateException(letters(context.recordNumber()));
			}
			if (!this.message.isEmpty()) {
				throw new IllegalStateException(String.format(this.message, context.recordNumber()));
			}
			return line;
		}

		private static String letters(long number) {
			return Long.toString(number)
				.chars()
				.mapToObj((digit) -> String.valueOf((char) ('a' + digit - '0')))
				.reduce("", String::concat);
		}

	}

	static class Watcher implements JobCallbacks<Void> {

		volatile int failed;

		@Override
		public void before(JobTransition transition, TransitionContext<Void> context) {
			if (transition == JobTransition.FAIL) {
				this.failed++;
			}
		}

	}

	@RocketJob(destroyOnComplete = false)
	@Retry(limit = 2)
	static class RetriedJob implements BatchJob<Void, String, Void> {

		@Override
		public Void perform(String line, BatchContext<Void> context) {
			throw new IllegalStateException("each line");
		}

	}

}
