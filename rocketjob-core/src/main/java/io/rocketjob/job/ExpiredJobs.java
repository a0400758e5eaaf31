package io.rocketjob.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.plugin.Series;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.WorkRecorder;
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

	private final NextOccurrences nextOccurrences;

	private final JobClaimHandles handles;

	private final WorkRecorder recorder;

	ExpiredJobs(JobStore store, NextOccurrences nextOccurrences, JobClaimHandles handles, WorkRecorder recorder) {
		this.store = store;
		this.nextOccurrences = nextOccurrences;
		this.handles = handles;
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
			.filter((job) -> this.nextOccurrences.concern(job.job()))
			.forEach((job) -> this.nextOccurrences.handOver(job.job(), job.claimKey(), Series.Moment.END));
		List<ClaimedJob> left = deleteTogether(expired);
		List<ClaimedJob> dropped = new ArrayList<>(expired);
		dropped.removeIf((job) -> left.contains(job) && !this.handles.of(job).destroy("it expired"));
		dropped.forEach((job) -> {
			logger.info("Dropped {}: it expired at {} before it could start", job,
					job.job().instant(JobFields.EXPIRES_AT));
			this.recorder.expired(job.job().type());
		});
		return claimed.stream().filter((job) -> !expired.contains(job)).toList();
	}

	private static boolean hasExpired(ClaimedJob job, Instant now) {
		Instant expiresAt = job.job().instant(JobFields.EXPIRES_AT);
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
		return this.store.kinds().of(job.job()).ownsData();
	}

	private Set<ObjectId> present(List<ObjectId> ids) {
		Set<ObjectId> present = new HashSet<>();
		this.store.jobs()
			.find(new Document(JobFields.ID, new Document("$in", ids)))
			.projection(new Document(JobFields.ID, 1))
			.map(JobRecord::new)
			.forEach((job) -> present.add(job.id()));
		return present;
	}

}
