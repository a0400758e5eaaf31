package io.rocketjob;

/**
 * Jobs were to be created of a class of which no more may wait, see
 * {@link io.rocketjob.plugin.queue.MaxQueued}. None of them was created.
 *
 * @since 0.1.0
 */
public class QueueFullException extends RocketJobException {

	private final String jobClass;

	private final int limit;

	private final long waiting;

	private final int jobs;

	private final long created;

	/**
	 * Makes one.
	 * @param jobClass the name of the class
	 * @param limit how many of its jobs may wait
	 * @param waiting about how many wait
	 * @param jobs how many more were to be created together
	 */
	public QueueFullException(String jobClass, int limit, long waiting, int jobs) {
		this(jobClass, limit, waiting, jobs, 0);
	}

	private QueueFullException(String jobClass, int limit, long waiting, int jobs, long created) {
		super("No more than " + limit + " jobs of " + jobClass + " may wait (@MaxQueued), and about " + waiting
				+ " do, so " + jobs + " more cannot be created"
				+ ((jobs > limit) ? " at once; a stream of jobs is created in steps" : " now; try again later")
				+ ((created > 0) ? ". Created before: " + created : ""));
		this.jobClass = jobClass;
		this.limit = limit;
		this.waiting = waiting;
		this.jobs = jobs;
		this.created = created;
	}

	/**
	 * Makes one that says what has been created before.
	 * @param before how many jobs
	 * @return the exception
	 */
	public QueueFullException after(long before) {
		QueueFullException after = new QueueFullException(this.jobClass, this.limit, this.waiting, this.jobs, before);
		after.setStackTrace(getStackTrace());
		return after;
	}

	/**
	 * The class.
	 * @return its name
	 */
	public String jobClass() {
		return this.jobClass;
	}

	/**
	 * How many of its jobs may wait.
	 * @return the limit
	 */
	public int limit() {
		return this.limit;
	}

	/**
	 * How many wait, as this process knows it.
	 * @return the number, counted no further than the limit
	 */
	public long waiting() {
		return this.waiting;
	}

	/**
	 * How many jobs the same call has created before: steps of a stream.
	 * @return the number, 0 for all calls but that
	 */
	public long created() {
		return this.created;
	}

}
