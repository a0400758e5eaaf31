package io.rocketjob.operation;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What an operator can say of a new job, for a form.
 *
 * @param id what {@link CreationOperations#create} knows this form by: it creates one job
 * with it
 * @param jobClass the name of the class
 * @param description the description of the class
 * @param batch whether it is a batch, which is created without records
 * @param values what can be said: {@code priority}, {@code runAt}, {@code description},
 * and {@code fields.NAME} of each field, {@code fields.NAME.NAME} of what is in it
 * @since 0.1.0
 */
public record CreationFormDescriptor(String id, String jobClass, @Nullable String description, boolean batch,
		List<ValueDescriptor> values) {

	/**
	 * A value that can be given as a text.
	 *
	 * @param name its name
	 * @param type the simple name of its type, that of an element for {@link Kind#TEXTS}
	 * @param kind how it is given
	 * @param text what it is when nothing else is said, {@code null} for nothing, or
	 * where it is not shown
	 * @param required whether it must be given
	 * @param constraints what it must be, in words
	 * @param choices the texts that there are, where only some are right
	 */
	public record ValueDescriptor(String name, String type, Kind kind, @Nullable String text, boolean required,
			List<String> constraints, List<String> choices) {
	}

	/**
	 * How a value is given.
	 */
	public enum Kind {

		/** As a text, or a choice. */
		TEXT,

		/** As a text that is encrypted when it is stored, and is shown to nobody. */
		SECRET,

		/** As a text for each element, a line each. */
		TEXTS,

		/** Not at all: it keeps what the class gives it. */
		NONE

	}

}
