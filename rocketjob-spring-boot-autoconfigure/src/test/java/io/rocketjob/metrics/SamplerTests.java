package io.rocketjob.metrics;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Reading metrics neither waits for the database nor keeps it busy. */
class SamplerTests {

	private final AtomicInteger asked = new AtomicInteger();

	@Test
	void theDatabaseIsAskedOnceInAnInterval() {
		Sampler<Integer> sampler = new Sampler<>(this.asked::incrementAndGet, Duration.ofMinutes(1));
		assertThat(this.asked).hasValue(0);
		assertThat(sampler.get()).isEqualTo(1);
		assertThat(sampler.get()).isEqualTo(1);
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void itIsAskedAgainAfterTheInterval() {
		Sampler<Integer> sampler = new Sampler<>(this.asked::incrementAndGet, Duration.ofMillis(1));
		await().untilAsserted(() -> assertThat(sampler.get()).isGreaterThan(2));
	}

	@Test
	void theLastSampleIsKeptForAWhileWhenItFailsAndThenThereIsNone() {
		Sampler<Integer> sampler = new Sampler<>(() -> {
			if (this.asked.incrementAndGet() > 1) {
				throw new IllegalStateException("away");
			}
			return 7;
		}, Duration.ofMillis(100));
		assertThat(sampler.get()).isEqualTo(7);
		await().untilAsserted(() -> {
			sampler.get();
			assertThat(this.asked).hasValueGreaterThan(1);
		});
		await().untilAsserted(() -> assertThat(sampler.get()).isNull());
	}

	@Test
	void aDatabaseThatHangsIsWaitedForOnceAndNotByEachThatReads() {
		CountDownLatch hangs = new CountDownLatch(1);
		Sampler<Integer> sampler = new Sampler<>(() -> {
			this.asked.incrementAndGet();
			try {
				return hangs.await(30, TimeUnit.SECONDS) ? 1 : 0;
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}, Duration.ofMillis(1));
		long start = System.nanoTime();
		for (int i = 0; i < 50; i++) {
			assertThat(sampler.get()).isNull();
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
		assertThat(this.asked).hasValue(1);
		hangs.countDown();
		await().untilAsserted(() -> assertThat(sampler.get()).isEqualTo(1));
	}

}
