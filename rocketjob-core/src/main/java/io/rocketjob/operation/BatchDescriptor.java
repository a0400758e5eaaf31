package io.rocketjob.operation;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.rocketjob.BatchInstance;
import io.rocketjob.BatchStatus;
import org.jspecify.annotations.Nullable;

/**
 * How a batch job stands.
 *
 * @param phase what is done of it, or will be next
 * @param uploading whether records are still being uploaded
 * @param percentComplete how much has been worked on
 * @param recordCount how many records there are
 * @param recordsDone how many have been worked on
 * @param recordsPerSecond how fast
 * @param timeLeft how long the rest will take, as an ISO duration
 * @param slicesQueued slices that wait
 * @param slicesActive slices that are worked on
 * @param slicesFailed slices that have failed
 * @param workers the workers that work on it
 * @param failures the failed slices by exception
 * @param statistics what was counted, hidden unless values are shown
 * @since 0.1.0
 */
public record BatchDescriptor(String phase, boolean uploading, int percentComplete, long recordCount, long recordsDone,
		double recordsPerSecond, @Nullable String timeLeft, long slicesQueued, long slicesActive, long slicesFailed,
		List<String> workers, List<FailedSlicesDescriptor> failures, @Nullable Object statistics) {

	static BatchDescriptor of(BatchInstance<?> batch, BatchStatus status, Masking masking) {
		Duration left = status.timeLeft();
		List<FailedSlicesDescriptor> failures = (status.slicesFailed() > 0) ? batch.failures()
			.stream()
			.map((group) -> new FailedSlicesDescriptor(group.className(), masking.text(group.message()),
					group.slices()))
			.toList() : List.of();
		Map<String, Long> counted = batch.statistics();
		Object statistics = masking.value(counted.isEmpty() ? null : counted);
		return new BatchDescriptor(status.phase().value(), status.uploading(), status.percentComplete(),
				status.recordCount(), status.recordsDone(), status.recordsPerSecond(),
				(left != null) ? left.toString() : null, status.slicesQueued(), status.slicesActive(),
				status.slicesFailed(), status.workers().stream().map(BatchStatus.ActiveWorker::name).toList(), failures,
				statistics);
	}

	/**
	 * Failed slices that have the same exception.
	 *
	 * @param className the class of the exception
	 * @param message its message, hidden unless values are shown
	 * @param slices how many there are
	 */
	public record FailedSlicesDescriptor(String className, @Nullable String message, long slices) {
	}

}
