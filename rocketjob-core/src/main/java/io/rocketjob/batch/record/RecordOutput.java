package io.rocketjob.batch.record;

import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A file to write.
 *
 * @param name its name without compression and encryption, empty when it has none
 * @param stream receives its content, which is then compressed and encrypted; buffered,
 * closed by the caller
 * @param charset how to encode characters, where the format does not say
 * @param header a first line to write as it is, {@code null} when none was given
 * @param options the options of the download, of those that the format knows
 * @since 0.1.0
 */
public record RecordOutput(String name, OutputStream stream, Charset charset, @Nullable String header,
		Map<String, Object> options) {

	public RecordOutput {
		options = Map.copyOf(options);
	}

	/**
	 * Makes it of a file in UTF-8.
	 * @param name its name, empty when it has none
	 * @param stream receives its content
	 * @param header a first line, {@code null} when none was given
	 * @param options the options of the download
	 */
	public RecordOutput(String name, OutputStream stream, @Nullable String header, Map<String, Object> options) {
		this(name, stream, StandardCharsets.UTF_8, header, options);
	}

	/**
	 * Writes text to the stream, in the charset: files in UTF-16 and UTF-32 begin with a
	 * byte order mark. A character that the charset lacks, or half of a surrogate pair,
	 * makes it throw a {@link java.nio.charset.CharacterCodingException} whose message
	 * says which, as in "has the character U+20AC '€', which ISO-8859-1 lacks".
	 * @return a writer; {@link Writer#flush()} hands over all that was written, and is to
	 * be called at the end, also when nothing was
	 */
	public Writer text() {
		return new EncodingWriter(this.stream, this.charset);
	}

}
