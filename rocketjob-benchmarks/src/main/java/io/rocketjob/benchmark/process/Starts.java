package io.rocketjob.benchmark.process;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.bson.types.ObjectId;

/**
 * Notes when each job was started, where that matters. Thread-safe.
 */
public final class Starts {

	private final boolean enabled;

	private final Queue<String> starts = new ConcurrentLinkedQueue<>();

	/**
	 * Makes a list.
	 * @param enabled whether anything shall be noted
	 */
	public Starts(boolean enabled) {
		this.enabled = enabled;
	}

	/**
	 * Notes that a job starts now.
	 * @param job its id
	 */
	public void add(ObjectId job) {
		if (this.enabled) {
			this.starts.add(job.toHexString() + " " + RunRecord.nowMicros());
		}
	}

	/**
	 * What was noted.
	 * @return {@code starts}, each the id and the microseconds since the epoch
	 */
	public Map<String, Object> details() {
		return this.enabled ? Map.of("starts", this.starts.toArray(String[]::new)) : Map.of();
	}

}
