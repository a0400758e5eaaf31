package io.rocketjob.batch.record;

import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * How the text of a file is encoded.
 *
 * @param charset the charset, unless a byte order mark says another one
 * @param malformed what becomes of bytes that the charset does not allow: reported as an
 * error, replaced by U+FFFD, or dropped; it does nothing where a file is written
 * @since 0.1.0
 */
public record TextEncoding(Charset charset, CodingErrorAction malformed) {

	/** UTF-8, where malformed bytes are an error. */
	public static final TextEncoding UTF_8 = new TextEncoding(StandardCharsets.UTF_8, CodingErrorAction.REPORT);

	/** The options that formats of text have, beside their own. */
	public static final Set<String> OPTIONS = Set.of("charset", "malformed");

	/**
	 * Makes it.
	 * @throws IllegalArgumentException when text in the charset cannot be cut into lines
	 * and values
	 */
	public TextEncoding {
		TextCharset.require(charset);
	}

	/**
	 * Reads the options.
	 * @param format the name of the format, for messages
	 * @param options names and values, also others
	 * @return the encoding
	 * @throws IllegalArgumentException when a value is wrong
	 */
	public static TextEncoding of(String format, Map<String, Object> options) {
		FormatOptions values = new FormatOptions(format, options);
		String charset = values.text("charset");
		CodingErrorAction malformed = switch (String.valueOf(values.text("malformed")).toLowerCase(Locale.ROOT)) {
			case "null", "error" -> CodingErrorAction.REPORT;
			case "replace" -> CodingErrorAction.REPLACE;
			case "drop" -> CodingErrorAction.IGNORE;
			default -> throw values.wrong("malformed", "must be error, replace or drop");
		};
		return new TextEncoding((charset != null) ? charset(values, charset) : StandardCharsets.UTF_8, malformed);
	}

	private static Charset charset(FormatOptions values, String name) {
		try {
			return Charset.forName(name);
		}
		catch (IllegalCharsetNameException | UnsupportedCharsetException ex) {
			throw values.wrong("charset", "must be the name of a charset that Java has, such as ISO-8859-1");
		}
	}

	/**
	 * Whether a file has UTF-8 as it is.
	 * @return whether the bytes of a text are the same wherever in the file it stands
	 */
	public boolean isUtf8() {
		return this.charset.equals(StandardCharsets.UTF_8);
	}

	/**
	 * Changes what is given.
	 * @param otherCharset the charset, {@code null} to leave it
	 * @param otherAction what becomes of malformed bytes, {@code null} to leave it
	 * @return the encoding
	 */
	public TextEncoding with(@Nullable Charset otherCharset, @Nullable CodingErrorAction otherAction) {
		return new TextEncoding((otherCharset != null) ? otherCharset : this.charset,
				(otherAction != null) ? otherAction : this.malformed);
	}

}
