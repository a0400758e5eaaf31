package io.rocketjob.mongo;

import org.jspecify.annotations.Nullable;

/**
 * Internal: what exceptions of mapping mean, for people.
 */
public final class MappingErrors {

	private MappingErrors() {
	}

	/**
	 * What is wrong with an object that could not be mapped.
	 * @param name what the object is called
	 * @param thrown what was thrown
	 * @return a text that begins with the path of the value that is wrong, or
	 * {@code null} when it is not known which is
	 */
	public static @Nullable String problem(String name, Throwable thrown) {
		ValueMappingException found = ValueMappingException.find(thrown);
		return (found != null) ? found.in(name).getMessage() : null;
	}

	/**
	 * Which field of an object could not be mapped.
	 * @param thrown what was thrown
	 * @return the name of the field in its class, or {@code null} when it is not known
	 */
	public static @Nullable String wrongField(Throwable thrown) {
		ValueMappingException found = ValueMappingException.find(thrown);
		return (found == null || found.path().isEmpty()) ? null : found.path().split("[.\\[]", 2)[0];
	}

	/**
	 * Why a value, such as a result, could not be stored.
	 * @param name what the value is called
	 * @param thrown what was thrown when it was mapped
	 * @return a text that begins with the path of what is wrong, as far as it is known
	 */
	public static String reason(String name, Throwable thrown) {
		String problem = problem(name, thrown);
		if (problem != null) {
			return problem;
		}
		String number = problemOfNumber(thrown);
		return name + ": "
				+ ((number != null) ? number : (thrown instanceof StackOverflowError)
						? "it contains itself, or too many objects in one another"
						: (thrown instanceof EncryptedFieldException) ? thrown.getMessage() : thrown.toString());
	}

	/**
	 * Why a number cannot be stored.
	 * @param thrown what was thrown when an object was mapped
	 * @return a text, or {@code null} when something else is wrong
	 */
	static @Nullable String problemOfNumber(Throwable thrown) {
		for (Throwable next = thrown; next != null; next = next.getCause()) {
			String message = next.getMessage();
			if (next instanceof NumberFormatException && message != null && message.contains("Decimal128")) {
				return "a BigDecimal can have 34 digits at most, and an exponent from -6176 to 6111";
			}
		}
		return null;
	}

}
