package io.rocketjob.performance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** How exact durations are that are counted in buckets. */
class DurationBucketsTests {

	@ParameterizedTest
	@ValueSource(longs = { 8, 9, 15, 16, 17, 1000, 4095, 4096, 1_000_001, 86_400_000_000L, 31_536_000_000_000L })
	void aDurationIsWrongByASixteenthAtMost(long micros) {
		Duration told = DurationBuckets.middle(DurationBuckets.bucket(Duration.ofNanos(micros * 1000)));
		assertThat(told.toNanos() / 1000.0).isCloseTo(micros, within(micros * DurationBuckets.ERROR));
	}

	@Test
	void eachBucketBeginsWhereTheOneBeforeItEnds() {
		int last = -1;
		for (long micros = 0; micros < 100_000; micros++) {
			int bucket = DurationBuckets.bucket(Duration.ofNanos(micros * 1000));
			assertThat(bucket).isBetween(last, last + 1);
			last = bucket;
		}
	}

	@Test
	void whatIsTooShortOrTooLongHasABucketToo() {
		assertThat(DurationBuckets.bucket(Duration.ofSeconds(-1))).isZero();
		assertThat(DurationBuckets.bucket(Duration.ofNanos(999))).isZero();
		assertThat(DurationBuckets.bucket(Duration.ofDays(400_000))).isEqualTo(DurationBuckets.COUNT - 1);
		assertThat(DurationBuckets.bucket(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(DurationBuckets.COUNT - 1);
	}

	@Test
	void percentilesAreThoseOfTheDurationsWithinTheError() {
		Random random = new Random(7);
		List<Long> exact = new ArrayList<>();
		SortedMap<Integer, Long> counts = new TreeMap<>();
		for (int i = 0; i < 10_000; i++) {
			long micros = (long) (1000 * Math.exp(3 * random.nextGaussian()));
			exact.add(micros);
			counts.merge(DurationBuckets.bucket(Duration.ofNanos(micros * 1000)), 1L, Long::sum);
		}
		Collections.sort(exact);
		for (double part : List.of(0.01, 0.5, 0.95, 0.99, 1.0)) {
			long right = exact.get((int) Math.ceil(exact.size() * part) - 1);
			assertThat(DurationBuckets.percentile(counts, part).toNanos() / 1000.0).as("p" + part)
				.isCloseTo(right, within(1 + right * DurationBuckets.ERROR));
		}
	}

	@Test
	void nothingHasPercentilesOfZero() {
		assertThat(DurationBuckets.percentile(new TreeMap<>(), 0.95)).isEqualTo(Duration.ZERO);
	}

}
