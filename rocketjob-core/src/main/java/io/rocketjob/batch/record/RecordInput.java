package io.rocketjob.batch.record;

import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A file to read.
 *
 * @param name its name without compression and encryption, {@code null} when it has none
 * @param stream its content without compression and encryption; read in large pieces,
 * closed by the caller
 * @param encoding how characters are encoded, where neither the format nor a byte order
 * mark says so
 * @param maximumBytes the most bytes that a record can have; to be refused before they
 * are in memory
 * @param options the options of the upload, of those that the format knows
 * @since 0.1.0
 */
public record RecordInput(@Nullable String name, InputStream stream, TextEncoding encoding, int maximumBytes,
		Map<String, Object> options) {

	public RecordInput {
		options = Map.copyOf(options);
	}

	/**
	 * Makes it of a file in which malformed bytes are an error.
	 * @param name its name, {@code null} when it has none
	 * @param stream its content
	 * @param charset how characters are encoded
	 * @param maximumBytes the most bytes that a record can have
	 * @param options the options of the upload
	 */
	public RecordInput(@Nullable String name, InputStream stream, Charset charset, int maximumBytes,
			Map<String, Object> options) {
		this(name, stream, new TextEncoding(charset, CodingErrorAction.REPORT), maximumBytes, options);
	}

	/**
	 * How characters are encoded, where neither the format nor a byte order mark says so.
	 * @return the charset
	 */
	public Charset charset() {
		return this.encoding.charset();
	}

	/**
	 * Reads its lines.
	 * @return a reader of the stream, in the encoding and with the limit
	 * @throws IllegalArgumentException when the name is that of an archive
	 */
	public LineReader lines() {
		return lines(false);
	}

	/**
	 * Reads its lines, which end at a line feed, at a carriage return, or at both in this
	 * order.
	 * @return a reader of the stream, in the encoding and with the limit
	 * @throws IllegalArgumentException when the name is that of an archive
	 */
	public LineReader linesOfAnyBreak() {
		return lines(true);
	}

	private LineReader lines(boolean anyBreak) {
		if (this.name != null) {
			FileBeginning.requireNoArchive(this.name);
		}
		return new LineReader(this.stream, this.encoding, this.maximumBytes, anyBreak);
	}

}
