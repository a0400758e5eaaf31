package io.rocketjob.autoconfigure.endpoint;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;

/**
 * Whether somebody may see what people and jobs have put into a job.
 */
enum Values {

	/** As they are. */
	SHOWN,

	/** Only whether there is one. */
	HIDDEN;

	static Values of(boolean shown) {
		return shown ? SHOWN : HIDDEN;
	}

	/**
	 * What may be seen of a value.
	 * @param value the value
	 * @return the value, or what stands for it; {@code null} where there is none
	 */
	@Nullable Object of(@Nullable Object value) {
		return of(value, () -> value);
	}

	/**
	 * What may be seen of a text.
	 * @param text the text
	 * @return the text, or what stands for it; {@code null} where there is none
	 */
	@Nullable String text(@Nullable String text) {
		return (this == SHOWN || text == null) ? text : SanitizableData.SANITIZED_VALUE;
	}

	/**
	 * What may be seen of a value that has another form to be seen in.
	 * @param value the value
	 * @param shown makes that form
	 * @return that form, or what stands for it; {@code null} where there is no value
	 */
	@Nullable Object of(@Nullable Object value, Supplier<? extends @Nullable Object> shown) {
		if (value == null) {
			return null;
		}
		return (this == SHOWN) ? shown.get() : SanitizableData.SANITIZED_VALUE;
	}

}
