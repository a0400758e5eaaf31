package io.rocketjob;

/**
 * How a chain stands.
 *
 * @param state {@code aborted}, {@code failed} or {@code paused} when one of its steps
 * is, in this order; {@code completed} when all are; {@code running} from the start of
 * the first; else {@code queued}
 * @param step the number of the first step that has not completed, from 1; that of the
 * last when all have
 * @param steps how many steps it has
 * @param percentComplete how far the whole is, 0 to 100; each step counts the same
 * @param text all of this in a line
 * @since 0.1.0
 */
public record ChainStatus(JobState state, int step, int steps, int percentComplete, String text) {

	@Override
	public String toString() {
		return this.text;
	}

}
