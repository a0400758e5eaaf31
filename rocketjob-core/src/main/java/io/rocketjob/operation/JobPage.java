package io.rocketjob.operation;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of the jobs that a search has found.
 *
 * @param jobs the jobs in their order, without those that an {@link OperationPolicy} does
 * not show; so there may be fewer than a page has, or none, though others follow
 * @param order the order that the search has
 * @param previous the page before, for {@link JobSearch#page()}; {@code null} on the
 * first page
 * @param next the page after, for {@link JobSearch#page()}; {@code null} when there is
 * none
 * @param partial whether the time was up before the page was full, because few of many
 * jobs match: the search goes on with {@code next}
 * @since 0.1.0
 */
public record JobPage(List<Row> jobs, Order order, @Nullable String previous, @Nullable String next, boolean partial) {

	/**
	 * A job of a page.
	 *
	 * @param job the job
	 * @param percentComplete how far it is
	 * @param recordCount how many records it has, {@code null} unless it is a running
	 * batch
	 * @param recordsDone how many of them have been worked on, {@code null} unless it is
	 * a running batch
	 * @param workers how many workers work on it, while it runs
	 * @param waitsFor the ids of the jobs for which it waits, at most 5
	 * @param waitingFor what a throttle makes it wait for, hidden unless values are shown
	 * @param schedule its schedule as it is written, where it has one
	 */
	public record Row(JobSummaryDescriptor job, int percentComplete, @Nullable Long recordCount,
			@Nullable Long recordsDone, int workers, List<String> waitsFor, @Nullable String waitingFor,
			@Nullable String schedule) {

		/**
		 * Its schedule in English words.
		 * @return the words, {@code null} where it has no schedule
		 */
		public @Nullable String scheduleWords() {
			return (this.schedule != null) ? ScheduleDescriptor.words(this.schedule) : null;
		}

	}

	/**
	 * In which order jobs are listed, by the states that a search is about.
	 */
	public enum Order {

		/** Completed, failed, aborted, paused: the last to do so first. */
		ENDED,

		/**
		 * Queued: as workers take them, the lowest priority number and the oldest first.
		 */
		QUEUE,

		/** Scheduled: the next to be due first. */
		DUE,

		/** Running: the longest first. */
		STARTED,

		/** Waiting for other jobs, and all others: the last created first. */
		CREATED

	}

}
