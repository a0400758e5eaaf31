package io.rocketjob.mongo;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Internal: what a thread that depends on the database does when it is away: waits longer
 * and longer, and says so once at the beginning and once at the end. Used by one thread.
 */
public final class Outage {

	private static final Logger logger = LoggerFactory.getLogger(Outage.class);

	private final String who;

	private final ExponentialBackOff backOff = new ExponentialBackOff(100, 2);

	private @Nullable BackOffExecution execution;

	private long since;

	/**
	 * Makes one for a thread.
	 * @param who what the thread is, for the log
	 * @param longest how long to wait at most
	 */
	public Outage(String who, Duration longest) {
		this.who = who;
		this.backOff.setMaxInterval(longest.toMillis());
		this.backOff.setJitter(50);
	}

	/**
	 * A call of the database failed.
	 * @param error what it threw
	 * @return how long to wait
	 */
	public Duration failed(Throwable error) {
		if (this.execution == null) {
			this.execution = this.backOff.start();
			this.since = System.nanoTime();
			if (DatabaseErrors.isPassing(error)) {
				logger.warn("The {} cannot reach the database and tries again until it can: {}", this.who,
						error.toString());
			}
			else {
				logger.error("The {} failed and tries again", this.who, error);
			}
		}
		return Duration.ofMillis(this.execution.nextBackOff());
	}

	/**
	 * A call of the database succeeded.
	 */
	public void succeeded() {
		if (this.execution != null) {
			this.execution = null;
			logger.info("The {} goes on after {} ms", this.who,
					Duration.ofNanos(System.nanoTime() - this.since).toMillis());
		}
	}

}
