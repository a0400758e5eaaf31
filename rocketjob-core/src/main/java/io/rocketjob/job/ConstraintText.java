package io.rocketjob.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import jakarta.validation.Validator;
import jakarta.validation.metadata.ConstraintDescriptor;
import jakarta.validation.metadata.PropertyDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Says in words what a constraint demands, before there is a value.
 */
final class ConstraintText {

	private ConstraintText() {
	}

	/**
	 * The constraints of a field.
	 * @param validator knows them
	 * @param type the class that has the field
	 * @param name the name of the field
	 * @return a text a constraint, in order of their names
	 */
	static List<String> of(Validator validator, Class<?> type, String name) {
		PropertyDescriptor property = validator.getConstraintsForClass(type).getConstraintsForProperty(name);
		if (property == null) {
			return List.of();
		}
		return property.getConstraintDescriptors().stream().map(ConstraintText::of).distinct().sorted().toList();
	}

	private static String of(ConstraintDescriptor<?> constraint) {
		Map<String, Object> attributes = constraint.getAttributes();
		return switch (constraint.getAnnotation().annotationType().getSimpleName()) {
			case "NotNull", "NotBlank", "NotEmpty" -> "must be given";
			case "Size" -> size(attributes);
			case "Min", "DecimalMin" ->
				(isExclusive(attributes) ? "more than " : "at least ") + attributes.get("value");
			case "Max", "DecimalMax" -> (isExclusive(attributes) ? "less than " : "at most ") + attributes.get("value");
			case "Positive" -> "more than 0";
			case "PositiveOrZero" -> "at least 0";
			case "Negative" -> "less than 0";
			case "NegativeOrZero" -> "at most 0";
			case "Email" -> "an e-mail address";
			case "Past", "PastOrPresent" -> "in the past";
			case "Future", "FutureOrPresent" -> "in the future";
			case "Digits" -> "at most " + attributes.get("integer") + " digits, and " + attributes.get("fraction")
					+ " after the point";
			case "Pattern" -> "like " + attributes.get("regexp");
			default -> ViolationText.constraint(constraint);
		};
	}

	private static boolean isExclusive(Map<String, @Nullable Object> attributes) {
		return Boolean.FALSE.equals(attributes.get("inclusive"));
	}

	private static String size(Map<String, @Nullable Object> attributes) {
		int least = (Integer) Objects.requireNonNull(attributes.get("min"));
		int most = (Integer) Objects.requireNonNull(attributes.get("max"));
		List<String> parts = new ArrayList<>();
		if (least > 0) {
			parts.add("at least " + least);
		}
		if (most < Integer.MAX_VALUE) {
			parts.add("at most " + most);
		}
		return "size " + (parts.isEmpty() ? "any" : String.join(", ", parts));
	}

}
