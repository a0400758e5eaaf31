package io.rocketjob.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rocketjob.Threads;
import io.rocketjob.mongo.GroupWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How several threads have things written by one. */
@Timeout(30)
class GroupWriterTests {

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private static final Duration NONE = Duration.ofNanos(1);

	/** What was written, group by group. */
	private final List<List<String>> written = Collections.synchronizedList(new ArrayList<>());

	private final CountDownLatch writing = new CountDownLatch(1);

	private final CountDownLatch open = new CountDownLatch(1);

	private final GroupWriter<String> writer = writer(this::write);

	@AfterEach
	void stop() throws InterruptedException {
		this.open.countDown();
		this.writer.stop(PATIENCE);
	}

	private static GroupWriter<String> writer(Consumer<List<String>> action) {
		// two letters may wait
		return new GroupWriter<>("group-writer", 2, String::length, action);
	}

	private void write(List<String> group) {
		if (group.get(0).equals("gate")) {
			this.writing.countDown();
			awaitUninterrupted(this.open);
		}
		if (group.get(0).equals("bad")) {
			throw new AssertionError("stands for anything that goes wrong");
		}
		this.written.add(List.copyOf(group));
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Begins a write that does not end before the gate opens. */
	private void closeTheGate() throws InterruptedException {
		this.writer.start();
		this.writer.add("gate");
		this.writing.await();
	}

	@Test
	void aSingleThingIsWrittenAtOnce() throws InterruptedException {
		this.writer.start();
		assertThat(this.writer.add("a")).isTrue();
		assertThat(this.writer.awaitWritten("a"::equals, PATIENCE)).isTrue();
		assertThat(this.written).containsExactly(List.of("a"));
	}

	@Test
	void whatComesTogetherDuringAWriteIsWrittenByTheNextOne() throws InterruptedException {
		closeTheGate();
		this.writer.add("a");
		this.writer.add("b");
		this.open.countDown();
		assertThat(this.writer.awaitWritten("b"::equals, PATIENCE)).isTrue();
		assertThat(this.written).containsExactly(List.of("gate"), List.of("a", "b"));
	}

	@Test
	void whoAddsWaitsWhileTooMuchIsWaiting() throws Exception {
		closeTheGate();
		this.writer.add("a");
		this.writer.add("b");
		CompletableFuture<Boolean> third = new CompletableFuture<>();
		Thread adder = new Thread(() -> third.complete(this.writer.add("c")));
		adder.start();
		await().until(() -> Threads.isWaitingIn(adder, GroupWriter.class));
		this.open.countDown();
		assertThat(third.get()).isTrue();
		assertThat(this.writer.awaitWritten("c"::equals, PATIENCE)).isTrue();
		assertThat(this.written).containsExactly(List.of("gate"), List.of("a", "b"), List.of("c"));
	}

	@Test
	void whoWaitsToAddIsLetInWhenAGroupIsTakenNotWhenItIsWritten() throws Exception {
		CountDownLatch weighing = new CountDownLatch(1);
		CountDownLatch weighed = new CountDownLatch(1);
		GroupWriter<String> full = new GroupWriter<>("full-group-writer", 4, (item) -> {
			weighing.countDown();
			awaitUninterrupted(weighed);
			return item.length();
		}, this::write);
		full.start();
		await().until(() -> Threads.isWaitingIn("full-group-writer", GroupWriter.class));
		// holds the lock while it weighs, so that the second is there before the writer
		new Thread(() -> full.add("gate")).start();
		weighing.await();
		CompletableFuture<Boolean> second = new CompletableFuture<>();
		Thread adder = new Thread(() -> second.complete(full.add("c")));
		adder.start();
		await().until(() -> Threads.isWaitingIn(adder, GroupWriter.class));
		weighed.countDown();
		this.writing.await();
		assertThat(second.get()).as("added while the first is being written").isTrue();
		this.open.countDown();
		full.stop(PATIENCE);
		assertThat(this.written).containsExactly(List.of("gate"), List.of("c"));
	}

	@Test
	void whatWeighsTooMuchIsTakenWhenNothingElseWaits() throws InterruptedException {
		closeTheGate();
		assertThat(this.writer.add("heavy")).isTrue();
		this.open.countDown();
		assertThat(this.writer.awaitWritten("heavy"::equals, PATIENCE)).isTrue();
	}

	@Test
	void anErrorOfAWriteIsLoggedAndDoesNotKeepTheNextOnes() throws InterruptedException {
		Logger logger = (Logger) LoggerFactory.getLogger(GroupWriter.class);
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		logger.addAppender(appender);
		logger.setLevel(Level.ERROR);
		logger.setAdditive(false);
		try {
			this.writer.start();
			this.writer.add("bad");
			assertThat(this.writer.awaitWritten("bad"::equals, PATIENCE)).isTrue();
			this.writer.add("a");
			assertThat(this.writer.awaitWritten("a"::equals, PATIENCE)).isTrue();
			assertThat(this.written).containsExactly(List.of("a"));
		}
		finally {
			logger.detachAppender(appender);
			logger.setLevel(null);
			logger.setAdditive(true);
		}
		assertThat(appender.list).singleElement()
			.satisfies((event) -> assertThat(event.getFormattedMessage()).contains("record the end of [bad]"));
	}

	@Test
	void aWaitLastsUntilWhatIsBeingWrittenIsWritten() throws Exception {
		closeTheGate();
		this.writer.add("a");
		assertThat(this.writer.awaitWritten("gate"::equals, NONE)).as("what is being written").isFalse();
		assertThat(this.writer.awaitWritten("a"::equals, NONE)).as("what waits").isFalse();
		assertThat(this.writer.awaitWritten("b"::equals, PATIENCE)).as("what was never added").isTrue();
		CompletableFuture<List<List<String>>> seen = new CompletableFuture<>();
		Thread waiting = new Thread(() -> {
			try {
				this.writer.awaitWritten("a"::equals, PATIENCE);
				seen.complete(List.copyOf(this.written));
			}
			catch (InterruptedException ex) {
				seen.completeExceptionally(ex);
			}
		});
		waiting.start();
		await().until(() -> Threads.isWaitingIn(waiting, GroupWriter.class));
		this.open.countDown();
		assertThat(seen.get()).containsExactly(List.of("gate"), List.of("a"));
	}

	@Test
	void aStopWritesWhatIsThereAndTakesNoMore() throws Exception {
		closeTheGate();
		this.writer.add("a");
		Thread stopper = new Thread(() -> {
			try {
				this.writer.stop(PATIENCE);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		stopper.start();
		await().until(() -> Threads.isWaitingIn(stopper, GroupWriter.class));
		assertThat(this.writer.isStopped()).isTrue();
		assertThat(this.writer.add("b")).isFalse();
		this.open.countDown();
		stopper.join();
		assertThat(this.written).containsExactly(List.of("gate"), List.of("a"));
	}

	@Test
	void aStopLetsThoseGoWhoWaitToAdd() throws Exception {
		closeTheGate();
		this.writer.add("ab");
		CompletableFuture<Boolean> added = new CompletableFuture<>();
		Thread adder = new Thread(() -> added.complete(this.writer.add("c")));
		adder.start();
		await().until(() -> Threads.isWaitingIn(adder, GroupWriter.class));
		this.writer.stop(NONE);
		assertThat(added.get()).isFalse();
	}

	@Test
	void aStopInterruptsAWriteThatTakesTooLong() throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		GroupWriter<String> slow = writer((group) -> {
			this.writing.countDown();
			try {
				this.open.await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
		});
		slow.start();
		slow.add("a");
		this.writing.await();
		slow.stop(NONE);
		assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void oneThatWasNeverStartedIsStoppedAtOnce() throws InterruptedException {
		this.writer.add("a");
		this.writer.stop(PATIENCE);
		assertThat(this.writer.add("b")).isFalse();
		assertThat(this.written).isEmpty();
	}

	@Test
	void whoIsInterruptedWhileItWaitsToAddIsToldThatNothingWasTaken() throws Exception {
		closeTheGate();
		this.writer.add("ab");
		CompletableFuture<List<Boolean>> answer = new CompletableFuture<>();
		Thread adder = new Thread(
				() -> answer.complete(List.of(this.writer.add("c"), Thread.currentThread().isInterrupted())));
		adder.start();
		await().until(() -> Threads.isWaitingIn(adder, GroupWriter.class));
		adder.interrupt();
		assertThat(answer.get()).as("whether it was taken, whether the interrupt is still seen")
			.containsExactly(false, true);
		this.open.countDown();
		this.writer.stop(PATIENCE);
		assertThat(this.written).containsExactly(List.of("gate"), List.of("ab"));
	}

	@Test
	void whatSeveralThreadsAddIsWrittenOnceAndInTheOrderOfEach() throws Exception {
		AtomicInteger threads = new AtomicInteger();
		GroupWriter<String> shared = new GroupWriter<>("group-writer", 5, (item) -> 1,
				(group) -> this.written.add(List.copyOf(group)));
		shared.start();
		Threads.atOnce(8, () -> {
			String name = threads.getAndIncrement() + ":";
			return IntStream.range(0, 500).allMatch((number) -> shared.add(name + number));
		});
		shared.stop(PATIENCE);
		assertThat(this.written).allSatisfy((group) -> assertThat(group).hasSizeBetween(1, 5));
		List<String> all = this.written.stream().flatMap(List::stream).toList();
		assertThat(all).hasSize(4_000);
		for (int thread = 0; thread < 8; thread++) {
			String name = thread + ":";
			assertThat(all.stream().filter((item) -> item.startsWith(name)))
				.containsExactlyElementsOf(IntStream.range(0, 500).mapToObj((number) -> name + number).toList());
		}
	}

}
