package io.rocketjob.mongo;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import com.mongodb.MongoException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: a single write of a document with a unique key that others may write at the
 * same moment. MongoDB lets one win and refuses the others at once. PostgreSQL, behind
 * FerretDB, may let them wait for each other for a second, and then end one of them,
 * which has written nothing: whether it was the first is not known before it tries again.
 */
public final class ContendedWrite {

	private static final Logger logger = LoggerFactory.getLogger(ContendedWrite.class);

	private static final int ATTEMPTS = 5;

	private static final int LONGEST_PAUSE_MILLIS = 100;

	private ContendedWrite() {
	}

	/**
	 * Makes the write, again if need be.
	 * @param write the write, outside of any transaction
	 * @param <T> the type of its answer
	 * @return its answer
	 * @throws MongoException what the write has thrown; of a deadlock only when it has
	 * been the victim of several
	 */
	public static <T extends @Nullable Object> T make(Supplier<T> write) {
		for (int attempt = 1;; attempt++) {
			try {
				return write.get();
			}
			catch (MongoException ex) {
				if (attempt == ATTEMPTS || !DatabaseErrors.isDeadlock(ex)) {
					throw ex;
				}
				logger.debug("A write was ended so that others could go on; it is made again", ex);
			}
			LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(1, LONGEST_PAUSE_MILLIS) * 1_000_000L);
		}
	}

}
