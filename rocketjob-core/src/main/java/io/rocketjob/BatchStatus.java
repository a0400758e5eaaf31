package io.rocketjob;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a batch job stands, read from its slices.
 *
 * @param state the state of the job
 * @param duration see {@link JobStatus#duration()}
 * @param processing for how long its records have been worked on, zero before
 * @param phase what is done of it, or will be next
 * @param uploading whether records are still being uploaded
 * @param recordCount how many records have been uploaded
 * @param recordsDone how many of them have been worked on, by whole slices
 * @param slicesQueued slices that wait
 * @param slicesActive slices that are worked on
 * @param slicesFailed slices that have failed
 * @param workers the workers that work on it
 * @param waitingFor see {@link JobStatus#waitingFor()}
 * @param text all of this in a line
 * @since 0.1.0
 */
public record BatchStatus(JobState state, Duration duration, Duration processing, BatchPhase phase, boolean uploading,
		long recordCount, long recordsDone, long slicesQueued, long slicesActive, long slicesFailed,
		List<ActiveWorker> workers, @Nullable String waitingFor, String text) implements JobStatus {

	/**
	 * How much has been worked on.
	 * @return 0 to 100
	 */
	public int percentComplete() {
		if (this.state == JobState.COMPLETED) {
			return 100;
		}
		return (this.recordCount > 0) ? (int) (100 * this.recordsDone / this.recordCount) : 0;
	}

	/**
	 * How many records have been worked on each second of {@link #processing}.
	 * @return the rate, 0 before the first slice is done
	 */
	public double recordsPerSecond() {
		long millis = this.processing.toMillis();
		return (millis > 0) ? this.recordsDone * (1_000.0 / millis) : 0;
	}

	/**
	 * How many records have been worked on each hour of {@link #processing}.
	 * @return the rate, 0 before the first slice is done
	 */
	public long recordsPerHour() {
		return (long) (recordsPerSecond() * 3_600);
	}

	/**
	 * How long the rest will take at the same rate.
	 * @return the time, or {@code null} when that cannot be told: the job does not run,
	 * nothing is done yet, or records are still being uploaded
	 */
	public @Nullable Duration timeLeft() {
		if (this.state != JobState.RUNNING || this.recordsDone == 0 || this.uploading) {
			return null;
		}
		double millisPerRecord = (double) this.processing.toMillis() / this.recordsDone;
		return Duration.ofMillis((long) (millisPerRecord * (this.recordCount - this.recordsDone)));
	}

	@Override
	public String toString() {
		return this.text;
	}

	/**
	 * A worker that works on a slice.
	 *
	 * @param name the name of the worker, as {@code server:number}
	 * @param category the input category
	 * @param firstRecord the number of the first record of its slice
	 * @param recordNumber the number of the record it is at, at most a second or so ago
	 * @param duration how long it has been working on the slice
	 */
	public record ActiveWorker(String name, String category, long firstRecord, long recordNumber, Duration duration) {
	}

}
