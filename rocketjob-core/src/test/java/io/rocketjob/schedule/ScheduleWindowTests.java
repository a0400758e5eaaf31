package io.rocketjob.schedule;

import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Windows that open by a schedule. */
class ScheduleWindowTests {

	private static ScheduleWindow window(String schedule, String duration) {
		return ScheduleWindow.parse(schedule, ZoneOffset.UTC, duration);
	}

	@Test
	void aWindowIsOpenFromItsOpeningUntilJustBeforeItsDurationIsOver() {
		ScheduleWindow window = window("0 20 * * 1-5 America/New_York", "6h");
		Instant opening = Instant.parse("2026-01-06T01:00:00Z");
		Instant closing = Instant.parse("2026-01-06T07:00:00Z");
		assertThat(window.isOpen(opening.minusNanos(1))).isFalse();
		assertThat(window.isOpen(opening)).isTrue();
		assertThat(window.isOpen(closing.minusNanos(1))).isTrue();
		assertThat(window.isOpen(closing)).isFalse();
	}

	@Test
	void theFirstTimeInsideIsThatTimeOrTheNextOpening() {
		ScheduleWindow window = window("0 20 * * 1-5", "6h");
		Instant inside = Instant.parse("2026-01-10T01:59:59Z");
		assertThat(window.firstInside(inside)).as("Friday's window reaches into Saturday").contains(inside);
		assertThat(window.firstInside(Instant.parse("2026-01-10T02:00:00Z"))).as("after Friday's window")
			.contains(Instant.parse("2026-01-12T20:00:00Z"));
	}

	@Test
	void theDurationIsElapsedTimeWhenClocksAreChanged() {
		ScheduleWindow window = window("0 1 * * * America/New_York", "3h");
		// 1:00 EST; at 2:00 clocks go on to 3:00
		assertThat(window.isOpen(Instant.parse("2026-03-08T08:59:59Z"))).isTrue();
		assertThat(window.isOpen(Instant.parse("2026-03-08T09:00:00Z"))).isFalse();
	}

	@Test
	void overlappingWindowsAreOneThatIsOpenAllTheTime() {
		ScheduleWindow window = window("0 * * * *", "90m");
		assertThat(window.isOpen(Instant.parse("2026-01-06T07:59:00Z"))).isTrue();
		assertThat(window.isOpen(Instant.parse("2026-01-06T08:00:00Z"))).isTrue();
	}

	@Test
	void whatIsWrongIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> window("soon", "1h"))
			.withMessageStartingWith("schedule: Wrong schedule \"soon\"");
		assertThatIllegalArgumentException().isThrownBy(() -> window("0 0 30 2 *", "1h"))
			.withMessage("schedule: there is no such time as \"0 0 30 2 * Z\"");
		assertThatIllegalArgumentException().isThrownBy(() -> window("0 0 * * * Atlantis", "1h"))
			.withMessageContaining("Atlantis");
		assertThatIllegalArgumentException().isThrownBy(() -> window("0 0 * * *", "long"))
			.withMessage("duration: 'long' is no duration; right would be \"30s\" or \"PT30S\", from 1s to 366d");
		assertThatIllegalArgumentException().isThrownBy(() -> window("0 0 * * *", "0s"))
			.withMessage("duration: must be from 1s to 366d, but is 0s");
		assertThatIllegalArgumentException().isThrownBy(() -> window("0 0 * * *", "-1h"))
			.withMessageContaining("must be from 1s to 366d");
		assertThatIllegalArgumentException().isThrownBy(() -> window("soon", "long"))
			.withMessageContaining("schedule: Wrong schedule \"soon\"")
			.withMessageContaining("; duration: 'long' is no duration");
	}

}
