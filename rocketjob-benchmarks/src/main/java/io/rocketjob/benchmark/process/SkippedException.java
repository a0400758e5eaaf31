package io.rocketjob.benchmark.process;

/**
 * A contender cannot be measured, for a reason that is no failure.
 */
public class SkippedException extends RuntimeException {

	/**
	 * Makes the exception.
	 * @param reason why not, in one line
	 */
	public SkippedException(String reason) {
		super(reason);
	}

}
