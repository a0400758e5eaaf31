package io.rocketjob.benchmark.springbatch;

import io.rocketjob.benchmark.process.RunRecord;

import org.springframework.batch.core.listener.ItemWriteListener;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Notes when partitions begin, and which records are done: only once their chunk is
 * committed, for before that nothing of it is stored.
 */
final class ProgressListener implements StepExecutionListener, ItemWriteListener<Line> {

	private final RunRecord record;

	ProgressListener(RunRecord record) {
		this.record = record;
	}

	@Override
	public void beforeStep(StepExecution execution) {
		this.record.begin();
	}

	@Override
	public void afterWrite(Chunk<? extends Line> chunk) {
		int size = chunk.size();
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				ProgressListener.this.record.end(size);
			}

		});
	}

}
