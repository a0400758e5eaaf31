package io.rocketjob.batch.record;

import java.io.OutputStream;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A file to write.
 *
 * @param name its name without compression and encryption, empty when it has none
 * @param stream receives its content, which is then compressed and encrypted; buffered,
 * closed by the caller
 * @param header a first line to write as it is, {@code null} when none was given
 * @param options the options of the download, of those that the format knows
 * @since 0.1.0
 */
public record RecordOutput(String name, OutputStream stream, @Nullable String header, Map<String, Object> options) {

	public RecordOutput {
		options = Map.copyOf(options);
	}

}
