package io.rocketjob.plugin;

/**
 * What becomes of a job that is to be created while its {@link UniqueKey} is taken. In no
 * case there are two: what differs is what the caller gets.
 *
 * @since 0.1.0
 */
public enum OnConflict {

	/**
	 * The new job is refused with a {@link io.rocketjob.DuplicateJobException} that names
	 * the first.
	 */
	REJECT,

	/**
	 * The new job is dropped, and the caller gets the first. One that is no longer stored
	 * is shown as completed.
	 */
	KEEP,

	/**
	 * The first takes the fields of the new job, and the caller gets it. One that has
	 * started has nothing to be replaced: the new job is refused then.
	 */
	REPLACE

}
