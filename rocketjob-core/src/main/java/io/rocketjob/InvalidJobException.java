package io.rocketjob;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Fields or options of a job are not allowed. Names every one that is wrong; nothing was
 * stored. A stored job fails with it, before it does anything, when its fields do not
 * satisfy the constraints of the class that is to run it.
 *
 * @since 0.1.0
 */
public class InvalidJobException extends RocketJobException {

	private final List<String> problems;

	public InvalidJobException(String jobClass, List<String> problems) {
		this(jobClass, problems, null);
	}

	public InvalidJobException(String jobClass, List<String> problems, @Nullable Throwable cause) {
		this(problems, jobClass + " is invalid: " + String.join("; ", problems), cause);
	}

	private InvalidJobException(List<String> problems, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.problems = List.copyOf(problems);
	}

	/**
	 * What keeps a stored job from being run.
	 * @param jobClass the name of the job class
	 * @param fieldsType the class of its fields here
	 * @param problems what is wrong with what is stored
	 * @return the exception
	 */
	public static InvalidJobException ofStored(String jobClass, Class<?> fieldsType, List<String> problems) {
		return new InvalidJobException(problems, jobClass + " cannot be run, because its stored fields are not what "
				+ fieldsType.getName() + " demands: " + String.join("; ", problems)
				+ ". An application, or a version of it, with other rules for a job class of this name has created it,"
				+ " or it was changed in the database", null);
	}

	/**
	 * What is wrong, a text a problem, each beginning with the name of the field or
	 * option.
	 * @return the problems
	 */
	public List<String> problems() {
		return this.problems;
	}

}
