package io.rocketjob.mongo;

import org.springframework.data.mapping.MappingException;

/**
 * A value of an object cannot be stored where it is. Says where, and not what the value
 * is.
 */
final class UnstorableValueException extends MappingException {

	private final String path;

	private final String reason;

	UnstorableValueException(String reason) {
		this("", reason);
	}

	private UnstorableValueException(String path, String reason) {
		super(path.isEmpty() ? reason : path + ": " + reason);
		this.path = path;
		this.reason = reason;
	}

	/**
	 * The same, seen from outside.
	 * @param name where it is there
	 * @return an exception that begins with the name
	 */
	UnstorableValueException in(String name) {
		return new UnstorableValueException(
				name + ((this.path.isEmpty() || this.path.startsWith("[")) ? "" : ".") + this.path, this.reason);
	}

}
