package io.rocketjob.benchmark.jobrunr;

/**
 * A job that does nothing. Public, with a public method, for JobRunr calls it by
 * reflection.
 */
public class NoOpWork {

	/** Does nothing; what there is to count is counted by {@link ProgressFilter}. */
	public void run() {
	}

}
