package io.rocketjob.benchmark.report;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class StatisticsTests {

	private static final List<Integer> THOUSAND = IntStream.rangeClosed(1, 1000).boxed().toList();

	@Test
	void aPercentileIsTheNumberOfTheNearestRank() {
		assertThat(Statistics.percentile(THOUSAND, 50)).isEqualTo(500);
		assertThat(Statistics.percentile(THOUSAND, 99)).isEqualTo(990);
		assertThat(Statistics.percentile(THOUSAND, 99.9)).isEqualTo(999);
		assertThat(Statistics.percentile(THOUSAND, 100)).isEqualTo(1000);
		assertThat(Statistics.percentile(List.of(7), 1)).isEqualTo(7);
	}

	@Test
	void thereIsNoPercentileOfNothing() {
		assertThatIllegalArgumentException().isThrownBy(() -> Statistics.percentile(List.of(), 50));
		assertThatIllegalArgumentException().isThrownBy(() -> Statistics.percentile(List.of(1), 0));
	}

	@Test
	void theMedianIsInTheMiddleWhateverTheOrder() {
		assertThat(Statistics.median(List.of(9, 1, 5))).isEqualTo(5);
		assertThat(Statistics.median(List.of(4, 1, 3, 2))).isEqualTo(2.5);
		assertThatIllegalArgumentException().isThrownBy(() -> Statistics.median(List.of()));
	}

	@Test
	void anInversionIsHowMuchLaterOneStartsThanTheFirstBehindIt() {
		assertThat(Statistics.inversions(new long[] { 10, 20, 30 })).containsExactly(0, 0, 0);
		assertThat(Statistics.inversions(new long[] { 50, 20, 30, 25 })).containsExactly(30, 0, 5, 0);
	}

}
