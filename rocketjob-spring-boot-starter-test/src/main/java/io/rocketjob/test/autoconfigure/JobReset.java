package io.rocketjob.test.autoconfigure;

/**
 * When all that Rocket Job has stored is deleted before each test method, whichever
 * process has stored it: jobs in whatever state, with their records and output. Other
 * collections of the database are left alone.
 *
 * @since 0.1.0
 */
public enum JobReset {

	/**
	 * Where the database is there for the tests only: the embedded one in memory, or a
	 * container of a {@code @ServiceConnection}. Elsewhere nothing is deleted.
	 */
	WHERE_DISPOSABLE,

	/**
	 * Always. The author of the test knows that the database that the application
	 * connects to may be emptied.
	 */
	ALWAYS,

	/** Never. */
	NEVER

}
