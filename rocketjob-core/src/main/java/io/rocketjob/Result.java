package io.rocketjob;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What {@link BatchJob#perform} returns when it is not one value for the main category.
 * Immutable.
 *
 * @since 0.1.0
 */
public final class Result {

	private static final Result NONE = new Result(List.of());

	private final List<Part> parts;

	private Result(List<Part> parts) {
		this.parts = parts;
	}

	/**
	 * Nothing, not even where nulls are kept.
	 * @return a result without values
	 */
	public static Result none() {
		return NONE;
	}

	/**
	 * A value for the main category.
	 * @param value the value
	 * @return the result
	 */
	public static Result of(@Nullable Object value) {
		return NONE.and(value);
	}

	/**
	 * A value for a category.
	 * @param category the name of an output category of the job
	 * @param value the value
	 * @return the result
	 */
	public static Result to(String category, @Nullable Object value) {
		return NONE.and(category, value);
	}

	/**
	 * Adds a value for the main category.
	 * @param value the value
	 * @return a result with one more value
	 */
	public Result and(@Nullable Object value) {
		return and(BatchUploads.MAIN, value);
	}

	/**
	 * Adds a value for a category.
	 * @param category the name of an output category of the job
	 * @param value the value
	 * @return a result with one more value
	 */
	public Result and(String category, @Nullable Object value) {
		List<Part> more = new ArrayList<>(this.parts);
		more.add(new Part(category, value));
		return new Result(List.copyOf(more));
	}

	/**
	 * The values, in the order in which they were added.
	 * @return the values with their categories
	 */
	public List<Part> parts() {
		return this.parts;
	}

	/**
	 * One value.
	 *
	 * @param category where it goes
	 * @param value the value
	 */
	public record Part(String category, @Nullable Object value) {
	}

}
