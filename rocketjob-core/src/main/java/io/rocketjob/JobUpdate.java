package io.rocketjob;

import java.lang.annotation.Annotation;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Changes to a job that has not ended. See {@link JobInstance#update}.
 *
 * @since 0.1.0
 */
public interface JobUpdate {

	/**
	 * Changes the priority.
	 * @param priority 1 (first) to 100 (last)
	 * @return this
	 */
	JobUpdate priority(int priority);

	/**
	 * Changes when the job may start. Not possible while it runs.
	 * @param runAt the time, {@code null} for at once
	 * @return this
	 */
	JobUpdate runAt(@Nullable Instant runAt);

	/**
	 * Changes the description.
	 * @param description the description, {@code null} to remove it
	 * @return this
	 */
	JobUpdate description(@Nullable String description);

	/**
	 * Changes an option of a plugin, such as
	 * {@code set(Cron.class, "schedule", "@daily")}, which moves the job to the next time
	 * of the new schedule. Only while the job is queued or paused.
	 * @param annotation the annotation of the plugin, which the job class must have
	 * @param attribute the name of its attribute
	 * @param value the value, of the type of the attribute, or text that can be converted
	 * @return this
	 */
	JobUpdate set(Class<? extends Annotation> annotation, String attribute, Object value);

	/**
	 * Changes one field of the fields object, whether or not it is {@link Editable} by
	 * people. The whole object is validated with the change. A run that has begun keeps
	 * the value that it was started with.
	 * @param name the name of the field, as in the class of the fields
	 * @param value its new value; {@code null} is stored as such, and does not bring back
	 * the initial value of the class
	 * @return this
	 */
	JobUpdate field(String name, @Nullable Object value);

}
