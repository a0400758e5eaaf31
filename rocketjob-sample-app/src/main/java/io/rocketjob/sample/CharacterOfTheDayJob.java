package io.rocketjob.sample;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;

/** Created ahead of the time at which it is to start. */
@RocketJob(description = "Chooses the character of a day", destroyOnComplete = false)
class CharacterOfTheDayJob implements Job<CharacterOfTheDayJob.Fields> {

	private final UnicodeData unicodeData;

	CharacterOfTheDayJob(UnicodeData unicodeData) {
		this.unicodeData = unicodeData;
	}

	@Override
	public String perform(Fields fields, JobContext context) throws IOException {
		List<String> lines = this.unicodeData.lines();
		String line = lines.get((int) (fields.day().toEpochDay() % lines.size()));
		UnicodeCharacter character = UnicodeCharacter.parse(line);
		return character.codePoint() + " " + character.name();
	}

	record Fields(LocalDate day) {
	}

}
