package io.rocketjob.missioncontrol;

import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

import io.rocketjob.operation.CreationFormDescriptor.Kind;
import io.rocketjob.operation.CreationFormDescriptor.ValueDescriptor;
import io.rocketjob.operation.JobFormDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A field of the form that creates a job. Times are in UTC.
 *
 * @param value what it says
 * @param typed what was typed, {@code null} when nothing was sent
 * @param problem what is wrong with that
 */
record NewField(ValueDescriptor value, @Nullable String typed, @Nullable String problem) {

	private static final String FIELDS = "fields.";

	String name() {
		return this.value.name();
	}

	List<String> choices() {
		return this.value.choices();
	}

	boolean isOfClass() {
		return this.value.name().startsWith(FIELDS);
	}

	/** The same as in the form that changes a job. */
	private FormField field() {
		return new FormField(new JobFormDescriptor.ValueDescriptor(this.value.name(), this.value.type(),
				this.value.text(), false, true, this.value.choices()));
	}

	String label() {
		return field().label();
	}

	/** What one should know to fill it in; {@code null} when that is plain. */
	@Nullable String hint() {
		List<String> hints = new ArrayList<>();
		if (this.value.required()) {
			hints.add("must be given");
		}
		hints.addAll(this.value.constraints());
		String own = field().hint();
		if (own != null) {
			hints.add(own);
		}
		switch (this.value.kind()) {
			case TEXTS -> hints.add(this.value.type() + ", one a line");
			case SECRET -> hints.add("is encrypted, and not shown again");
			default -> {
				if (isOfClass() && own == null && this.value.choices().isEmpty()
						&& !this.value.type().equals("String")) {
					hints.add(this.value.type());
				}
			}
		}
		return hints.isEmpty() ? null : String.join("; ", hints);
	}

	boolean hasForm() {
		return this.value.kind() != Kind.NONE;
	}

	boolean isSecret() {
		return this.value.kind() == Kind.SECRET;
	}

	boolean hasLines() {
		return this.value.kind() == Kind.TEXTS || text().indexOf('\n') >= 0;
	}

	/**
	 * Whether a browser can help to choose it: it would drop a text that is no time.
	 */
	boolean isTime() {
		if (!field().isTime()) {
			return false;
		}
		try {
			return text().isEmpty() || LocalDateTime.parse(text()) != null;
		}
		catch (DateTimeParseException ex) {
			return false;
		}
	}

	boolean isNumber() {
		return field().isNumber();
	}

	/**
	 * What the field has: what was typed, else what the class says.
	 */
	String text() {
		return (this.typed != null) ? this.typed : field().text();
	}

	/** The id of the element that says what is wrong, {@code null} when nothing is. */
	@Nullable String problemId() {
		return (this.problem != null) ? "problem-" + this.value.name() : null;
	}

}
