package io.rocketjob;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Fields or options of a job are not allowed. Names every one that is wrong; nothing was
 * stored.
 *
 * @since 0.1.0
 */
public class InvalidJobException extends RocketJobException {

	private final List<String> problems;

	public InvalidJobException(String jobClass, List<String> problems) {
		this(jobClass, problems, null);
	}

	public InvalidJobException(String jobClass, List<String> problems, @Nullable Throwable cause) {
		super(jobClass + " is invalid: " + String.join("; ", problems), cause);
		this.problems = List.copyOf(problems);
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
