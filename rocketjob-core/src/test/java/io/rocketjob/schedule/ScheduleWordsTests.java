package io.rocketjob.schedule;

import java.time.ZoneOffset;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** How a schedule is said in words. */
class ScheduleWordsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0 3 * * *                | every day at 03:00
			@daily                   | every day at 00:00
			@hourly                  | every hour
			@weekly                  | at 00:00 on Sunday
			@monthly                 | at 00:00 on day 1 of the month
			@yearly                  | at 00:00 on day 1 of the month in January
			30 6,18 * * *            | every day at 06:30 and 18:30
			15 30 6 * * *            | every day at 06:30:15
			* * * * *                | every minute
			* * * * * *              | every second
			*/10 * * * * *           | every 10 seconds
			30 * * * * *             | at second 30 of every minute
			30 * 3 * * *             | at second 30 of every minute in hour 3
			30 5 * * * *             | at second 30 at minute 5 of every hour
			5 8-17 * * *             | every day at minute 5 in hours 8 to 17
			*/5 * * * *              | every 5 minutes
			*/1 * * * *              | every minute
			0/15 * * * *             | every 15 minutes
			5 * * * *                | at minute 5 of every hour
			5,35 * * * *             | at minutes 5 and 35 of every hour
			10/20 * * * *            | at minutes 10 on in steps of 20 of every hour
			0 */2 * * *              | every 2 hours
			30 */2 * * *             | at minute 30 of every 2 hours
			0 8-17 * * *             | every hour of 8 to 17
			*/10 8-17 * * MON-FRI    | every 10 minutes in hours 8 to 17 on Monday to Friday
			*/10 8 * * *             | every 10 minutes in hour 8
			0 9 * * 1-5              | at 09:00 on Monday to Friday
			0 9 * * SAT,0            | at 09:00 on Saturday and Sunday
			0 9 * * 7                | at 09:00 on Sunday
			0 9 13 * FRI             | at 09:00 on Friday if it is day 13 of the month
			0 9 1,15 * ?             | at 09:00 on day 1 and day 15 of the month
			0 9 1-7/2 * ?            | at 09:00 on days 1 to 7 in steps of 2 of the month
			0 9 */2 * ?              | at 09:00 on days 1 on in steps of 2 of the month
			0 22 L * *               | at 22:00 on the last day of the month
			0 22 LW * *              | at 22:00 on the last day from Monday to Friday of the month
			0 22 15W * *             | at 22:00 on the day from Monday to Friday next to day 15 of the month
			0 22 L-3 * *             | at 22:00 on 3 days before the last day of the month
			0 22 -3 * *              | at 22:00 on day 3 from the end of the month
			0 22 -7--1 * *           | at 22:00 on the last 7 days of the month
			0 22 -7--3 * *           | at 22:00 on days 7 to 3 from the end of the month
			0 9 * * FRIL             | at 09:00 on the last Friday of the month
			0 9 * * MON#2            | at 09:00 on the second Monday of the month
			0 9 * * MON#-1           | at 09:00 on the last Monday of the month
			0 9 * * FRI#-2           | at 09:00 on the second last Friday of the month
			0 9 * JAN,6-8 *          | every day at 09:00 in January and June to August
			0 9 * * 1 Europe/Berlin  | at 09:00 on Monday
			""")
	void isWhatPeopleSay(String schedule, String words) {
		assertThat(CronSchedule.parse(schedule, ZoneOffset.UTC).words()).isEqualTo(words);
	}

}
