package io.rocketjob.missioncontrol;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;

import io.rocketjob.operation.JobFormDescriptor.ValueDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A field of the form that changes a job. Times are in UTC.
 *
 * @param value what it changes
 */
record FormField(ValueDescriptor value) {

	private static final String TIME = "Instant";

	private static final Set<String> NUMBERS = Set.of("int", "Integer", "long", "Long", "short", "Short", "byte",
			"Byte");

	String name() {
		return this.value.name();
	}

	String type() {
		return this.value.type();
	}

	List<String> choices() {
		return this.value.choices();
	}

	String label() {
		return switch (this.value.name()) {
			case "priority" -> "Priority";
			case "runAt" -> "Runs at";
			case "description" -> "Description";
			case "throttleRunningWorkers" -> "Workers at most";
			default -> this.value.name().replaceFirst("^fields\\.", "");
		};
	}

	/** What one should know to fill it in; {@code null} when that is plain. */
	@Nullable String hint() {
		return switch (this.value.name()) {
			case "priority" -> "1 is first, 100 last";
			case "throttleRunningWorkers" -> "empty: as many as there are";
			default -> isTime() ? "UTC" : null;
		};
	}

	/**
	 * Why it cannot be filled in: what is hidden, or cannot be seen in a field, would be
	 * changed by whoever saves the form.
	 */
	@Nullable String obstacle() {
		if (this.value.hidden()) {
			return "hidden";
		}
		if (!this.value.texts()) {
			return "a " + this.value.type() + ", which has no form";
		}
		String text = this.value.text();
		return (text != null && text.codePoints().anyMatch(ConsoleOutput::isInvisible))
				? "has characters that a field cannot show" : null;
	}

	boolean isTime() {
		return this.value.type().equals(TIME);
	}

	/**
	 * What a browser lets one choose of a time: milliseconds only where there are some.
	 */
	String step() {
		return (text().indexOf('.') >= 0) ? "0.001" : "1";
	}

	boolean isNumber() {
		return NUMBERS.contains(this.value.type());
	}

	boolean hasLines() {
		return this.value.text() != null && this.value.text().indexOf('\n') >= 0;
	}

	/**
	 * The value as the field has it.
	 */
	String text() {
		String text = this.value.text();
		if (text == null || !isTime()) {
			return (text != null) ? text : "";
		}
		return LocalDateTime.ofInstant(Instant.parse(text), ZoneOffset.UTC).toString();
	}

	/**
	 * What was meant by a text of the form.
	 * @param text the text
	 * @param type the type of the value
	 * @return the value, {@code null} for none
	 */
	static @Nullable Object value(String text, String type) {
		if (text.isBlank()) {
			return null;
		}
		if (!type.equals(TIME)) {
			return text;
		}
		try {
			return LocalDateTime.parse(text.strip()).toInstant(ZoneOffset.UTC).toString();
		}
		catch (DateTimeParseException ex) {
			// told by the operation, which knows what would be right
			return text;
		}
	}

}
