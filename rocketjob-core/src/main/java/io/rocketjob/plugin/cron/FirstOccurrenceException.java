package io.rocketjob.plugin.cron;

import java.util.List;

import io.rocketjob.InvalidJobException;

/**
 * The first job of a class that is annotated {@link Cron} cannot be created when a server
 * starts, because its fields must be given values.
 *
 * @since 0.1.0
 */
public final class FirstOccurrenceException extends InvalidJobException {

	private final String action;

	FirstOccurrenceException(String jobClass, Class<?> type, InvalidJobException cause) {
		super(jobClass, List.of("it is created at the start because of @Cron on " + type.getName()
				+ ", and is not valid without values; let its fields have defaults, or set createAtStart = false and"
				+ " create it yourself: " + String.join("; ", cause.problems())), cause);
		this.action = "Give the fields defaults: in a record put a value in place of null in its constructor, in a class"
				+ " assign one, in Kotlin give the parameter a default value. Or set createAtStart = false in @Cron, or"
				+ " rocketjob.jobs." + jobClass + ".cron.create-at-start=false, and create the first job yourself, with"
				+ " its fields; those that are @CopyOnRestart go on to the next one.";
	}

	/**
	 * What would be right.
	 * @return what to do
	 */
	public String action() {
		return this.action;
	}

}
