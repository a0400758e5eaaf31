package io.rocketjob.batch;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many slices are claimed together.
 */
class SliceCostTests {

	private final SliceCost cost = new SliceCost();

	@Test
	void oneSliceIsClaimedAsLongAsNothingIsKnown() {
		assertThat(this.cost.groupSize(10, 200)).isOne();
	}

	@Test
	void slicesThatTakeLongAreClaimedOneByOne() {
		this.cost.learn(Duration.ofMillis(101), 1);
		assertThat(this.cost.groupSize(10, 200)).isOne();
	}

	@Test
	void asManyAreClaimedAsTheWorkersCanDoSoon() {
		this.cost.learn(Duration.ofMillis(80), 1);
		assertThat(this.cost.groupSize(10, 200)).isEqualTo(12);
	}

	@Test
	void noMoreAreClaimedThanTwoForAWorkerOrThanAreAllowed() {
		this.cost.learn(Duration.ofMillis(6), 1);
		assertThat(this.cost.groupSize(10, 200)).isEqualTo(20);
		assertThat(this.cost.groupSize(10, 7)).isEqualTo(7);
	}

	@Test
	void whereAWorkerDoesMoreInAHundredthOfASecondItIsAsMany() {
		this.cost.learn(Duration.ofMillis(1), 1);
		assertThat(this.cost.groupSize(10, 200)).isEqualTo(100);
		assertThat(this.cost.groupSize(10, 30)).isEqualTo(30);
	}

	@Test
	void itIsKnownHowLongAWorkerTakes() {
		assertThat(this.cost.expected(3)).isNaN();
		this.cost.learn(Duration.ofMillis(2), 1);
		assertThat(this.cost.expected(3)).isEqualTo(6e6);
	}

	@Test
	void noMoreAreClaimedThanFitIntoFourMebibytes() {
		this.cost.learn(Duration.ofMillis(1), 1024 * 1024);
		assertThat(this.cost.groupSize(10, 200)).isEqualTo(4);
		SliceCost large = new SliceCost();
		large.learn(Duration.ofMillis(1), 12 * 1024 * 1024);
		assertThat(large.groupSize(10, 200)).isOne();
	}

	/**
	 * Half of what is known of the first slice gave groups of none, and the claim was
	 * tried for ever.
	 * @throws Exception if a thread fails
	 */
	@Test
	void theFirstSliceIsKnownAsAWhole() throws Exception {
		ExecutorService threads = Executors.newSingleThreadExecutor();
		try {
			for (int i = 0; i < 20_000; i++) {
				SliceCost fresh = new SliceCost();
				Future<?> learned = threads.submit(() -> fresh.learn(Duration.ofMillis(6), 1000));
				do {
					assertThat(fresh.groupSize(10, 200)).isIn(1, 20);
				}
				while (!learned.isDone());
				learned.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

}
