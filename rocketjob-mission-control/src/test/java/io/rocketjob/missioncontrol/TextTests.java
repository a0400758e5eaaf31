package io.rocketjob.missioncontrol;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import io.rocketjob.operation.BatchDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** How things are written. */
class TextTests {

	private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

	@ParameterizedTest
	@CsvSource({ "PT0.5S, now", "PT5S, 5 s ago", "PT119S, 119 s ago", "PT3M, 3 min ago", "PT119M, 119 min ago",
			"PT30H, 30 h ago", "P3D, 3 days ago", "PT-2H, in 2 h" })
	void aTimeIsSaidAsPeopleSayIt(Duration past, String text) {
		assertThat(new Format(Locale.ENGLISH, NOW).relative(NOW.minus(past))).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource({ "PT0S, < 0.1 ms", "PT0.0004S, 0.4 ms", "PT0.0123S, 12 ms", "PT0.999S, 999 ms", "PT1.25S, 1.2 s",
			"PT97S, 97 s", "PT3M, 3 min", "P3D, 3 days" })
	void aShortDurationIsSaidAsItWasMeasured(Duration duration, String text) {
		assertThat(new Format(Locale.ENGLISH, NOW).precise(duration)).isEqualTo(text);
	}

	@Test
	void numbersAreThoseOfTheReader() {
		assertThat(new Format(Locale.ENGLISH, NOW).number(1234567)).isEqualTo("1,234,567");
		assertThat(new Format(Locale.GERMAN, NOW).number(1234567)).isEqualTo("1.234.567");
		assertThat(new Format(Locale.GERMAN, NOW).decimal(3.25)).isEqualTo("3,2");
	}

	@Test
	void framesOfLibrariesAreFolded() {
		String trace = String.join("\n", "java.lang.IllegalStateException: no", "\tat com.acme.Shop.sell(Shop.java:1)",
				"\tat java.base/java.util.List.of(List.java:1)", "\tat org.springframework.A.b(A.java:1)",
				"\tat io.rocketjob.job.JobRunner.run(JobRunner.java:1)", "Caused by: com.acme.NoStock: none",
				"\tat com.acme.Stock.take(Stock.java:2)", "\t... 3 more");
		List<StackTrace.Part> parts = StackTrace.parts(trace);
		assertThat(parts).extracting(StackTrace.Part::folded).containsExactly(false, true, false, false);
		assertThat(parts.get(1).lines()).hasSize(3);
		assertThat(String.join("\n", parts.stream().flatMap((part) -> part.lines().stream()).toList()))
			.isEqualTo(trace);
	}

	@Test
	void whatThereIsOfSlicesIsSeenInTheBar() {
		SliceBar bar = SliceBar.of(batch(50, 1, 0, 9999));
		assertThat(bar.parts()).extracting(SliceBar.Part::name).containsExactly("done", "active", "queued");
		assertThat(bar.parts()).extracting(SliceBar.Part::width).containsExactly("500.0", "4.0", "496.0");
		assertThat(SliceBar.of(batch(100, 0, 0, 0)).parts()).hasSize(1);
		assertThat(SliceBar.of(batch(0, 0, 1, 0)).parts()).extracting(SliceBar.Part::name).containsExactly("failed");
		assertThat(bar.label(new Format(Locale.ENGLISH, NOW)))
			.isEqualTo("50 % done; 1 slices active, 9,999 queued, 0 failed");
	}

	private static BatchDescriptor batch(int percent, long active, long failed, long queued) {
		return new BatchDescriptor("working", false, percent, 100, percent, 1, null, queued, active, failed, List.of(),
				List.of(), null);
	}

}
