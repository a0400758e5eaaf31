package io.rocketjob.dirmon;

import java.nio.file.Path;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A file that matches a pattern, and what a scan makes of it. Immutable.
 *
 * @param path where it is
 * @param size its bytes
 * @param modified when it was last written, as the file system says
 * @param state whether it is taken
 * @param reason why not, in words that begin with "it"; {@code null} when it is
 * {@link State#READY}
 * @since 0.1.0
 */
public record ArrivingFile(Path path, long size, Instant modified, State state, @Nullable String reason) {

	/** Whether a file is taken. */
	public enum State {

		/** It is taken. */
		READY,

		/** It is not complete yet, as far as can be told. */
		WAITING,

		/** Something is odd about it. It stays where it is, and is reported. */
		HELD

	}

}
