package io.rocketjob.job;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.mongodb.client.model.CountOptions;
import io.rocketjob.QueueFullException;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.ClassPlugins.QueueLimit;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Holds new jobs back of a class of which too many wait. This process counts those from
 * time to time, and adds what it has created since; what others have created since is
 * beyond the limit, so each creates only a part of it between two counts. Thread-safe.
 */
final class QueueLimits {

	/** A count in this time costs the database little. */
	private static final Duration SHORTEST = Duration.ofMillis(200);

	/** As long as it is of no more than these. */
	private static final int COUNTED_AT_ONCE = 10_000;

	/** How many counts it takes to create as many jobs as may wait. */
	private static final int PARTS = 10;

	private final JobStore store;

	private final Map<String, Gate> gates = new ConcurrentHashMap<>();

	QueueLimits(JobStore store) {
		this.store = store;
	}

	/**
	 * Stores new jobs, if so many may wait. Those that no worker could start now do not
	 * count.
	 * @param jobClass their class
	 * @param jobs their documents
	 * @param insertion stores them, without waiting for anybody else
	 * @param <T> what it returns
	 * @return what it returned
	 * @throws QueueFullException when too many wait
	 */
	<T> T within(JobClass<?> jobClass, List<JobRecord> jobs, Supplier<T> insertion) {
		QueueLimit limit = jobClass.plugins().queueLimit();
		int due = (limit != null) ? (int) jobs.stream().filter((job) -> job.has(JobFields.CLAIMABLE)).count() : 0;
		if (limit == null || due == 0) {
			return insertion.get();
		}
		Gate gate = this.gates.computeIfAbsent(jobClass.name(), (name) -> new Gate(jobClass, limit.limit()));
		gate.enter(due, mayWait() ? limit.waitUpTo() : Duration.ZERO);
		try {
			return insertion.get();
		}
		finally {
			gate.leave(due);
		}
	}

	/** Who holds a transaction open must not wait. */
	private boolean mayWait() {
		return !this.store.mongo().isTransactionActive() && !this.store.mongo().isForeignTransactionActive();
	}

	/**
	 * In what steps a stream of jobs is created.
	 * @param jobClass their class
	 * @param most how many at most
	 * @return as many as are created between two counts, where these are fewer
	 */
	static int step(JobClass<?> jobClass, int most) {
		QueueLimit limit = jobClass.plugins().queueLimit();
		return (limit != null) ? Math.min(most, part(limit.limit())) : most;
	}

	private static int part(int limit) {
		return Math.max(1, limit / PARTS);
	}

	private long count(List<String> names, int limit) {
		Document waiting = new Document(JobFields.CLAIMABLE, true).append(JobFields.TYPE, new Document("$in", names));
		return this.store.mongo()
			.translating(() -> this.store.jobs()
				.countDocuments(waiting, new CountOptions().hintString(JobIndexes.CLAIM_INDEX).limit(limit)));
	}

	/** What is next for who wants to create jobs. */
	private enum Next {

		CREATE, COUNT

	}

	/**
	 * What this process knows of the jobs of a class that wait. The bound: let the last
	 * count of all processes be that of one which creates until its sum is the limit.
	 * What it does not know are the jobs that others have created since, or were storing
	 * then. Each has these as {@code unseen}, and no more than a part of the limit.
	 */
	private final class Gate {

		private final String jobClass;

		private final List<String> names;

		private final int limit;

		private final long interval;

		/** How many waited at the last count, no further than the limit. */
		private long seen;

		/** How many of this process that count may have missed. */
		private int unseen;

		/** Those of them that may not be stored yet. */
		private int pending;

		private @Nullable Long countedAt;

		private boolean counting;

		private int rounds;

		/** Why the last count failed. */
		private @Nullable RuntimeException failure;

		Gate(JobClass<?> jobClass, int limit) {
			this.jobClass = jobClass.name();
			this.names = JobClasses.names(jobClass);
			this.limit = limit;
			this.interval = SHORTEST.toNanos() * Math.max(COUNTED_AT_ONCE, limit) / COUNTED_AT_ONCE;
		}

		void enter(int jobs, Duration patience) {
			long deadline = System.nanoTime() + patience.toNanos();
			try {
				while (next(jobs, deadline) == Next.COUNT) {
					count();
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw full(jobs);
			}
		}

		private synchronized Next next(int jobs, long deadline) throws InterruptedException {
			while (true) {
				boolean fresh = isFresh();
				boolean room = this.seen + this.unseen + jobs <= this.limit;
				if (fresh && room && (this.unseen == 0 || this.unseen + jobs <= part(this.limit))) {
					this.unseen += jobs;
					this.pending += jobs;
					return Next.CREATE;
				}
				if (jobs > this.limit) {
					throw full(jobs);
				}
				if (!fresh || (room && this.unseen > this.pending)) {
					if (!this.counting) {
						this.counting = true;
						return Next.COUNT;
					}
					int round = this.rounds;
					wait();
					if (round != this.rounds && this.failure != null) {
						throw this.failure;
					}
				}
				else if (room) {
					// others are just storing theirs, which is no reason to refuse
					wait(SHORTEST.toMillis());
				}
				else {
					waitForRoom(jobs, deadline);
				}
			}
		}

		private void waitForRoom(int jobs, long deadline) throws InterruptedException {
			long left = deadline - System.nanoTime();
			if (left <= 0) {
				throw full(jobs);
			}
			TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, Math.min(left, untilNextCount())));
		}

		private boolean isFresh() {
			return this.countedAt != null && untilNextCount() > 0;
		}

		private long untilNextCount() {
			Long last = this.countedAt;
			return (last != null) ? last + this.interval - System.nanoTime() : 0;
		}

		private void count() {
			long begun = System.nanoTime();
			int stored = stored();
			boolean done = false;
			RuntimeException thrown = null;
			long count = 0;
			try {
				count = QueueLimits.this.count(this.names, this.limit);
				done = true;
			}
			catch (RuntimeException ex) {
				thrown = ex;
				throw ex;
			}
			finally {
				counted(done, begun, count, stored, thrown);
			}
		}

		/** How many a count that begins now certainly does not miss. */
		private synchronized int stored() {
			return this.unseen - this.pending;
		}

		private synchronized void counted(boolean done, long begun, long count, int stored,
				@Nullable RuntimeException thrown) {
			if (done) {
				this.seen = count;
				this.unseen -= stored;
				this.countedAt = begun;
			}
			this.failure = thrown;
			this.counting = false;
			this.rounds++;
			notifyAll();
		}

		synchronized void leave(int jobs) {
			this.pending -= jobs;
			notifyAll();
		}

		private synchronized QueueFullException full(int jobs) {
			return new QueueFullException(this.jobClass, this.limit, this.seen + this.unseen, jobs);
		}

	}

}
