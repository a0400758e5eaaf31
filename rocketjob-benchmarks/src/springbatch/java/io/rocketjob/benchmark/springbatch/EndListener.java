package io.rocketjob.benchmark.springbatch;

import java.util.List;

import io.rocketjob.benchmark.process.RunRecord;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.listener.JobExecutionListener;

/**
 * Notes when a job has given up, which it does only after all of its partitions have
 * ended.
 */
final class EndListener implements JobExecutionListener {

	private final RunRecord record;

	EndListener(RunRecord record) {
		this.record = record;
	}

	@Override
	public void afterJob(JobExecution execution) {
		if (execution.getStatus() != BatchStatus.COMPLETED) {
			this.record.fail(cause(execution));
		}
	}

	/** What a partition has failed with says more than that one has failed. */
	private static Throwable cause(JobExecution execution) {
		List<Throwable> all = execution.getAllFailureExceptions();
		return all.stream()
			.filter((failure) -> !(failure instanceof JobExecutionException))
			.findFirst()
			.or(() -> all.stream().findFirst())
			.orElseGet(() -> new IllegalStateException("The job has ended as " + execution.getStatus()));
	}

}
