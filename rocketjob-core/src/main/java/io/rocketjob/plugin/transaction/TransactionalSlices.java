package io.rocketjob.plugin.transaction;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

import io.rocketjob.BatchCallbacks;
import io.rocketjob.BatchContext;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Works on the records of each slice in one transaction. Thread-safe.
 */
final class TransactionalSlices implements BatchCallbacks<@Nullable Object> {

	private final TransactionTemplate transaction;

	TransactionalSlices(TransactionTemplate transaction) {
		this.transaction = transaction;
	}

	@Override
	public boolean undoesFailedSlices() {
		return true;
	}

	@Override
	public void aroundSlice(BatchContext<@Nullable Object> context, Callable<@Nullable Void> records) throws Exception {
		AtomicReference<Exception> thrown = new AtomicReference<>();
		this.transaction.executeWithoutResult((status) -> {
			try {
				records.call();
			}
			catch (Exception ex) {
				// whatever it is, as the template would roll back for unchecked ones only
				status.setRollbackOnly();
				thrown.set(ex);
			}
		});
		if (thrown.get() != null) {
			throw thrown.get();
		}
	}

}
