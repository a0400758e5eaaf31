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
		List<UnicodeData.Line> lines = this.unicodeData.lines();
		UnicodeData.Line line = lines.get((int) (fields.day().toEpochDay() % lines.size()));
		return "U+%04X %s".formatted(line.codePoint(), line.name());
	}

	record Fields(LocalDate day) {
	}

}
