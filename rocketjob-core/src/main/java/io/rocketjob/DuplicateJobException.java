package io.rocketjob;

import java.time.Instant;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A job was to be created or retried of which only one may be queued, running or paused
 * at a time, or created within a time, or created at all, and there is one. Nothing was
 * changed.
 *
 * @since 0.1.0
 */
public class DuplicateJobException extends RocketJobException {

	private final String key;

	private final transient @Nullable ObjectId existing;

	private final @Nullable Instant until;

	public DuplicateJobException(String jobClass, String key, @Nullable ObjectId existing, Throwable cause) {
		super("There may be only one " + jobClass + " at a time with the key '" + key + "', and "
				+ ((existing != null) ? "job " + existing + " is queued, running or paused"
						: "another was queued, running or paused just now"),
				cause);
		this.key = key;
		this.existing = existing;
		this.until = null;
	}

	/**
	 * Makes one for a key that is kept for a time.
	 * @param jobClass the name of the class
	 * @param key the key
	 * @param existing the job that was created with it
	 * @param until until when no other may be
	 */
	public DuplicateJobException(String jobClass, String key, ObjectId existing, Instant until) {
		super("No other " + jobClass + " may be created with the key '" + key + "' before " + until + ", because job "
				+ existing + " was, whatever has become of it");
		this.key = key;
		this.existing = existing;
		this.until = until;
	}

	/**
	 * Makes one for a key with which one batch is created.
	 * @param jobClass the name of the class
	 * @param key the key
	 * @param existing the job that has the key
	 * @param state what has become of it, such as {@code "is running"}
	 */
	public DuplicateJobException(String jobClass, String key, ObjectId existing, String state) {
		super("No other " + jobClass + " is created with the key '" + key + "', because job " + existing
				+ " has it, which " + state);
		this.key = key;
		this.existing = existing;
		this.until = null;
	}

	/**
	 * The key of which there may be one.
	 * @return the key as it is stored, with the names of what has made it and of the
	 * class before it
	 */
	public String key() {
		return this.key;
	}

	/**
	 * The job that is there, or was.
	 * @return its id, or {@code null} when it has ended meanwhile
	 */
	public @Nullable ObjectId existing() {
		return this.existing;
	}

	/**
	 * Until when no other job may be created with the key, where it is kept for a time.
	 * @return the time; {@code null} when no time decides that
	 */
	public @Nullable Instant until() {
		return this.until;
	}

}
