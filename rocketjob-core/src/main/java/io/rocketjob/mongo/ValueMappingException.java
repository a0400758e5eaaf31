package io.rocketjob.mongo;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.mapping.MappingException;
import org.springframework.data.mongodb.core.mapping.MongoPersistentProperty;

/**
 * A value of an object cannot be stored where it is, or not be read back. Says where.
 */
final class ValueMappingException extends MappingException {

	static final String NOT_STORED = "cannot be stored with this value";

	static final String NOT_READ = "does not take what is stored";

	private final String path;

	private final String reason;

	ValueMappingException(String reason) {
		this("", reason, null);
	}

	private ValueMappingException(String path, String reason, @Nullable Throwable cause) {
		super(path.isEmpty() ? reason : path + ": " + reason, cause);
		this.path = path;
		this.reason = reason;
	}

	/**
	 * What went wrong with the value of a property.
	 * @param property the property
	 * @param what what could not be done with the value
	 * @param thrown what was thrown
	 * @return an exception whose path is the name of the property
	 */
	static ValueMappingException of(MongoPersistentProperty property, String what, RuntimeException thrown) {
		return new ValueMappingException(property.getName(),
				FieldsProperty.label(property) + " " + what + ": " + describe(thrown), thrown);
	}

	/**
	 * What went wrong with the value of a property, or with a part of it.
	 * @param property the property
	 * @param what what could not be done with the value
	 * @param thrown what was thrown
	 * @return the exception to throw
	 */
	static RuntimeException in(MongoPersistentProperty property, String what, RuntimeException thrown) {
		return isTold(thrown) ? in(property.getName(), thrown) : of(property, what, thrown);
	}

	/**
	 * What went wrong with a part of an object, seen from the object.
	 * @param name where the part is in it
	 * @param thrown what was thrown when the part was mapped
	 * @return the exception to throw
	 */
	static RuntimeException in(String name, RuntimeException thrown) {
		if (EncryptedFieldException.find(thrown) != null) {
			// names its field, and shows nothing else
			return thrown;
		}
		ValueMappingException present = find(thrown);
		return (present != null) ? present.in(name) : new ValueMappingException(name, describe(thrown), thrown);
	}

	/**
	 * What went wrong with an object, by the exception that knows most.
	 * @param type the class of the object
	 * @param thrown what was thrown
	 * @return the exception to throw
	 */
	static RuntimeException ofObject(Class<?> type, RuntimeException thrown) {
		if (EncryptedFieldException.find(thrown) != null) {
			return thrown;
		}
		ValueMappingException present = find(thrown);
		return (present != null) ? present : new ValueMappingException("",
				"a " + type.getName() + " cannot be made of it: " + describe(thrown), thrown);
	}

	/**
	 * Whether an exception says already which value is wrong.
	 * @param thrown the exception
	 * @return whether it is one of these, or of an encrypted field
	 */
	static boolean isTold(RuntimeException thrown) {
		return find(thrown) != null || EncryptedFieldException.find(thrown) != null;
	}

	static @Nullable ValueMappingException find(Throwable thrown) {
		Throwable next = thrown;
		while (next != null && !(next instanceof ValueMappingException)) {
			next = next.getCause();
		}
		return (ValueMappingException) next;
	}

	private static String describe(Throwable thrown) {
		String number = MappingErrors.problemOfNumber(thrown);
		if (number != null) {
			return number;
		}
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(thrown);
		String message = cause.getMessage();
		return (cause instanceof MappingException && message != null) ? message : cause.toString();
	}

	/**
	 * The same, seen from outside.
	 * @param name where it is there
	 * @return an exception that begins with the name
	 */
	ValueMappingException in(String name) {
		return new ValueMappingException(
				name + ((this.path.isEmpty() || this.path.startsWith("[")) ? "" : ".") + this.path, this.reason,
				getCause());
	}

	/**
	 * Where the value is.
	 * @return names and positions from the root, empty for the root itself
	 */
	String path() {
		return this.path;
	}

}
