package io.rocketjob.batch.record.csv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * How values are written in a line.
 *
 * @param separator between values
 * @param quote around values that have separators or line breaks in them,
 * {@link #NO_QUOTE} where quotes mean nothing
 * @param trim whether spaces around quotes are dropped, which else are an error
 * @param quoteInValue whether a quote in the middle of a value is text, which else is an
 * error
 * @param nulls texts without quotes that are nothing
 * @param emptyIsNull whether nothing between separators is nothing, or an empty text
 * @param escape what comes, between quotes, before a quote or itself to make it text,
 * {@link #NO_QUOTE} for nothing
 */
record Dialect(char separator, char quote, boolean trim, boolean quoteInValue, Set<String> nulls, boolean emptyIsNull,
		char escape) {

	/** No character can be this one. */
	static final char NO_QUOTE = '\uFFFF';

	Dialect(char separator, char quote, boolean trim, boolean quoteInValue, Set<String> nulls, boolean emptyIsNull) {
		this(separator, quote, trim, quoteInValue, nulls, emptyIsNull, NO_QUOTE);
	}

	boolean quotes() {
		return this.quote != NO_QUOTE;
	}

	boolean escapes() {
		return this.escape != NO_QUOTE;
	}

	/**
	 * Whether a text may have what must be looked at for the escape character.
	 * @param text the text
	 * @return whether it has that character
	 */
	boolean hasEscape(String text) {
		return escapes() && text.indexOf(this.escape) != -1;
	}

	/**
	 * Whether a character is the escape before a quote or itself.
	 * @param text the text, in which a quote is open
	 * @param index where the character is
	 * @return whether it makes the one after it text
	 */
	boolean isEscaped(String text, int index) {
		if (text.charAt(index) != this.escape || index + 1 == text.length()) {
			return false;
		}
		char next = text.charAt(index + 1);
		return next == this.quote || next == this.escape;
	}

	Dialect separatedBy(char other) {
		return new Dialect(other, this.quote, this.trim, this.quoteInValue, this.nulls, this.emptyIsNull, this.escape);
	}

	Dialect withoutEscape() {
		return new Dialect(this.separator, this.quote, this.trim, this.quoteInValue, this.nulls, this.emptyIsNull);
	}

	Map<String, Object> toLayout() {
		Map<String, Object> layout = new LinkedHashMap<>();
		layout.put("separator", String.valueOf(this.separator));
		layout.put("quote", quotes() ? String.valueOf(this.quote) : "");
		layout.put("trim", this.trim);
		layout.put("quoteInValue", this.quoteInValue);
		layout.put("nulls", new ArrayList<>(this.nulls));
		layout.put("emptyIsNull", this.emptyIsNull);
		if (escapes()) {
			layout.put("escape", String.valueOf(this.escape));
		}
		return layout;
	}

	/**
	 * Reads what {@link #toLayout()} has stored, maybe by another version of this class.
	 * @param layout what is stored
	 * @param otherwise what holds where it does not say
	 * @return how values are written
	 */
	static Dialect of(Map<String, Object> layout, Dialect otherwise) {
		String separator = (String) layout.getOrDefault("separator", String.valueOf(otherwise.separator));
		String quote = (String) layout.getOrDefault("quote", otherwise.quotes() ? String.valueOf(otherwise.quote) : "");
		return new Dialect(separator.charAt(0), quote.isEmpty() ? NO_QUOTE : quote.charAt(0),
				flag(layout, "trim", otherwise.trim), flag(layout, "quoteInValue", otherwise.quoteInValue),
				layout.containsKey("nulls") ? Set.copyOf(texts(layout.get("nulls"))) : otherwise.nulls,
				flag(layout, "emptyIsNull", otherwise.emptyIsNull),
				layout.containsKey("escape") ? ((String) layout.get("escape")).charAt(0) : otherwise.escape);
	}

	static boolean flag(Map<String, Object> layout, String name, boolean otherwise) {
		return (Boolean) layout.getOrDefault(name, otherwise);
	}

	static List<String> texts(@Nullable Object list) {
		return (list == null) ? List.of() : ((List<?>) list).stream().map(String::valueOf).toList();
	}

}
