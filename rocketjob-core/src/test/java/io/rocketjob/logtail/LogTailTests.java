package io.rocketjob.logtail;

import io.rocketjob.TestSystem;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a process stores of what its jobs log. */
class LogTailTests {

	private final TestSystem system = TestSystem.with().start();

	private final LogTail tail = new LogTail(this.system.engine, 3);

	private final String job = new ObjectId().toHexString();

	@AfterEach
	void close() {
		this.tail.stop();
		this.system.close();
	}

	private long stored() {
		return this.system.collection(LogTailStore.COLLECTION).countDocuments();
	}

	private void log(String text) {
		MDC.put("rocketjob.id", this.job);
		LoggerFactory.getLogger(LogTailTests.class).warn(text);
		MDC.remove("rocketjob.id");
	}

	@Test
	void whatNobodyLooksAtAnyMoreIsRemoved() {
		this.tail.start();
		log("something");
		this.tail.want(this.job);
		await().until(() -> stored() == 1);
		this.tail.tell(System.nanoTime() + LogTailStore.WANTED_FOR.toNanos() / 2);
		assertThat(stored()).isOne();
		this.tail.tell(System.nanoTime() + LogTailStore.WANTED_FOR.toNanos() + 1);
		assertThat(stored()).isZero();
		log("more");
		this.tail.want(this.job);
		await().until(() -> stored() == 1);
	}

	@Test
	void aProcessThatHasNothingOfTheJobSaysNothing() {
		this.tail.start();
		this.tail.want(this.job);
		this.tail.tell(System.nanoTime());
		assertThat(stored()).isZero();
	}

}
