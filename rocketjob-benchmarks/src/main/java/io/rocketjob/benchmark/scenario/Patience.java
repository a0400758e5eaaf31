package io.rocketjob.benchmark.scenario;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How long to wait for what processes were told to do.
 *
 * @param standstill how long nothing may be done
 * @param whole how long all of it may take
 */
record Patience(Duration standstill, Duration whole) {

	/** As long as something is done. */
	static final Patience USUAL = new Patience(Duration.ofSeconds(90), Duration.ofDays(1));

	/** Begins to wait. */
	Watch watch() {
		return new Watch(this);
	}

	/** Watches whether something is done. */
	static final class Watch {

		private final Patience patience;

		private final long begin = System.nanoTime();

		private long progressAt = this.begin;

		private long done;

		private Watch(Patience patience) {
			this.patience = patience;
		}

		/**
		 * Notes what is done by now.
		 * @param count how much
		 * @return why to wait no longer, or {@code null}
		 */
		@Nullable String look(long count) {
			long now = System.nanoTime();
			if (count > this.done) {
				this.done = count;
				this.progressAt = now;
			}
			if (now - this.progressAt > this.patience.standstill.toNanos()) {
				return "nothing was done for " + seconds(this.patience.standstill);
			}
			return (now - this.begin > this.patience.whole.toNanos())
					? "it was not done within " + seconds(this.patience.whole) : null;
		}

		private static String seconds(Duration duration) {
			return duration.toSeconds() + " s";
		}

	}

}
