package io.rocketjob.batch.record;

import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A file to read.
 *
 * @param name its name without compression and encryption, {@code null} when it has none
 * @param stream its content without compression and encryption; read in large pieces,
 * closed by the caller
 * @param charset how characters are encoded, where the format does not say
 * @param maximumBytes the most bytes that a record can have; to be refused before they
 * are in memory
 * @param options the options of the upload, of those that the format knows
 * @since 0.1.0
 */
public record RecordInput(@Nullable String name, InputStream stream, Charset charset, int maximumBytes,
		Map<String, Object> options) {

	public RecordInput {
		options = Map.copyOf(options);
	}

	/**
	 * Reads its lines.
	 * @return a reader of the stream, in the charset and with the limit
	 * @throws IllegalArgumentException when a line break is not a single byte in the
	 * charset
	 */
	public LineReader lines() {
		return new LineReader(this.stream, this.charset, this.maximumBytes);
	}

}
