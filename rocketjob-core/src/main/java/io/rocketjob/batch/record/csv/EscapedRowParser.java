package io.rocketjob.batch.record.csv;

import org.jspecify.annotations.Nullable;

/**
 * Reads records in which quotes between quotes are escaped by another character, as of
 * MySQL or Hadoop, by writing these quotes twice for the parser that knows only that.
 *
 * @param dialect how values are written
 * @param quoted the parser
 */
record EscapedRowParser(Dialect dialect, RowParser quoted) implements RowParser {

	@Override
	public @Nullable String[] parse(String text) {
		return this.quoted.parse(this.dialect.hasEscape(text) ? withQuotesTwice(text) : text);
	}

	private String withQuotesTwice(String text) {
		StringBuilder plain = new StringBuilder(text.length());
		boolean begins = true;
		boolean open = false;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (open && this.dialect.isEscaped(text, i)) {
				i++;
				c = text.charAt(i);
				if (c == this.dialect.quote()) {
					plain.append(c);
				}
			}
			else if (c == this.dialect.quote() && (begins || open)) {
				boolean twice = open && i + 1 < text.length() && text.charAt(i + 1) == c;
				if (twice) {
					plain.append(c);
					i++;
				}
				open = !open || twice;
			}
			begins = !open && (c == this.dialect.separator() || (begins && this.dialect.trim() && c <= ' '));
			plain.append(c);
		}
		return plain.toString();
	}

}
