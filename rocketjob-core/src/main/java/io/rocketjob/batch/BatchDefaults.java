package io.rocketjob.batch;

import java.util.Map;

import io.rocketjob.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Options that the configuration gives to all jobs of a batch job class. What is
 * {@code null} is not said.
 *
 * @param throttleRunningWorkers how many workers may work on a job at the same time
 * @param failFastSlices with how many failed slices a job fails, 0 for any number
 * @param failFastPercent with which share of failed slices a job fails, 0 for any share
 * @param input options of input categories by name
 * @param output options of output categories by name
 * @since 0.1.0
 */
public record BatchDefaults(@Nullable Integer throttleRunningWorkers, @Nullable Integer failFastSlices,
		@Nullable Integer failFastPercent, Map<String, Input> input, Map<String, Output> output) {

	public BatchDefaults {
		input = Map.copyOf(input);
		output = Map.copyOf(output);
	}

	/**
	 * Whether nothing is said.
	 * @return whether it is empty
	 */
	public boolean isEmpty() {
		return this.throttleRunningWorkers == null && this.failFastSlices == null && this.failFastPercent == null
				&& this.input.isEmpty() && this.output.isEmpty();
	}

	/**
	 * Options of an input category.
	 *
	 * @param sliceSize how many records a slice has
	 * @param serializer how slices are stored
	 * @param format the name of the format of its files
	 * @param options options of that format
	 */
	public record Input(@Nullable Integer sliceSize, @Nullable Serializer serializer, @Nullable String format,
			Map<String, String> options) {

		public Input {
			options = Map.copyOf(options);
		}

	}

	/**
	 * Options of an output category.
	 *
	 * @param serializer how slices are stored
	 * @param nulls whether null is output as well
	 * @param format the name of the format of its files
	 * @param options options of that format
	 */
	public record Output(@Nullable Serializer serializer, @Nullable Boolean nulls, @Nullable String format,
			Map<String, String> options) {

		public Output {
			options = Map.copyOf(options);
		}

	}

}
