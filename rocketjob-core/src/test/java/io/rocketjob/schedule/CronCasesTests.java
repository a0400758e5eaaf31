package io.rocketjob.schedule;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/cron-cases.csv}: a year of each schedule. A new row needs only the
 * schedule, the zone and the year; what fails then says the rest.
 */
class CronCasesTests {

	private static final int QUESTIONS = 200;

	@ParameterizedTest(name = "{0} {1} {2}")
	@CsvFileSource(files = "../docs/cron-cases.csv", numLinesToSkip = 1)
	void aYearOfTheScheduleIsWhatTheTableSaysAndWhatTryingEveryMinuteFinds(String schedule, ZoneId zone, int year,
			int count, @Nullable String first, @Nullable String last, String sha256) {
		Year expected = new Year(count, first, last, sha256);
		List<Instant> tried = EveryMinute.of(schedule, zone, year);
		assertThat(Year.of(tried)).as("every minute").isEqualTo(expected);
		CronSchedule cron = CronSchedule.parse(schedule + " " + zone);
		assertThat(Year.of(year(cron, year))).as("one after the other").isEqualTo(expected);
		assertThatTheAnswerDoesNotDependOnWhereOneAsksFrom(cron, tried, year);
	}

	private static List<Instant> year(CronSchedule cron, int year) {
		List<Instant> due = new ArrayList<>();
		Instant end = EveryMinute.start(year + 1);
		Optional<Instant> next = cron.next(EveryMinute.start(year).minusNanos(1));
		while (next.isPresent() && next.get().isBefore(end)) {
			due.add(next.get());
			next = cron.next(next.get());
		}
		return due;
	}

	private static void assertThatTheAnswerDoesNotDependOnWhereOneAsksFrom(CronSchedule cron, List<Instant> due,
			int year) {
		Random random = new Random(year);
		long start = EveryMinute.start(year).getEpochSecond();
		long end = EveryMinute.start(year + 1).getEpochSecond();
		for (int i = 0; i < QUESTIONS; i++) {
			Instant after = Instant.ofEpochSecond(random.nextLong(start, end), random.nextInt(2));
			int found = Collections.binarySearch(due, after);
			int later = (found < 0) ? -(found + 1) : found + 1;
			Optional<Instant> expected = (later < due.size()) ? Optional.of(due.get(later)) : Optional.empty();
			Optional<Instant> next = cron.next(after).filter((instant) -> instant.getEpochSecond() < end);
			assertThat(next).as("next after %s", after).isEqualTo(expected);
		}
	}

	/** What the table says of a year. */
	private record Year(int count, @Nullable String first, @Nullable String last, String sha256) {

		static Year of(List<Instant> due) {
			List<String> texts = due.stream().map(Instant::toString).toList();
			return new Year(due.size(), due.isEmpty() ? null : texts.get(0),
					due.isEmpty() ? null : texts.get(texts.size() - 1), sha256(String.join("\n", texts)));
		}

		private static String sha256(String text) {
			try {
				MessageDigest digest = MessageDigest.getInstance("SHA-256");
				return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
