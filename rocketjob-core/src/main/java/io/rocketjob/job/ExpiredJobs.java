package io.rocketjob.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.rocketjob.plugin.Series;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops jobs that have expired before they could start. Thread-safe.
 */
final class ExpiredJobs {

	private static final Logger logger = LoggerFactory.getLogger(ExpiredJobs.class);

	private final JobStore store;

	private final NextOccurrences successions;

	private final JobClaimHandles holds;

	private final WorkRecorder recorder;

	ExpiredJobs(JobStore store, NextOccurrences successions, JobClaimHandles holds, WorkRecorder recorder) {
		this.store = store;
		this.successions = successions;
		this.holds = holds;
		this.recorder = recorder;
	}

	/**
	 * Deletes those of some jobs that have expired.
	 * @param claimed the jobs, not yet started
	 * @return the others
	 */
	List<ClaimedJob> drop(List<ClaimedJob> claimed) {
		Instant now = this.store.clock().now();
		List<ClaimedJob> expired = claimed.stream().filter((job) -> hasExpired(job, now)).toList();
		if (expired.isEmpty()) {
			return claimed;
		}
		expired.stream()
			.filter((job) -> this.successions.concern(job.document()))
			.forEach((job) -> this.successions.handOver(job.document(), job.held(), Series.Moment.END));
		List<ClaimedJob> left = deleteTogether(expired);
		List<ClaimedJob> dropped = new ArrayList<>(expired);
		dropped.removeIf((job) -> left.contains(job) && !this.holds.of(job).destroy("it expired"));
		dropped.forEach((job) -> {
			logger.info("Dropped {}: it expired at {} before it could start", job,
					JobDocument.instant(job.document(), JobFields.EXPIRES_AT));
			this.recorder.expired(JobDocument.type(job.document()));
		});
		return claimed.stream().filter((job) -> !expired.contains(job)).toList();
	}

	private static boolean hasExpired(ClaimedJob job, Instant now) {
		Instant expiresAt = JobDocument.instant(job.document(), JobFields.EXPIRES_AT);
		return expiresAt != null && !expiresAt.isAfter(now);
	}

	/**
	 * Deletes what goes with its document.
	 * @return the jobs that must go one by one: more belongs to them, or jobs wait for
	 * them, or another server has taken them
	 */
	private List<ClaimedJob> deleteTogether(List<ClaimedJob> expired) {
		List<ClaimedJob> left = new ArrayList<>(expired);
		left.removeIf((job) -> !ownsData(job));
		List<ClaimedJob> plain = expired.stream().filter((job) -> !ownsData(job)).toList();
		ClaimedJob.byToken(plain).forEach((token, ids) -> {
			if (this.store.jobs().deleteMany(JobStore.heldAlone(ids, token)).getDeletedCount() < ids.size()) {
				Set<ObjectId> present = present(ids);
				expired.stream().filter((job) -> present.contains(job.id())).forEach(left::add);
			}
		});
		return left;
	}

	private boolean ownsData(ClaimedJob job) {
		return this.store.kinds().of(job.document()).ownsData();
	}

	private Set<ObjectId> present(List<ObjectId> ids) {
		Set<ObjectId> present = new HashSet<>();
		this.store.jobs()
			.find(new Document(JobFields.ID, new Document("$in", ids)))
			.projection(new Document(JobFields.ID, 1))
			.forEach((job) -> present.add(JobDocument.id(job)));
		return present;
	}

}
