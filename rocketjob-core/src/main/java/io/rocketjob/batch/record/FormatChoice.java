package io.rocketjob.batch.record;

import java.util.Map;

/**
 * The format of a file, and the options to use it with.
 *
 * @param format the format
 * @param options names that the format knows, and values
 * @since 0.1.0
 */
public record FormatChoice(RecordFormat format, Map<String, Object> options) {

	public FormatChoice {
		options = Map.copyOf(options);
	}

}
