package io.rocketjob.benchmark.springbatch;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * Transactions that never reach the database, so that the rest of the job can be tested
 * on a server that has none.
 */
@Configuration(proxyBeanMethods = false)
class PretendedTransactions {

	@Bean
	MongoTransactionManager transactionManager(MongoDatabaseFactory databases) {
		return new PretendingTransactionManager(databases);
	}

	private static final class PretendingTransactionManager extends MongoTransactionManager {

		PretendingTransactionManager(MongoDatabaseFactory databases) {
			super(databases);
		}

		@Override
		protected boolean isExistingTransaction(Object transaction) {
			return false;
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected Object doSuspend(Object transaction) {
			return transaction;
		}

		@Override
		protected void doResume(Object transaction, Object suspended) {
		}

		@Override
		protected void doCommit(MongoTransactionObject transaction) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

		@Override
		protected void doSetRollbackOnly(DefaultTransactionStatus status) {
		}

		@Override
		protected void doCleanupAfterCompletion(Object transaction) {
		}

	}

}
