package io.rocketjob.sample;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import org.jspecify.annotations.Nullable;

/** Created with a time at which to start. */
@RocketJob(description = "Chooses the character of the day", destroyOnComplete = false)
class CharacterOfTheDayJob implements Job<@Nullable Void> {

	private final UnicodeData unicodeData;

	CharacterOfTheDayJob(UnicodeData unicodeData) {
		this.unicodeData = unicodeData;
	}

	@Override
	public String perform(@Nullable Void fields, JobContext context) throws IOException {
		List<UnicodeData.Line> lines = this.unicodeData.lines();
		UnicodeData.Line line = lines.get((int) (LocalDate.now(ZoneOffset.UTC).toEpochDay() % lines.size()));
		return "U+%04X %s".formatted(line.codePoint(), line.name());
	}

}
