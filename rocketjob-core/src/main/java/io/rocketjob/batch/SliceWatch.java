package io.rocketjob.batch;

import io.rocketjob.job.Run;

/**
 * Looks after the slices that workers of this process are at. Thread-safe.
 */
final class SliceWatch {

	private final ActiveSlices active;

	private final OpenBatches open;

	SliceWatch(ActiveSlices active, OpenBatches open) {
		this.active = active;
		this.open = open;
	}

	/**
	 * Tells the database where workers are, and the workers when what they are at is no
	 * longer theirs or no longer wanted. Costs a write for each slice that takes longer
	 * than a second, and a read if there is any slice.
	 */
	void watch() {
		this.active.forEach((handle, run) -> {
			if (run.age().compareTo(OpenBatches.MEMORY) >= 0 && !handle.touch()) {
				run.lose("its slice was given to somebody else, or the job has ended");
			}
		});
		this.active.forEach((handle, run) -> leaveIfClosed(run));
	}

	private void leaveIfClosed(Run<?> run) {
		if (this.open.find(run.id()) == null) {
			run.leave("the job was paused, failed or aborted");
		}
	}

}
