package io.rocketjob.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * A property, or the lack of it, keeps the application from starting.
 */
final class InvalidSettingException extends RuntimeException {

	private final String property;

	private final String reason;

	private final @Nullable String action;

	/**
	 * Says what is wrong.
	 * @param property the property
	 * @param value its value; {@code null} when it has none, or one that is not shown
	 * @param reason what is wrong, and what would be right
	 */
	InvalidSettingException(String property, @Nullable Object value, String reason) {
		this(property, value, reason, null);
	}

	InvalidSettingException(String property, @Nullable Object value, String reason, @Nullable Throwable cause) {
		this(property, value, reason, null, cause);
	}

	private InvalidSettingException(String property, @Nullable Object value, String reason, @Nullable String action,
			@Nullable Throwable cause) {
		super("The property " + property + ((value != null) ? " is '" + value + "'. " : " is wrong or missing. ")
				+ reason, cause);
		this.property = property;
		this.reason = reason;
		this.action = action;
	}

	/**
	 * Says what is wrong where to set the property may not be what helps.
	 * @param property the property
	 * @param reason what is wrong
	 * @param action what would be right
	 * @return the exception
	 */
	static InvalidSettingException missing(String property, String reason, String action) {
		return new InvalidSettingException(property, null, reason, action, null);
	}

	/**
	 * Checks a property that conditions depend on: they take no other word for true, so
	 * neither must we.
	 * @param property the property
	 * @param environment where it may be set
	 * @throws InvalidSettingException when it is neither true nor false
	 */
	static void checkSwitch(String property, Environment environment) {
		String value = environment.getProperty(property);
		if (value != null && !value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
			throw new InvalidSettingException(property, value, "It must be true or false.");
		}
	}

	/**
	 * Checks a size.
	 * @param property the property
	 * @param size its value
	 * @param least the least that is allowed
	 * @throws InvalidSettingException when it is less
	 */
	static void checkSize(String property, DataSize size, DataSize least) {
		if (size.compareTo(least) < 0) {
			throw new InvalidSettingException(property, size, "It must be at least " + least + ".");
		}
	}

	String property() {
		return this.property;
	}

	String reason() {
		return this.reason;
	}

	@Nullable String action() {
		return this.action;
	}

}
