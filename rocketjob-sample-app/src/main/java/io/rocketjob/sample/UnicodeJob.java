package io.rocketjob.sample;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.OutputCategory;
import io.rocketjob.Result;
import io.rocketjob.RocketJob;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The batch: many workers turn lines of UnicodeData.txt into lines of JSON. */
@RocketJob(description = "Turns lines of UnicodeData.txt into JSON")
@OutputCategory
@OutputCategory(name = UnicodeJob.RANGES)
class UnicodeJob implements BatchJob<@Nullable Void, String, Result> {

	/** Output: the ends of ranges whose characters have no lines of their own. */
	static final String RANGES = "ranges";

	/** Counter: control characters, which have no names and are left out. */
	static final String SKIPPED = "skipped.control";

	private final JsonMapper json = JsonMapper.shared();

	@Override
	public Result perform(String line, BatchContext<@Nullable Void> context) {
		UnicodeCharacter character = UnicodeCharacter.parse(line);
		String name = character.name();
		if (name.equals("<control>")) {
			context.statistics().increment(SKIPPED);
			return Result.none();
		}
		String text = this.json.writeValueAsString(character);
		boolean endOfRange = name.endsWith(", First>") || name.endsWith(", Last>");
		return endOfRange ? Result.to(RANGES, text) : Result.of(text);
	}

}
