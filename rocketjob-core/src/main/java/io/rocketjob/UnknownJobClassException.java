package io.rocketjob;

import java.util.Collection;

/**
 * A job class is not known to this process.
 *
 * @since 0.1.0
 */
public class UnknownJobClassException extends RocketJobException {

	public UnknownJobClassException(String jobClass, Collection<String> known) {
		super("'" + jobClass
				+ "' is no job class of this application, neither by name nor by a former name; a job class"
				+ " is a bean that implements Job and is annotated @RocketJob. Known are: "
				+ (known.isEmpty() ? "none" : String.join(", ", known)));
	}

}
