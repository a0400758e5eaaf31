package io.rocketjob.mongo;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What is written when a transaction of another database is committed. One for each
 * transaction. Used by the thread of the transaction.
 */
final class AfterCommit implements TransactionSynchronization {

	private static final Logger logger = LoggerFactory.getLogger(AfterCommit.class);

	private final Deque<DeferredWrite> writes = new ArrayDeque<>();

	private AfterCommit() {
	}

	/**
	 * Whether the caller is in a transaction of Spring.
	 * @return whether there is one, of whatever kind
	 */
	static boolean isPossible() {
		return TransactionSynchronizationManager.isSynchronizationActive()
				&& TransactionSynchronizationManager.isActualTransactionActive();
	}

	/**
	 * Adds a write to those of the transaction of the caller.
	 * @param write what is to be written
	 */
	static void add(DeferredWrite write) {
		for (TransactionSynchronization each : TransactionSynchronizationManager.getSynchronizations()) {
			if (each instanceof AfterCommit present) {
				present.writes.add(write);
				return;
			}
		}
		AfterCommit first = new AfterCommit();
		first.writes.add(write);
		TransactionSynchronizationManager.registerSynchronization(first);
	}

	/**
	 * Sees to being told of the commit when all others have been, who would not be told
	 * after an error.
	 */
	@Override
	public void beforeCommit(boolean readOnly) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				RuntimeException failure = write();
				if (failure != null) {
					throw failure;
				}
			}

		});
	}

	/**
	 * Tells of the rollback, and writes what was added while others were told of the
	 * commit.
	 */
	@Override
	public void afterCompletion(int status) {
		if (status == STATUS_COMMITTED) {
			write();
			return;
		}
		DeferredWrite write = this.writes.poll();
		while (write != null) {
			if (status == STATUS_UNKNOWN) {
				logger.warn("Did not store {}, because it is not known whether the transaction was committed", write);
			}
			write.dropped();
			write = this.writes.poll();
		}
	}

	private @Nullable RuntimeException write() {
		RuntimeException failure = null;
		DeferredWrite write = this.writes.poll();
		while (write != null) {
			try {
				write.write();
			}
			catch (RuntimeException ex) {
				logger.error("Could not store {}, though the transaction that created it is committed", write, ex);
				if (failure == null) {
					failure = ex;
				}
				else if (failure != ex) {
					failure.addSuppressed(ex);
				}
			}
			write = this.writes.poll();
		}
		return failure;
	}

}
