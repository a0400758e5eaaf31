package io.rocketjob;

import java.time.Duration;

import com.mongodb.MongoException;

import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions that are begun again where the database says that this helps: a sharded
 * MongoDB refuses one that reads a collection made a moment ago.
 */
public final class RetriedTransactions extends TransactionTemplate {

	private static final long serialVersionUID = 1L;

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	public RetriedTransactions(MongoDatabaseFactory factory) {
		super(new MongoTransactionManager(factory));
	}

	@Override
	public <T> T execute(TransactionCallback<T> action) throws TransactionException {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (true) {
			try {
				return super.execute(action);
			}
			catch (RuntimeException ex) {
				if (!isTransient(ex) || System.nanoTime() - end > 0) {
					throw ex;
				}
			}
		}
	}

	private static boolean isTransient(Throwable thrown) {
		for (Throwable each = thrown; each != null; each = each.getCause()) {
			if (each instanceof MongoException mongo
					&& mongo.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)) {
				return true;
			}
		}
		return false;
	}

}
