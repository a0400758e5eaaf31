package io.rocketjob.sample;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.cron.Cron;

/** Runs each day; the server creates the first job, and each one creates the next. */
@RocketJob(description = "Chooses the character of the day", destroyOnComplete = false)
@Cron(schedule = "0 0 * * * UTC")
class CharacterOfTheDayJob implements Job<Void> {

	private final UnicodeData unicodeData;

	CharacterOfTheDayJob(UnicodeData unicodeData) {
		this.unicodeData = unicodeData;
	}

	@Override
	public String perform(Void fields, JobContext context) throws IOException {
		List<String> lines = this.unicodeData.lines();
		String line = lines.get((int) (LocalDate.now(ZoneOffset.UTC).toEpochDay() % lines.size()));
		UnicodeCharacter character = UnicodeCharacter.parse(line);
		return character.codePoint() + " " + character.name();
	}

}
