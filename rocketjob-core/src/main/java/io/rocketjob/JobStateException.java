package io.rocketjob;

import org.bson.types.ObjectId;

/**
 * A job is in a state that does not allow what was asked, possibly because another
 * process was faster.
 *
 * @since 0.1.0
 */
public class JobStateException extends RocketJobException {

	private final JobState state;

	public JobStateException(String jobClass, ObjectId id, JobState state, String problem) {
		super(jobClass + " " + id + " is " + state.value() + ": " + problem);
		this.state = state;
	}

	/**
	 * The state that the job is in.
	 * @return the state
	 */
	public JobState state() {
		return this.state;
	}

}
