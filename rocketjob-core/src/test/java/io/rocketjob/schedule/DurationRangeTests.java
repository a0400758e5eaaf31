package io.rocketjob.schedule;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What durations annotations and the configuration may have. */
class DurationRangeTests {

	private static final DurationRange RANGE = DurationRange.of("0s", "10m");

	@ParameterizedTest
	@CsvSource({ "15s, PT15S", "' 1500ms ', PT1.5S", "PT2M, PT2M", "1m30s, PT1M30S", "0, PT0S", "10m, PT10M" })
	void aDurationWithAUnitIsRead(String text, Duration duration) {
		assertThat(RANGE.parse(text)).isEqualTo(duration);
	}

	@ParameterizedTest
	@ValueSource(strings = { "15", " 15 ", "+15", "-15", "15000", "99999999999999999999" })
	void aNumberWithoutAUnitIsRefusedWithWhatIsRight(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> RANGE.parse(text))
			.withMessage("'" + text.strip() + "' has no unit, and would be milliseconds; right would be " + text.strip()
					+ "s for seconds, or another unit: ms, m, h, d");
	}

	@ParameterizedTest
	@CsvSource({ "11m, 11m", "601s, 601s", "-1s, -1s", "2h, 2h", "3d, 3d", "600001ms, 600001ms",
			"PT10M0.000001S, PT10M0.000001S" })
	void aDurationThatIsOutOfTheRangeIsRefusedWithTheRange(String text, String shown) {
		assertThatIllegalArgumentException().isThrownBy(() -> RANGE.parse(text))
			.withMessage("must be from 0s to 10m, but is " + shown);
	}

	@ParameterizedTest
	@ValueSource(strings = { "soon", "", "15 parsecs", "9999999999999999d" })
	void whatIsNoDurationIsRefusedWithAnExampleAndTheRange(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> RANGE.parse(text))
			.withMessage("'" + text + "' is no duration; right would be \"30s\" or \"PT30S\", from 0s to 10m");
	}

	@Test
	void aRangeSaysItsBoundsAsPeopleWriteThem() {
		assertThat(DurationRange.of("1500ms", "36500d").range()).isEqualTo("from 1500ms to 36500d");
	}

}
