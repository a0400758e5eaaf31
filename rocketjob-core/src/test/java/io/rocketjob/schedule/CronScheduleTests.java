package io.rocketjob.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CronScheduleTests {

	@Test
	void fiveFieldsBeginWithTheMinuteAndSixWithTheSecond() {
		assertThat(due("15 10 * * * UTC", "2025-01-01T00:00:00Z", 2)).containsExactly("2025-01-01T10:15:00Z",
				"2025-01-02T10:15:00Z");
		assertThat(due("5 15 10 * * * UTC", "2025-01-01T00:00:00Z", 2)).containsExactly("2025-01-01T10:15:05Z",
				"2025-01-02T10:15:05Z");
	}

	@Test
	void theNextIsStrictlyAfterTheTimeAskedFor() {
		assertThat(due("0 10 * * * UTC", "2025-01-01T09:59:59.999999999Z", 1)).containsExactly("2025-01-01T10:00:00Z");
		assertThat(due("0 10 * * * UTC", "2025-01-01T10:00:00Z", 1)).containsExactly("2025-01-02T10:00:00Z");
		assertThat(due("0 10 * * * UTC", "2025-01-01T10:00:00.000000001Z", 1)).containsExactly("2025-01-02T10:00:00Z");
	}

	@Test
	void aZoneAtTheEndWinsOverTheDefault() {
		ZoneId tokyo = ZoneId.of("Asia/Tokyo");
		assertThat(CronSchedule.parse("0 1 * * * America/New_York", tokyo).zone())
			.isEqualTo(ZoneId.of("America/New_York"));
		assertThat(CronSchedule.parse("0 0 1 * * * America/New_York", tokyo).zone())
			.isEqualTo(ZoneId.of("America/New_York"));
		assertThat(CronSchedule.parse("@daily America/New_York", tokyo).zone())
			.isEqualTo(ZoneId.of("America/New_York"));
		assertThat(CronSchedule.parse("0 1 * * *", tokyo).zone()).isEqualTo(tokyo);
		assertThat(CronSchedule.parse("@daily", tokyo).zone()).isEqualTo(tokyo);
		assertThat(CronSchedule.parse("0 1 * * *").zone()).isEqualTo(ZoneId.systemDefault());
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTC", "Z", "GMT+2", "+02:00", "-5", "Etc/GMT-3", "Libya", "Zulu", "NZ-CHAT" })
	void everyZoneOfTheJvmMayFollow(String zone) {
		assertThat(CronSchedule.parse("0 1 * * * " + zone).zone()).isEqualTo(ZoneId.of(zone));
		assertThat(CronSchedule.parse("0 0 1 * * SUN " + zone).zone()).isEqualTo(ZoneId.of(zone));
	}

	@Test
	void theTextIsNormalAndGivesAnEqualSchedule() {
		CronSchedule schedule = CronSchedule.parse("  30 1  * jan mon-Fri\tEurope/Berlin ");
		assertThat(schedule.text()).isEqualTo("30 1 * JAN MON-FRI Europe/Berlin").isEqualTo(schedule.toString());
		assertThat(CronSchedule.parse(schedule.text())).isEqualTo(schedule).hasSameHashCodeAs(schedule);
		assertThat(CronSchedule.parse("30 1 * JAN MON-FRI", ZoneId.of("Europe/Berlin"))).isEqualTo(schedule);
		assertThat(CronSchedule.parse("30 1 * JAN MON-FRI", ZoneId.of("Europe/Paris"))).isNotEqualTo(schedule);
		CronSchedule macro = CronSchedule.parse("@Daily", ZoneOffset.UTC);
		assertThat(macro.text()).isEqualTo("@daily Z");
		assertThat(CronSchedule.parse(macro.text())).isEqualTo(macro);
	}

	@Test
	void bothTheDayAndTheWeekdayMustMatch() {
		assertThat(due("0 9 13 * FRI UTC", "2026-01-01T00:00:00Z", 3)).containsExactly("2026-02-13T09:00:00Z",
				"2026-03-13T09:00:00Z", "2026-11-13T09:00:00Z");
		assertThat(due("0 9 8-14 * 2#2 UTC", "2026-01-01T00:00:00Z", 2)).containsExactly("2026-01-13T09:00:00Z",
				"2026-02-10T09:00:00Z");
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', textBlock = """
			L,        2024-02-01, 2024-02-29
			-1,       2024-02-01, 2024-02-29
			L-3,      2025-01-01, 2025-01-28
			-3,       2025-01-01, 2025-01-29
			-4,       2025-01-01, 2025-01-28
			L-27,     2025-01-01, 2025-01-04
			-28,      2025-02-01, 2025-02-01
			-3--2,    2025-01-30, 2025-01-30
			-3--2,    2025-01-31, 2025-02-26
			LW,       2025-08-01, 2025-08-29
			LW,       2025-05-01, 2025-05-30
			15W,      2025-02-01, 2025-02-14
			15W,      2025-06-01, 2025-06-16
			15W,      2025-07-01, 2025-07-15
			1W,       2025-02-01, 2025-02-03
			1W,       2025-02-02, 2025-02-03
			1W,       2025-02-03, 2025-02-03
			1W,       2025-06-01, 2025-06-02
			31W,      2026-05-01, 2026-05-29
			30W,      2027-04-30, 2027-04-30
			31W,      2027-04-30, 2027-05-31
			28W,      2027-02-01, 2027-02-26
			"5,LW",   2025-08-06, 2025-08-29
			"L,1",    2025-08-02, 2025-08-31
			""")
	void daysMayDependOnTheMonth(String day, String from, String expected) {
		assertThat(due("0 12 " + day + " * * UTC", from + "T00:00:00Z", 1)).containsExactly(expected + "T12:00:00Z");
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', textBlock = """
			0,             2025-01-01, 2025-01-05
			7,             2025-01-01, 2025-01-05
			sun,           2025-01-01, 2025-01-05
			7-7,           2025-01-01, 2025-01-05
			SUN-SUN,       2025-01-01, 2025-01-05
			5-0,           2025-01-01, 2025-01-03
			7-2,           2025-01-01, 2025-01-05
			0-7,           2025-01-01, 2025-01-01
			*/2,           2025-01-01, 2025-01-02
			1/2,           2025-01-02, 2025-01-03
			5L,            2025-01-01, 2025-01-31
			FRIL,          2025-01-01, 2025-01-31
			0L,            2025-01-01, 2025-01-26
			7L,            2025-01-01, 2025-01-26
			5#2,           2025-01-01, 2025-01-10
			0#1,           2025-01-01, 2025-01-05
			fri#5,         2026-02-06, 2026-05-29
			FRI#5,         2025-01-01, 2025-01-31
			fri#-1,        2025-01-01, 2025-01-31
			5#-2,          2025-01-01, 2025-01-24
			MON#-4,        2025-02-01, 2025-02-03
			mon#-5,        2025-01-01, 2025-03-03
			sun#-1,        2024-02-01, 2024-02-25
			"MON#1,FRIL",  2025-01-07, 2025-01-31
			"MON#1,FRI#-2",2025-01-07, 2025-01-24
			"TUE,FRIL",    2025-01-29, 2025-01-31
			""")
	void weekdaysMayDependOnTheMonth(String weekday, String from, String expected) {
		assertThat(due("0 12 * * " + weekday + " UTC", from + "T00:00:00Z", 1))
			.containsExactly(expected + "T12:00:00Z");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			@yearly,   2026-01-01T00:00:00Z
			@annually, 2026-01-01T00:00:00Z
			@monthly,  2025-02-01T00:00:00Z
			@weekly,   2025-01-05T00:00:00Z
			@daily,    2025-01-02T00:00:00Z
			@midnight, 2025-01-02T00:00:00Z
			@Hourly,   2025-01-01T01:00:00Z
			""")
	void macrosAreShortForms(String macro, String expected) {
		assertThat(due(macro + " UTC", "2025-01-01T00:00:00Z", 1)).containsExactly(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 31W 2 *", "0 0 15W * SAT", "0 0 1-28 2 MON#5",
			"0 */2 30 2 *", "30 2/24 8-14 3 SUN" })
	void whatNeverComesIsNotLookedForForEver(String schedule) {
		assertThat(CronSchedule.parse(schedule + " America/New_York").next(Instant.parse("2025-01-01T00:00:00Z")))
			.isEmpty();
	}

	@Test
	void whatComesOnceInFortyYearsIsFound() {
		assertThat(due("0 0 29 2 MON UTC", "2072-03-01T00:00:00Z", 1)).containsExactly("2112-02-29T00:00:00Z");
		assertThat(due("0 */24 29 2 MON America/New_York", "2072-03-01T00:00:00Z", 1))
			.containsExactly("2112-02-29T05:00:00Z");
	}

	@Test
	void inNewYorkAFixedHourInTheGapIsDueAtItsEnd() {
		assertThat(due("30 2 * * * America/New_York", "2025-03-08T00:00:00Z", 3))
			.containsExactly("2025-03-08T07:30:00Z", "2025-03-09T07:00:00Z", "2025-03-10T06:30:00Z");
		assertThat(due("*/10 2 * * * America/New_York", "2025-03-09T06:59:59Z", 2))
			.containsExactly("2025-03-09T07:00:00Z", "2025-03-10T06:00:00Z");
		assertThat(due("* * 2 * * * America/New_York", "2025-03-09T06:59:59Z", 2))
			.containsExactly("2025-03-09T07:00:00Z", "2025-03-10T06:00:00Z");
		assertThat(due("59 1-3 * * * America/New_York", "2025-03-09T06:00:00Z", 4)).containsExactly(
				"2025-03-09T06:59:00Z", "2025-03-09T07:00:00Z", "2025-03-09T07:59:00Z", "2025-03-10T05:59:00Z");
		assertThat(due("30 2,3 * * * America/New_York", "2025-03-09T06:00:00Z", 3))
			.containsExactly("2025-03-09T07:00:00Z", "2025-03-09T07:30:00Z", "2025-03-10T06:30:00Z");
		assertThat(due("0 2,3 * * * America/New_York", "2025-03-09T06:00:00Z", 2))
			.containsExactly("2025-03-09T07:00:00Z", "2025-03-10T06:00:00Z");
	}

	@Test
	void inNewYorkAFixedHourInTheOverlapIsDueAtTheFirstOfTwo() {
		assertThat(due("30 1 * * * America/New_York", "2025-11-01T00:00:00Z", 3))
			.containsExactly("2025-11-01T05:30:00Z", "2025-11-02T05:30:00Z", "2025-11-03T06:30:00Z");
		assertThat(due("*/30 1-2 * * * America/New_York", "2025-11-02T05:00:00Z", 4)).containsExactly(
				"2025-11-02T05:30:00Z", "2025-11-02T07:00:00Z", "2025-11-02T07:30:00Z", "2025-11-03T06:00:00Z");
		assertThat(due("*/30 59 1 * * * America/New_York", "2025-11-02T05:00:00Z", 3))
			.containsExactly("2025-11-02T05:59:00Z", "2025-11-02T05:59:30Z", "2025-11-03T06:59:00Z");
	}

	@Test
	void inTheMiddleOfAnOverlapThePartThatComesAgainIsOver() {
		assertThat(due("30 1 * * * America/New_York", "2025-11-02T05:29:59Z", 1))
			.containsExactly("2025-11-02T05:30:00Z");
		assertThat(due("30 1 * * * America/New_York", "2025-11-02T05:59:59Z", 1))
			.containsExactly("2025-11-03T06:30:00Z");
		assertThat(due("30 1 * * * America/New_York", "2025-11-02T06:00:00Z", 1))
			.containsExactly("2025-11-03T06:30:00Z");
		assertThat(due("30 1 * * * America/New_York", "2025-11-02T06:15:00Z", 1))
			.containsExactly("2025-11-03T06:30:00Z");
		assertThat(due("0 2 * * * America/New_York", "2025-11-02T06:15:00Z", 1))
			.containsExactly("2025-11-02T07:00:00Z");
		assertThat(due("0 2 * * * America/New_York", "2025-11-02T06:59:59.999Z", 1))
			.containsExactly("2025-11-02T07:00:00Z");
		assertThat(due("30 * * * * America/New_York", "2025-11-02T06:15:00Z", 2))
			.containsExactly("2025-11-02T06:30:00Z", "2025-11-02T07:30:00Z");
	}

	@Test
	void inNewYorkStepsInTheHoursFollowElapsedTime() {
		assertThat(due("30 * * * * America/New_York", "2025-03-09T05:00:00Z", 4)).containsExactly(
				"2025-03-09T05:30:00Z", "2025-03-09T06:30:00Z", "2025-03-09T07:30:00Z", "2025-03-09T08:30:00Z");
		assertThat(due("30 */2 * * * America/New_York", "2025-03-09T05:00:00Z", 3))
			.containsExactly("2025-03-09T05:30:00Z", "2025-03-09T08:30:00Z", "2025-03-09T10:30:00Z");
		assertThat(due("30 * * * * America/New_York", "2025-11-02T04:00:00Z", 4)).containsExactly(
				"2025-11-02T04:30:00Z", "2025-11-02T05:30:00Z", "2025-11-02T06:30:00Z", "2025-11-02T07:30:00Z");
		assertThat(due("30 1-5/4 * * * America/New_York", "2025-11-02T04:00:00Z", 3))
			.containsExactly("2025-11-02T05:30:00Z", "2025-11-02T06:30:00Z", "2025-11-02T10:30:00Z");
		assertThat(due("*/30 59 * * * * America/New_York", "2025-11-02T05:59:00Z", 3))
			.containsExactly("2025-11-02T05:59:30Z", "2025-11-02T06:59:00Z", "2025-11-02T06:59:30Z");
		assertThat(due("30 4,*/12 * * * America/New_York", "2025-03-09T00:00:00Z", 3))
			.containsExactly("2025-03-09T05:30:00Z", "2025-03-09T08:30:00Z", "2025-03-09T16:30:00Z");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			0 * * * *,        23, 25
			*/10 0-23 * * *, 138, 144
			*/10 2 * * *,      1, 6
			""")
	void aDayInNewYorkHasAsManyAsTheGuideSays(String schedule, int inMarch, int inNovember) {
		CronSchedule cron = CronSchedule.parse(schedule + " America/New_York");
		assertThat(count(cron, "2025-03-09T05:00:00Z", "2025-03-10T04:00:00Z")).isEqualTo(inMarch);
		assertThat(count(cron, "2025-11-02T04:00:00Z", "2025-11-03T05:00:00Z")).isEqualTo(inNovember);
	}

	@Test
	void inBerlinBothChangesAreRight() {
		assertThat(due("30 2 * * * Europe/Berlin", "2025-03-29T00:00:00Z", 3)).containsExactly("2025-03-29T01:30:00Z",
				"2025-03-30T01:00:00Z", "2025-03-31T00:30:00Z");
		assertThat(due("30 2 * * * Europe/Berlin", "2025-10-25T00:00:00Z", 3)).containsExactly("2025-10-25T00:30:00Z",
				"2025-10-26T00:30:00Z", "2025-10-27T01:30:00Z");
		assertThat(due("0 */2 * * * Europe/Berlin", "2025-03-29T22:00:00Z", 3)).containsExactly("2025-03-29T23:00:00Z",
				"2025-03-30T02:00:00Z", "2025-03-30T04:00:00Z");
		assertThat(due("0 */2 * * * Europe/Berlin", "2025-10-25T23:00:00Z", 3)).containsExactly("2025-10-26T00:00:00Z",
				"2025-10-26T01:00:00Z", "2025-10-26T03:00:00Z");
	}

	@Test
	void onLordHoweIslandBothChangesOfHalfAnHourAreRight() {
		assertThat(due("15 2 * * * Australia/Lord_Howe", "2025-10-03T00:00:00Z", 3))
			.containsExactly("2025-10-03T15:45:00Z", "2025-10-04T15:30:00Z", "2025-10-05T15:15:00Z");
		assertThat(due("45 1 * * * Australia/Lord_Howe", "2025-04-04T00:00:00Z", 3))
			.containsExactly("2025-04-04T14:45:00Z", "2025-04-05T14:45:00Z", "2025-04-06T15:15:00Z");
		assertThat(due("*/15 * * * * Australia/Lord_Howe", "2025-04-05T14:29:00Z", 5)).containsExactly(
				"2025-04-05T14:30:00Z", "2025-04-05T14:45:00Z", "2025-04-05T15:00:00Z", "2025-04-05T15:15:00Z",
				"2025-04-05T15:30:00Z");
		assertThat(due("*/15 * * * * Australia/Lord_Howe", "2025-10-04T15:00:00Z", 3))
			.containsExactly("2025-10-04T15:15:00Z", "2025-10-04T15:30:00Z", "2025-10-04T15:45:00Z");
		assertThat(due("0 * * * * Australia/Lord_Howe", "2025-10-04T14:00:00Z", 2))
			.containsExactly("2025-10-04T14:30:00Z", "2025-10-04T16:00:00Z");
	}

	@Test
	void aGapAtMidnightIsNoLostDay() {
		assertThat(due("0 0 * * * America/Sao_Paulo", "2017-10-14T00:00:00Z", 3))
			.containsExactly("2017-10-14T03:00:00Z", "2017-10-15T03:00:00Z", "2017-10-16T02:00:00Z");
		assertThat(due("30 0 * * * Africa/Cairo", "2014-05-15T00:00:00Z", 2)).containsExactly("2014-05-15T22:00:00Z",
				"2014-05-16T21:30:00Z");
		assertThat(due("@daily Asia/Beirut", "2021-03-27T00:00:00Z", 2)).containsExactly("2021-03-27T22:00:00Z",
				"2021-03-28T21:00:00Z");
	}

	@Test
	void anOverlapAtMidnightIsNoSecondDay() {
		assertThat(due("30 23 * * * America/Sao_Paulo", "2017-02-18T00:00:00Z", 3))
			.containsExactly("2017-02-18T01:30:00Z", "2017-02-19T01:30:00Z", "2017-02-20T02:30:00Z");
		assertThat(due("0 0 * * * America/Sao_Paulo", "2017-02-18T00:00:00Z", 3))
			.containsExactly("2017-02-18T02:00:00Z", "2017-02-19T03:00:00Z", "2017-02-20T03:00:00Z");
	}

	@Test
	void aDayThatDoesNotExistIsDueAtItsEnd() {
		assertThat(due("0 12 * * * Pacific/Apia", "2011-12-29T00:00:00Z", 3)).containsExactly("2011-12-29T22:00:00Z",
				"2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z");
		assertThat(due("0 0 * * * Pacific/Apia", "2011-12-29T00:00:00Z", 3)).containsExactly("2011-12-29T10:00:00Z",
				"2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z");
		assertThat(due("0 */12 * * * Pacific/Apia", "2011-12-29T00:00:00Z", 3)).containsExactly("2011-12-29T10:00:00Z",
				"2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z");
	}

	@Test
	void theNextIsLaterInEveryZoneAroundEveryChange() {
		Instant end = Instant.parse("2030-01-01T00:00:00Z");
		for (String zone : ZoneId.getAvailableZoneIds()) {
			List<CronSchedule> schedules = List.of(CronSchedule.parse("*/7 0-3,22,23 * * * " + zone),
					CronSchedule.parse("*/7 * * * * " + zone));
			var change = ZoneId.of(zone).getRules().nextTransition(Instant.parse("2010-01-01T00:00:00Z"));
			while (change != null && change.getInstant().isBefore(end)) {
				for (long minutes = -40; minutes <= 40; minutes += 20) {
					Instant after = change.getInstant().plus(Duration.ofMinutes(minutes));
					assertThat(schedules).as("%s after %s", zone, after)
						.allSatisfy((schedule) -> assertThat(schedule.next(after)).hasValueSatisfying(
								(next) -> assertThat(next).isAfter(after).isBefore(after.plus(Duration.ofDays(2)))));
				}
				change = ZoneId.of(zone).getRules().nextTransition(change.getInstant());
			}
		}
	}

	@Test
	void whetherATimeIsWithinADurationNeedsOneQuestion() {
		CronSchedule schedule = CronSchedule.parse("0 22 * * MON-FRI Europe/Berlin");
		Duration duration = Duration.ofHours(8);
		Instant inside = Instant.parse("2025-06-07T03:59:59Z");
		assertThat(schedule.next(inside.minus(duration))).hasValue(Instant.parse("2025-06-06T20:00:00Z"));
		Instant outside = Instant.parse("2025-06-07T04:00:00Z");
		assertThat(schedule.next(outside.minus(duration))).hasValue(Instant.parse("2025-06-09T20:00:00Z"));
	}

	private static int count(CronSchedule cron, String from, String to) {
		int count = 0;
		Instant next = cron.next(Instant.parse(from).minusNanos(1)).orElseThrow();
		while (next.isBefore(Instant.parse(to))) {
			count++;
			next = cron.next(next).orElseThrow();
		}
		return count;
	}

	private static List<String> due(String schedule, String after, int count) {
		CronSchedule cron = CronSchedule.parse(schedule);
		List<String> due = new ArrayList<>();
		Instant last = Instant.parse(after);
		for (int i = 0; i < count; i++) {
			last = cron.next(last).orElseThrow();
			due.add(last.toString());
		}
		return due;
	}

}
