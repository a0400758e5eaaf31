package io.rocketjob.mongo;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.mongodb.MongoInterruptedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Internal: a write that is made again and again while the database is away. It must
 * filter on the claim, so that doing it twice does no harm.
 *
 * @param what whose end is written, as it is called in the log
 */
public record RetriedWrite(Object what) {

	private static final Logger logger = LoggerFactory.getLogger(RetriedWrite.class);

	/**
	 * Makes the write.
	 * @param write the write
	 * @param <T> the type of its answer
	 * @return its answer
	 * @throws RuntimeException what the write has thrown, when it is about what is
	 * written, or the thread was interrupted
	 */
	public <T extends @Nullable Object> T make(Supplier<T> write) {
		BackOffExecution backOff = newBackOff().start();
		boolean tried = false;
		while (true) {
			try {
				T answer = write.get();
				if (tried) {
					logger.info(
							"The database has answered; the end of {} is recorded, unless somebody else has taken it",
							this.what);
				}
				return answer;
			}
			catch (RuntimeException ex) {
				if (DatabaseErrors.isAboutTheDocument(ex) || ex instanceof MongoInterruptedException) {
					throw ex;
				}
				if (!tried) {
					logger.warn(
							DatabaseErrors.isPassing(ex)
									? "The database is away; the end of {} will be recorded when it is back: {}"
									: "The database does not take the end of {}; this is tried until it does: {}",
							this.what, ex.toString());
				}
				tried = true;
				try {
					TimeUnit.MILLISECONDS.sleep(backOff.nextBackOff());
				}
				catch (InterruptedException interrupted) {
					Thread.currentThread().interrupt();
					throw ex;
				}
			}
		}
	}

	private static ExponentialBackOff newBackOff() {
		ExponentialBackOff backOff = new ExponentialBackOff(100, 2);
		backOff.setMaxInterval(5_000);
		backOff.setJitter(50);
		return backOff;
	}

}
