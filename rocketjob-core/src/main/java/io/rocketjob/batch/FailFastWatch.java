package io.rocketjob.batch;

import java.time.Duration;
import java.util.List;

import io.rocketjob.document.JobRecord;
import io.rocketjob.job.ActiveRuns;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Fails batches of which enough slices have failed. It is looked after each failure, and
 * now and then: the server may have died whose failure reached the limit. Thread-safe.
 */
final class FailFastWatch {

	private static final Duration INTERVAL = Duration.ofSeconds(5);

	private final OpenBatches open;

	private final SliceClaims claims;

	private final BatchFailures failures;

	private final ActiveRuns runs;

	FailFastWatch(OpenBatches open, SliceClaims claims, BatchFailures failures, ActiveRuns runs) {
		this.open = open;
		this.claims = claims;
		this.failures = failures;
		this.runs = runs;
	}

	/**
	 * Begins to watch a batch.
	 * @param job the batch as it was read
	 * @return for one thread
	 */
	Look at(JobRecord job) {
		return new Look(job);
	}

	/**
	 * Fails a batch whose limit is reached. Of several that try one does it.
	 * @param id the job
	 * @return whether it is reached, so that no worker shall go on
	 */
	private boolean failIfReached(ObjectId id) {
		JobRecord job = this.open.read(id);
		FailFastLimits limits = (job != null) ? BatchDocument.failFast(job) : null;
		if (job == null || limits == null || BatchDocument.isUploading(job)) {
			return job == null;
		}
		List<Segment> segments = Segment.readable(job);
		long all = segments.stream().mapToLong(Segment::slices).sum();
		long wanted = limits.reachedWith(all) + BatchDocument.tolerated(job);
		if (this.claims.countFailed(segments, wanted) < wanted) {
			return false;
		}
		if (this.failures.failFast(job, all, limits.text(all))) {
			this.runs.leave(id, "the job has failed, because its failFast is reached");
		}
		// not by what was read before
		this.open.forget();
		return true;
	}

	/** What one worker sees of one batch. */
	final class Look {

		private final ObjectId job;

		private final boolean limited;

		private @Nullable Long lookedAt;

		private Look(JobRecord job) {
			this.job = job.id();
			this.limited = BatchDocument.failFast(job) != null;
		}

		/**
		 * Whether the batch has ended, or is ended by this call.
		 * @param failed whether a slice has just failed
		 * @return whether no worker shall go on
		 */
		boolean ends(boolean failed) {
			Long last = this.lookedAt;
			if (!this.limited || (!failed && last != null && System.nanoTime() - last < INTERVAL.toNanos())) {
				return false;
			}
			this.lookedAt = System.nanoTime();
			return failIfReached(this.job);
		}

	}

}
