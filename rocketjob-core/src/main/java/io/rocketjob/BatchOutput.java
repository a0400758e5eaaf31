package io.rocketjob;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a batch has made that was run in memory.
 *
 * @param output the output records of each category, in the order of the input
 * @param statistics what was counted
 * @param recordCount how many records it had
 * @since 0.1.0
 */
public record BatchOutput(Map<String, List<@Nullable Object>> output, Map<String, Long> statistics, long recordCount) {

	/**
	 * The output of a category.
	 * @param category the name
	 * @return its records, empty when there are none
	 */
	public List<@Nullable Object> output(String category) {
		return this.output.getOrDefault(category, List.of());
	}

	/**
	 * The output of the main category.
	 * @return its records
	 */
	public List<@Nullable Object> main() {
		return output(BatchUploads.MAIN);
	}

}
