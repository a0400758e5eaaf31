package io.rocketjob.operation;

import java.time.Duration;

import io.rocketjob.logtail.LogTail;
import io.rocketjob.logtail.LogTailStore;
import io.rocketjob.operation.LogOperations.LogLineDescriptor;
import io.rocketjob.operation.OperationException.Kind;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import static io.rocketjob.operation.JobOperationTests.assertProblem;
import static io.rocketjob.operation.OperatedSystem.ALICE;
import static io.rocketjob.operation.OperatedSystem.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What an operator sees of what jobs log. */
class LogOperationTests {

	private static final Logger logger = LoggerFactory.getLogger(LogOperationTests.class);

	private final OperatedSystem operated = new OperatedSystem();

	private final LogOperations log = this.operated.operations.log();

	private final LogTail tail = new LogTail(this.operated.system.engine, 3);

	private final String job = this.operated.report("acme").id().toHexString();

	@AfterEach
	void close() {
		this.tail.stop();
		this.operated.close();
	}

	private void log(String text) {
		MDC.put("rocketjob.id", this.job);
		try {
			logger.warn(text);
		}
		finally {
			MDC.remove("rocketjob.id");
		}
	}

	private long stored() {
		return this.operated.system.collection(LogTailStore.COLLECTION).countDocuments();
	}

	@Test
	void theLastLinesOfAJobAreStoredWhileSomebodyLooksAtThem() {
		this.tail.start();
		for (int i = 1; i <= 5; i++) {
			log("line " + i);
		}
		logger.warn("of no job");
		assertThat(this.log.tail(ALICE, this.job)).as("nobody has asked this server").isEmpty();
		this.tail.want(this.job);
		await().until(() -> !this.log.tail(ALICE, this.job).isEmpty());
		assertThat(this.log.tail(ALICE, this.job)).singleElement().satisfies((server) -> {
			assertThat(server.server()).isEqualTo(this.operated.system.engine.processName().get());
			assertThat(server.dropped()).isEqualTo(2);
			assertThat(server.lines()).extracting(LogLineDescriptor::text)
				.containsExactly("line 3", "line 4", "line 5");
			assertThat(server.lines().get(2)).returns("WARN", LogLineDescriptor::level)
				.returns(LogOperationTests.class.getName(), LogLineDescriptor::logger);
		});
		log("line 6");
		// stored by itself within a second
		await().until(() -> this.log.tail(ALICE, this.job).get(0).dropped() == 3);
	}

	@Test
	void whatWasThrownIsShownWithItsStack() {
		this.tail.start();
		MDC.put("rocketjob.id", this.job);
		logger.warn("It failed", new IllegalStateException("no ink"));
		MDC.remove("rocketjob.id");
		this.tail.want(this.job);
		await().until(() -> !this.log.tail(ALICE, this.job).isEmpty());
		assertThat(this.log.tail(ALICE, this.job).get(0).lines()).singleElement()
			.extracting(LogLineDescriptor::text)
			.asString()
			.startsWith("It failed\njava.lang.IllegalStateException: no ink\n")
			.contains("LogOperationTests.whatWasThrownIsShownWithItsStack");
	}

	@Test
	void nothingIsKeptBeforeTheStartAndAfterTheStop() {
		log("before");
		this.tail.start();
		this.tail.stop();
		log("after");
		this.tail.start();
		this.tail.want(this.job);
		assertThat(this.log.tail(ALICE, this.job)).isEmpty();
		assertThat(stored()).isZero();
	}

	@Test
	void serversAreAskedOnceWhileTheyTell() {
		this.log.tail(ALICE, this.job);
		long started = System.nanoTime();
		this.log.tail(ALICE, this.job);
		assertThat(Duration.ofNanos(System.nanoTime() - started)).as("only the first waits for an answer")
			.isLessThan(Duration.ofMillis(500));
		assertThat(this.operated.system.collection("rocketjob.events")
			.countDocuments(new Document("name", LogTailStore.SUBSCRIBER))).isOne();
	}

	@Test
	void itNeedsItsPermissionAndTheJob() {
		assertProblem(Kind.DENIED, "log:read", () -> this.log.tail(without(Permission.LOG_READ), this.job));
		assertProblem(Kind.NOT_FOUND, "", () -> this.log.tail(ALICE, new ObjectId().toHexString()));
		assertProblem(Kind.BAD_REQUEST, "", () -> this.log.tail(ALICE, "no id"));
	}

}
