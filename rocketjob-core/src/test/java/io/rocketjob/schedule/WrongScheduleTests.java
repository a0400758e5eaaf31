package io.rocketjob.schedule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** A wrong schedule says what is wrong, where, and what would be right. */
class WrongScheduleTests {

	@Test
	void theWholeMessageOfAWrongField() {
		assertThatIllegalArgumentException().isThrownBy(() -> CronSchedule.parse("0 25 * * * Europe/Berlin"))
			.withMessage("Wrong schedule \"0 25 * * * Europe/Berlin\": hour \"25\" is wrong: right are *, 0 to 23,"
					+ " ranges as in \"1-5\", steps as in \"*/2\", and lists as in \"1,3\"");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					60 * * * * *              | second "60" is wrong: right are *, 0 to 59
					60 * * * *                | minute "60" is wrong: right are *, 0 to 59
					five * * * *              | minute "FIVE" is wrong: right are *, 0 to 59
					0 24 * * *                | hour "24" is wrong: right are *, 0 to 23
					0 1,24 * * *              | hour "24" is wrong: right are *, 0 to 23
					0 ? * * *                 | hour "?" is wrong: right are *, 0 to 23
					0 99999999999 * * *       | hour "99999999999" is wrong: right are *, 0 to 23
					0 1 0 * *                 | day of month "0" is wrong: right are * and ?, 1 to 31, L, LW, 1W to 31W
					0 1 32 * *                | day of month "32" is wrong: right are * and ?, 1 to 31, L, LW
					0 1 32W * *               | day of month "32W" is wrong: right are * and ?, 1 to 31, L, LW, 1W to 31W
					0 1 L-0 * *               | day of month "L-0" is wrong: right are * and ?, 1 to 31, L, LW, 1W to 31W, L-1 to L-27
					0 1 L-28 * *              | day of month "L-28" is wrong: right are * and ?, 1 to 31, L, LW
					0 1 -29 * *               | day of month "-29" is wrong: right are * and ?, 1 to 31, L, LW, 1W to 31W, L-1 to L-27 or -1 to -28
					0 1 -1--3 * *             | day of month "-1--3" is wrong: right are
					0 1 -0 * *                | day of month "-0" is wrong: right are
					0 1 W * *                 | day of month "W" is wrong: right are
					0 1 * 13 *                | month "13" is wrong: right are *, 1 to 12 or JAN to DEC
					0 1 * 0 *                 | month "0" is wrong: right are *, 1 to 12 or JAN to DEC
					0 1 * jänner *            | month "JÄNNER" is wrong: right are *, 1 to 12 or JAN to DEC
					0 1 * january *           | month "JANUARY" is wrong: right are *, 1 to 12 or JAN to DEC
					0 1 * * 8                 | weekday "8" is wrong: right are * and ?, 0 to 7 or SUN to SAT
					0 0 1 * * 8               | weekday "8" is wrong: right are * and ?, 0 to 7 or SUN to SAT
					0 1 * * Friday            | weekday "FRIDAY" is wrong: right are * and ?, 0 to 7 or SUN to SAT
					0 0 1 * * Friday          | weekday "FRIDAY" is wrong: right are * and ?, 0 to 7 or SUN to SAT
					0 1 * * L                 | weekday "L" is wrong: right are * and ?, 0 to 7 or SUN to SAT, or one of the month such as FRIL
					0 1 * * FRI#6             | weekday "FRI#6" is wrong: right are * and ?, 0 to 7 or SUN to SAT, or one of the month such as FRIL, FRI#1 to FRI#5 or FRI#-1 to FRI#-5
					0 1 * * FRI#-6            | weekday "FRI#-6" is wrong: right are
					0 1 * * FRI#-0            | weekday "FRI#-0" is wrong: right are
					0 1 * * FRI#0             | weekday "FRI#0" is wrong: right are
					0 1 * * 8L                | weekday "8L" is wrong: right are
					0 22-6 * * *              | hour "22-6" is wrong: a range must not end before it begins; right would be "22-23,0-6"
					0 1 20-10 * *             | day of month "20-10" is wrong: a range must not end before it begins; right would be "20-31,1-10"
					0 1 * * FRI-MON           | weekday "FRI-MON" is wrong: a range must not end before it begins; right would be "5-6,0-1"
					0 22-6/2 * * *            | hour "22-6/2" is wrong: a range must not end before it begins
					*/0 * * * *               | minute "*/0" is wrong: the step must be from 1 to 60, as in "*/2"
					*/90 * * * *              | minute "*/90" is wrong: the step must be from 1 to 60, as in "*/2"
					*/99999999999 * * * *     | minute "*/99999999999" is wrong: the step must be from 1 to 60, as in "*/2"
					0 */25 * * *              | hour "*/25" is wrong: the step must be from 1 to 24, as in "*/2"
					0 1 * * */8               | weekday "*/8" is wrong: the step must be from 1 to 7, as in "*/2"
					0 1, * * *                | hour "" is wrong: right are *, 0 to 23
					0 1 ?,5 * *               | day of month "?" is wrong: right are
					0 */ * * *                | hour "*/" is wrong: right are *, 0 to 23
					0 1--3 * * *              | hour "1--3" is wrong: right are *, 0 to 23
					0 -1 * * *                | hour "-1" is wrong: right are *, 0 to 23
					""")
	void aWrongFieldIsNamedWithItsValueAndWhatIsRight(String schedule, String problem) {
		assertThatIllegalArgumentException().isThrownBy(() -> CronSchedule.parse(schedule))
			.withMessageStartingWith("Wrong schedule \"" + schedule + "\": " + problem);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					0 1 * * * America/NewYork       | "America/NewYork" is neither a weekday (SUN to SAT) nor a time zone; right would be such as America/New_York, UTC or +02:00
					0 1 * * * america/new_york      | "america/new_york" is neither a weekday (SUN to SAT) nor a time zone; right would be America/New_York
					0 1 * * * New_York              | "New_York" is neither a weekday (SUN to SAT) nor a time zone; right would be America/New_York
					0 0 1 * * * berlin              | "berlin" is no time zone (and there is no field for the year); right would be Europe/Berlin
					0 0 1 * * FRY                   | "FRY" is neither a weekday (SUN to SAT) nor a time zone; right would be such as America/New_York, UTC or +02:00
					0 0 1 1 1 * 2027                | "2027" is no time zone (and there is no field for the year); right would be such as America/New_York, UTC or +02:00
					0 1 * * * +99                   | "+99" is neither a weekday (SUN to SAT) nor a time zone; right would be such as America/New_York, UTC or +02:00
					@daily Berlin                   | "Berlin" is no time zone; right would be Europe/Berlin
					""")
	void aWrongZoneIsNamed(String schedule, String problem) {
		assertThatIllegalArgumentException().isThrownBy(() -> CronSchedule.parse(schedule))
			.withMessage("Wrong schedule \"" + schedule + "\": " + problem);
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "0 1 * *", "0 0 1 * * * UTC extra", "every day at noon" })
	void theNumberOfFieldsIsSaid(String schedule) {
		int fields = schedule.split(" ").length;
		assertThatIllegalArgumentException().isThrownBy(() -> CronSchedule.parse(schedule))
			.withMessage("Wrong schedule \"" + schedule + "\": it has " + fields
					+ ((fields == 1) ? " field" : " fields")
					+ "; right are five (minute hour day month weekday), or six with seconds first, and then a time zone"
					+ " if wanted, as in \"30 1 * * MON-FRI America/New_York\"");
	}

	@Test
	void anUnknownMacroListsTheKnown() {
		assertThatIllegalArgumentException().isThrownBy(() -> CronSchedule.parse("@dayly UTC"))
			.withMessage("Wrong schedule \"@dayly UTC\": there is no \"@dayly\"; right are @annually, @daily, @hourly,"
					+ " @midnight, @monthly, @weekly, @yearly");
		assertThatIllegalArgumentException().isThrownBy(() -> CronSchedule.parse("@daily at noon"))
			.withMessage("Wrong schedule \"@daily at noon\": after @daily there may be a time zone and nothing else;"
					+ " right would be \"@daily America/New_York\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t\n" })
	void anEmptyScheduleIsWrong(String schedule) {
		assertThatIllegalArgumentException().isThrownBy(() -> CronSchedule.parse(schedule))
			.withMessage("Wrong schedule \"" + schedule
					+ "\": it is empty; right would be \"30 1 * * MON-FRI America/New_York\"");
	}

}
