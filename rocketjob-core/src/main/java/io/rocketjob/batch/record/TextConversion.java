package io.rocketjob.batch.record;

import java.util.function.UnaryOperator;

/**
 * Makes a value of a text.
 */
@FunctionalInterface
interface TextConversion {

	/**
	 * Makes a value.
	 * @param text the text, not empty unless the value is a text
	 * @return the value
	 * @throws RuntimeException when it is none; the message is not shown
	 */
	Object convert(String text);

	/**
	 * Says of a text that is no value how one is written.
	 * @param text the text, which is not quoted
	 * @return what follows the name of the type in a message, empty for nothing
	 */
	default String hint(String text) {
		return "";
	}

	/**
	 * Adds how a value is written.
	 * @param hint what is said of each text
	 * @return a conversion like this one
	 */
	default TextConversion withHint(UnaryOperator<String> hint) {
		TextConversion conversion = this;
		return new TextConversion() {

			@Override
			public Object convert(String text) {
				return conversion.convert(text);
			}

			@Override
			public String hint(String text) {
				return hint.apply(text);
			}

		};
	}

}
