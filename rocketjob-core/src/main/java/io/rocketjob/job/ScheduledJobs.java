package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

import com.mongodb.client.MongoIterable;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Internal: makes scheduled jobs due. Each server does so, none leads: the write marks
 * only jobs that are not marked yet. Thread-safe.
 */
public final class ScheduledJobs {

	/** How many jobs are made claimable in one step. */
	private static final int MOST_AT_ONCE = 200;

	private static final Duration A_DAY = Duration.ofDays(1);

	private final JobStore store;

	ScheduledJobs(JobStore store) {
		this.store = store;
	}

	/**
	 * Makes jobs claimable whose time has come, the first {@value #MOST_AT_ONCE} of them:
	 * when a million fall due at once, workers need not wait for the last.
	 * @return zero when there were such jobs, else how long until the next job falls due,
	 * at most a day
	 */
	public Duration promoteDue() {
		Instant now = this.store.clock().now();
		JobRecord first = due(1).first();
		Instant next = (first != null) ? first.instant(JobFields.DUE_AT) : null;
		if (next == null || next.isAfter(now.plus(A_DAY))) {
			return A_DAY;
		}
		if (next.isAfter(now)) {
			return Duration.between(now, next);
		}
		List<ObjectId> due = new ArrayList<>();
		for (JobRecord job : due(MOST_AT_ONCE)) {
			due.add(job.id());
		}
		this.store.jobs()
			.updateMany(
					new Document(JobFields.ID, new Document("$in", due)).append(JobFields.DUE_AT,
							new Document("$lte", Date.from(now))),
					new Document("$set", new Document(JobFields.CLAIMABLE, true)).append("$unset",
							new Document(JobFields.DUE_AT, "")));
		return Duration.ZERO;
	}

	/**
	 * The jobs that fall due next.
	 */
	private MongoIterable<JobRecord> due(int limit) {
		return this.store.jobs()
			.find(new Document(JobFields.DUE_AT, new Document("$gt", new Date(0))))
			.hintString(JobIndexes.DUE_INDEX)
			.sort(new Document(JobFields.DUE_AT, 1))
			.limit(limit)
			.projection(new Document(JobFields.DUE_AT, 1))
			.map(JobRecord::new);
	}

}
