package io.rocketjob.job;

import java.util.List;

import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobState;
import io.rocketjob.document.JobRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the history of a job how a run has lost it.
 */
final class ExternalEnds {

	private ExternalEnds() {
	}

	/**
	 * Whether a user has ended or paused a job while a run of it went on.
	 * @param begun the job as it was when the run began
	 * @param present the job as it is
	 * @param whole whether the run had the job, and not a part of it
	 * @return what happened, or {@code null} when another run has had it since
	 */
	static @Nullable String byHand(JobRecord begun, JobRecord present, boolean whole) {
		JobState state = present.state();
		if (state != JobState.ABORTED && state != JobState.PAUSED && state != JobState.FAILED) {
			return null;
		}
		List<JobHistoryEntry> history = present.history();
		JobHistoryEntry last = history.isEmpty() ? null : history.get(history.size() - 1);
		if (last == null || last.to() != state || (whole && !start(history).equals(start(begun.history())))) {
			return null;
		}
		return "the job was " + state.value() + " by " + last.by();
	}

	private static List<JobHistoryEntry> start(List<JobHistoryEntry> history) {
		for (int i = history.size() - 1; i >= 0; i--) {
			if (history.get(i).to() == JobState.RUNNING) {
				return List.of(history.get(i));
			}
		}
		return List.of();
	}

}
