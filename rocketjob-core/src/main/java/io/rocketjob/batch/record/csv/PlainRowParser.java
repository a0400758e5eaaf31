package io.rocketjob.batch.record.csv;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads records in which quotes mean nothing.
 *
 * @param dialect how values are written
 */
record PlainRowParser(Dialect dialect) implements RowParser {

	@Override
	public @Nullable String[] parse(String text) {
		if (DelimitedOptions.hasBreak(text)) {
			throw new IllegalArgumentException("it has a line break");
		}
		List<@Nullable String> values = new ArrayList<>();
		int start = 0;
		for (int end = text.indexOf(this.dialect.separator()); end != -1; end = text.indexOf(this.dialect.separator(),
				start)) {
			values.add(value(text.substring(start, end)));
			start = end + 1;
		}
		values.add(value(text.substring(start)));
		return values.toArray(new @Nullable String[0]);
	}

	private @Nullable String value(String text) {
		boolean nothing = (text.isEmpty() && this.dialect.emptyIsNull()) || this.dialect.nulls().contains(text);
		return nothing ? null : text;
	}

}
