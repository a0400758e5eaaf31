package io.rocketjob.work;

/**
 * Internal: why a run is interrupted and what it holds is queued again.
 */
public enum Interruption {

	/** The server stops, and has waited for it as long as it may. */
	SERVER_STOPS("the server is stopping", "its server stopped"),

	/** The server is to stop at once. */
	SERVER_KILLED("the server was killed", "its server was killed"),

	/** A user wants this worker to stop its run. */
	WORKER_KILLED("the worker was killed", "its worker was killed");

	private final String toRun;

	private final String toJob;

	Interruption(String toRun, String toJob) {
		this.toRun = toRun;
		this.toJob = toJob;
	}

	/**
	 * What the run is told.
	 * @return the reason
	 */
	public String toRun() {
		return this.toRun;
	}

	/**
	 * What the history of the job says.
	 * @return the reason
	 */
	public String toJob() {
		return this.toJob;
	}

}
