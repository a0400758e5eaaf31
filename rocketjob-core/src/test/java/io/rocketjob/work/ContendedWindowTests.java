package io.rocketjob.work;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How servers that want the same get out of each other's way. */
class ContendedWindowTests {

	private final ContendedWindow window = new ContendedWindow();

	@Test
	void theFirstOnesAreChosenAsLongAsNobodyElseWantsThem() {
		this.window.claimed(10, 10);
		assertThat(this.window.size(10)).isEqualTo(10);
		assertThat(this.window.choose(numbers(10), 10)).isEqualTo(numbers(10));
		assertThat(this.window.choose(numbers(25), 10)).isEqualTo(numbers(10));
	}

	@Test
	void whoLosesSomeLooksFurtherAndTakesAnyPart() {
		this.window.claimed(10, 9);
		assertThat(this.window.size(10)).isEqualTo(20);
		List<List<Integer>> choices = IntStream.range(0, 20)
			.mapToObj((i) -> this.window.choose(numbers(20), 10))
			.toList();
		assertThat(choices).allSatisfy((choice) -> assertThat(choice).hasSize(10).isSorted().doesNotHaveDuplicates());
		assertThat(choices.stream().distinct().count()).isGreaterThan(10);
	}

	@Test
	void whereThereAreFewOnlyHalfOfThemIsTaken() {
		this.window.claimed(10, 0);
		this.window.claimed(10, 0);
		assertThat(this.window.choose(numbers(8), 10)).hasSize(4);
		assertThat(this.window.choose(numbers(1), 10)).hasSize(1);
	}

	@Test
	void theWindowHasAGreatestWidthAndNarrowsAgain() {
		IntStream.range(0, 10).forEach((i) -> this.window.claimed(10, 0));
		assertThat(this.window.size(10)).isEqualTo(80);
		IntStream.range(0, 8).forEach((i) -> this.window.claimed(10, 10));
		assertThat(this.window.size(10)).isEqualTo(40);
		IntStream.range(0, 16).forEach((i) -> this.window.claimed(10, 10));
		assertThat(this.window.size(10)).isEqualTo(10);
	}

	private static List<Integer> numbers(int count) {
		return IntStream.range(0, count).boxed().toList();
	}

}
