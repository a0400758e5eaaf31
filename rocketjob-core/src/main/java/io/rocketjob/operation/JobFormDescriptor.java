package io.rocketjob.operation;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What an operator can change of a job, as it was when it was read.
 *
 * @param id the id of the job
 * @param jobClass the name of its class
 * @param state its state
 * @param version what it was made from, for {@link JobOperations#edit}: a change is
 * refused when one of these values has changed since. A text that can be in a form
 * @param values the values by name: {@code priority}, {@code runAt}, {@code description},
 * {@code throttleRunningWorkers} of a batch, and {@code fields.NAME} of each field that
 * is {@link io.rocketjob.Editable}
 * @since 0.1.0
 */
public record JobFormDescriptor(String id, String jobClass, String state, String version,
		List<ValueDescriptor> values) {

	/**
	 * A value that can be changed.
	 *
	 * @param name its name, as {@link JobOperations#edit} takes it
	 * @param type the simple name of its type, such as {@code LocalDate}
	 * @param text the value as a text that can be given back, {@code null} when there is
	 * none, or it is hidden, or no text
	 * @param hidden whether the operator may not see it
	 * @param texts whether it can be given as a text
	 * @param choices the texts that there are, where only some are right
	 */
	public record ValueDescriptor(String name, String type, @Nullable String text, boolean hidden, boolean texts,
			List<String> choices) {
	}

}
