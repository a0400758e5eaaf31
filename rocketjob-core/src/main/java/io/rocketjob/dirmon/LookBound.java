package io.rocketjob.dirmon;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/**
 * Ends a look at directories after some names or some time. Used once, by one thread.
 */
final class LookBound {

	private final int most;

	private final Duration longest;

	private final long start = System.nanoTime();

	private int names;

	private @Nullable Path stoppedAt;

	/**
	 * Begins a look.
	 * @param most how many names to look at
	 * @param longest how long to go on
	 */
	LookBound(int most, Duration longest) {
		this.most = most;
		this.longest = longest;
	}

	/** A look that goes on to its end. */
	static LookBound none() {
		return new LookBound(Integer.MAX_VALUE, ChronoUnit.FOREVER.getDuration());
	}

	/**
	 * Whether to look at the next name.
	 * @param path its path
	 * @return whether to go on
	 */
	boolean goesOn(Path path) {
		if (this.stoppedAt == null) {
			boolean late = Duration.ofNanos(System.nanoTime() - this.start).compareTo(this.longest) >= 0;
			if (late || this.names >= this.most) {
				this.stoppedAt = path;
			}
			else {
				this.names++;
			}
		}
		return this.stoppedAt == null;
	}

	int names() {
		return this.names;
	}

	/**
	 * Where the look has stopped.
	 * @return the path of the next name, {@code null} when it has not stopped
	 */
	@Nullable Path stoppedAt() {
		return this.stoppedAt;
	}

}
