package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.mongodb.client.MongoIterable;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.document.JobRecord;
import io.rocketjob.work.WorkNotification;
import io.rocketjob.work.WorkSignal;
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

	private static final Document TIME = new Document(JobFields.DUE_AT, 1);

	private final JobStore store;

	private final WorkSignal signal;

	ScheduledJobs(JobStore store, WorkSignal signal) {
		this.store = store;
		this.signal = signal;
	}

	/**
	 * Makes jobs claimable whose time has come, the first {@value #MOST_AT_ONCE} of them:
	 * when a million fall due at once, workers need not wait for the last. Tells other
	 * processes: of many servers few look, and this one may not have the class.
	 * @return zero when there were such jobs, else how long until the next job falls due,
	 * at most a day
	 */
	public Duration promoteDue() {
		Instant now = this.store.clock().now();
		JobRecord first = due(1, TIME).first();
		Instant next = (first != null) ? first.instant(JobFields.DUE_AT) : null;
		if (next == null || next.isAfter(now.plus(A_DAY))) {
			return A_DAY;
		}
		if (next.isAfter(now)) {
			return Duration.between(now, next);
		}
		List<ObjectId> due = new ArrayList<>();
		Set<String> types = new HashSet<>();
		for (JobRecord job : due(MOST_AT_ONCE, new Document(TIME).append(JobFields.TYPE, 1))) {
			due.add(job.id());
			types.add(job.type());
		}
		long promoted = this.store.jobs()
			.updateMany(
					new Document(JobFields.ID, new Document("$in", due)).append(JobFields.DUE_AT,
							new Document("$lte", Date.from(now))),
					new Document("$set", new Document(JobFields.CLAIMABLE, true)).append("$unset",
							new Document(JobFields.DUE_AT, "")))
			.getModifiedCount();
		if (promoted > 0) {
			types.forEach((type) -> this.signal.tellOthers(new WorkNotification(WorkNotification.Kind.OLDER, type)));
		}
		return Duration.ZERO;
	}

	/**
	 * The jobs that fall due next.
	 */
	private MongoIterable<JobRecord> due(int limit, Document fields) {
		return this.store.jobs()
			.find(new Document(JobFields.DUE_AT, new Document("$gt", new Date(0))))
			.hintString(JobIndexes.DUE_INDEX)
			.sort(TIME)
			.limit(limit)
			.projection(fields)
			.map(JobRecord::new);
	}

}
