package io.rocketjob;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A job was to be created or retried of which only one may be queued, running or paused
 * at a time, and there is one. Nothing was changed.
 *
 * @since 0.1.0
 */
public class DuplicateJobException extends RocketJobException {

	private final transient @Nullable ObjectId existing;

	public DuplicateJobException(String jobClass, String key, @Nullable ObjectId existing, Throwable cause) {
		super("There may be only one " + jobClass + " at a time with the key '" + key + "', and "
				+ ((existing != null) ? "job " + existing + " is queued, running or paused"
						: "another was queued, running or paused just now"),
				cause);
		this.existing = existing;
	}

	/**
	 * The job that is there.
	 * @return its id, or {@code null} when it has ended meanwhile
	 */
	public @Nullable ObjectId existing() {
		return this.existing;
	}

}
