package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What other threads prepare for the one that writes. */
@Timeout(30)
class ReadAheadTests {

	@Test
	void allComeInTheirOrderThoughLaterOnesAreReadyFirst() {
		CountDownLatch second = new CountDownLatch(1);
		try (ReadAhead<Integer, Integer> ahead = new ReadAhead<>(numbers(100), (number) -> {
			if (number == 0 && Runtime.getRuntime().availableProcessors() > 1) {
				await(second);
			}
			second.countDown();
			return -number;
		}, (number) -> 1)) {
			List<Integer> all = new ArrayList<>();
			ahead.forEachRemaining(all::add);
			assertThat(all).isEqualTo(IntStream.range(0, 100).mapToObj((number) -> -number).toList());
			assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(ahead::next);
		}
	}

	@Test
	void ofLargeOnesNoneIsReadBeforeTheOneThatIsWanted() {
		AtomicInteger read = new AtomicInteger();
		Iterator<Integer> source = numbers(10);
		try (ReadAhead<Integer, Integer> ahead = new ReadAhead<>(source, (number) -> number, (number) -> {
			read.incrementAndGet();
			return 12_000_000;
		})) {
			for (int i = 0; i < 10; i++) {
				assertThat(ahead.next()).isEqualTo(i);
				assertThat(read).hasValue(i + 1);
			}
		}
	}

	@Test
	void whatOneFailsWithIsThrownInItsTurn() {
		try (ReadAhead<Integer, Integer> ahead = new ReadAhead<>(numbers(5), (number) -> {
			if (number == 1) {
				throw new IllegalStateException("damaged");
			}
			return number;
		}, (number) -> 1)) {
			assertThat(ahead.next()).isZero();
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(ahead::next).withMessage("damaged");
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Iterator<Integer> numbers(int count) {
		return IntStream.range(0, count).iterator();
	}

}
