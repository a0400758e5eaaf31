package io.rocketjob.batch.record.csv;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Writes records in which quotes mean nothing. What would be read as something else is
 * refused.
 */
final class PlainRowWriter implements RowWriter {

	private static final char BYTE_ORDER_MARK = '\uFEFF';

	private final Writer writer;

	private final DelimitedOptions options;

	private boolean first = true;

	/**
	 * Makes it.
	 * @param writer where to write the records
	 * @param options how to write them
	 */
	PlainRowWriter(Writer writer, DelimitedOptions options) {
		this.writer = writer;
		this.options = options;
	}

	@Override
	public void write(List<@Nullable String> values) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int i = 0; i < values.size(); i++) {
			if (i > 0) {
				line.append(this.options.dialect().separator());
			}
			String value = values.get(i);
			line.append((value != null) ? expressed(i, value) : "");
		}
		checkStart(line);
		this.writer.append(line.append(this.options.lineEnd()));
		this.first = false;
	}

	private String expressed(int index, String value) {
		if (DelimitedOptions.hasBreak(value)) {
			throw cannot(index, "a line break", "");
		}
		String separator = String.valueOf(this.options.dialect().separator());
		if (value.contains(separator) && this.options.replacement() == null) {
			throw cannot(index, "the separator '" + separator + "'",
					this.options.quotable() ? "" : "set the option 'replaceSeparator', such as to ':', or ");
		}
		String text = (this.options.replacement() != null) ? value.replace(separator, this.options.replacement())
				: value;
		if (this.options.dialect().nulls().contains(text)) {
			throw cannot(index, "the text '" + text + "', which the option 'nullValues' takes for nothing,", "");
		}
		return text;
	}

	private void checkStart(StringBuilder line) {
		String comment = this.options.comment();
		if (comment != null && line.indexOf(comment) == 0) {
			throw cannot(0, "'" + comment + "' at its start, which makes it a comment,", "");
		}
		if (this.first && !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK) {
			throw cannot(0, "a byte order mark at its start", "");
		}
	}

	private IllegalArgumentException cannot(int index, String what, String right) {
		return new IllegalArgumentException(
				"has " + what + " in its value " + (index + 1) + ", which cannot be written without quotes; " + right
						+ (this.options.quotable() ? "leave out the option 'quote'" : "use csv for it"));
	}

	@Override
	public void finish() {
		// nothing is held back
	}

}
