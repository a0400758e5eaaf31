package io.rocketjob.operation;

/**
 * What an {@link Operator} needs for an operation. Each has a name by which
 * configurations and users know it.
 *
 * @since 0.1.0
 */
public enum Permission {

	/** To list, count and describe jobs, failed slices and schedules. */
	JOB_READ("job:read"),

	/** To retry, pause, resume, abort, fail and start jobs, and to retry slices. */
	JOB_CONTROL("job:control"),

	/** To change the priority, time, description, throttle and fields of jobs. */
	JOB_EDIT("job:edit"),

	/** To create jobs. */
	JOB_CREATE("job:create"),

	/** To delete jobs. */
	JOB_DESTROY("job:destroy"),

	/**
	 * To see what people and jobs have put into jobs and servers: fields, results, the
	 * texts of exceptions, descriptions, reasons, statistics, queries. Without it, one
	 * sees that there is something.
	 */
	VALUE_READ("value:read"),

	/** To see the records of failed slices, and to download the output of batches. */
	RECORD_READ("record:read"),

	/** To correct and remove records of failed slices. */
	RECORD_EDIT("record:edit"),

	/** To see what runs of jobs have logged last. */
	LOG_READ("log:read"),

	/** To list and describe servers. */
	SERVER_READ("server:read"),

	/** To pause, resume, stop and change servers, and to ask for thread dumps. */
	SERVER_CONTROL("server:control"),

	/** To kill servers and workers. */
	SERVER_KILL("server:kill"),

	/** To see the entries of the directory monitor, and which files match. */
	DIRMON_READ("dirmon:read"),

	/**
	 * To enable, disable and delete entries of the directory monitor, and to retry and
	 * forget their files. To create and change entries, one needs {@link #JOB_CREATE} as
	 * well.
	 */
	DIRMON_CHANGE("dirmon:change"),

	/** To see who did what. */
	AUDIT_READ("audit:read");

	private final String value;

	Permission(String value) {
		this.value = value;
	}

	/**
	 * The name.
	 * @return a name such as {@code job:control}
	 */
	public String value() {
		return this.value;
	}

	@Override
	public String toString() {
		return this.value;
	}

}
