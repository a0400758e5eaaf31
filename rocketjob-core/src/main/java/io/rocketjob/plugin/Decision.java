package io.rocketjob.plugin;

import java.time.Duration;
import java.time.Instant;

/**
 * What a {@link Throttle} has decided.
 *
 * @since 0.1.0
 */
public sealed interface Decision {

	/**
	 * The job may start.
	 * @return the decision
	 */
	static Decision go() {
		return Go.INSTANCE;
	}

	/**
	 * The job waits until a time, and its {@code runAt} is moved to that.
	 * @param runAt the time
	 * @param reason why, shown in the status of the job
	 * @return the decision
	 */
	static Decision postpone(Instant runAt, String reason) {
		return new Postpone(runAt, reason);
	}

	/**
	 * Work is left out for a while.
	 * @param what what is left out
	 * @param recheck after what time to ask again, more than zero
	 * @param reason why, shown in the status of the job
	 * @return the decision
	 * @throws IllegalArgumentException when the time is not positive
	 */
	static Decision leaveOut(What what, Duration recheck, String reason) {
		return new LeaveOut(what, recheck, reason);
	}

	/** What is left out. */
	enum What {

		/** This job alone. Others of its class are tried. */
		JOB,

		/** All jobs of the class. */
		CLASS,

		/**
		 * All jobs of all classes that share a {@link PluggableClass#limitRunning group}
		 * with the class.
		 */
		GROUP

	}

	/** The job may start. */
	final class Go implements Decision {

		static final Go INSTANCE = new Go();

		private Go() {
		}

	}

	/**
	 * The job waits until a time.
	 *
	 * @param runAt the time
	 * @param reason why
	 */
	record Postpone(Instant runAt, String reason) implements Decision {
	}

	/**
	 * Work is left out for a while.
	 *
	 * @param what what is left out
	 * @param recheck after what time to ask again
	 * @param reason why
	 */
	record LeaveOut(What what, Duration recheck, String reason) implements Decision {

		public LeaveOut {
			if (recheck.toMillis() < 1) {
				throw new IllegalArgumentException(
						"The time after which a throttle is asked again must be at least a millisecond, but is "
								+ recheck);
			}
		}

	}

}
