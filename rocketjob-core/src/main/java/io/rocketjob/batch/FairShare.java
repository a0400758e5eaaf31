package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

import io.rocketjob.work.Work;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * How the workers of one server are shared. A more urgent priority gets all workers that
 * it can use. Of one priority the jobs of the queue get one half of the workers and the
 * batches the other, which these share equally; what one cannot use, the others get.
 * Where the numbers do not divide, the odd worker changes sides after a turn. Decides
 * from numbers of workers only, reads nothing. Not thread-safe.
 */
final class FairShare {

	/** For how long the odd worker stays on one side while the other one waits. */
	static final Duration TURN = Duration.ofMillis(500);

	private final LongSupplier nanoTime;

	/** Which side has the odd worker, by priority. */
	private final Map<Integer, Turn> turns = new HashMap<>();

	/** When a worker was last sent to a batch. */
	private final Map<ObjectId, Long> sent = new HashMap<>();

	/**
	 * Makes one that remembers nothing.
	 * @param nanoTime the time, as of {@link System#nanoTime}
	 */
	FairShare(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * Whether the next worker of a priority is for a job rather than for a batch, if both
	 * wait for one.
	 * @param priority the priority
	 * @param workers how many workers there are at what
	 * @return whether jobs have fewer workers, or as many and the turn
	 */
	boolean isForJobs(int priority, Workers workers) {
		return isForJobs(priority, workers.jobs(priority), workers.batches(priority));
	}

	/**
	 * Whether jobs may keep the workers that they have, though a batch of the same
	 * priority waits for one.
	 * @param priority the priority
	 * @param workers how many workers there are at what
	 * @return whether the last one of them would be for jobs again
	 */
	boolean mayJobsGoOn(int priority, Workers workers) {
		return isForJobs(priority, Math.max(0, workers.jobs(priority) - 1), workers.batches(priority));
	}

	private boolean isForJobs(int priority, int jobs, int batches) {
		if (jobs != batches) {
			return jobs < batches;
		}
		Turn turn = this.turns.get(priority);
		return turn == null || turn.jobs() != isOver(turn.since());
	}

	private boolean isOver(long since) {
		return this.nanoTime.getAsLong() - since >= TURN.toNanos();
	}

	/**
	 * The order in which batches of one priority get the next worker.
	 * @param batches the batches
	 * @param workers how many workers there are at what
	 * @return the one with the fewest workers first, of these the one that has waited
	 * longest for one
	 */
	List<ObjectId> order(Collection<ObjectId> batches, Workers workers) {
		return batches.stream().sorted(byNeed(workers)).toList();
	}

	private Comparator<ObjectId> byNeed(Workers workers) {
		long now = this.nanoTime.getAsLong();
		return Comparator.<ObjectId>comparingInt(workers::batch)
			.thenComparing(Comparator.<ObjectId>comparingLong((batch) -> sentAgo(batch, now)).reversed())
			.thenComparing(Comparator.naturalOrder());
	}

	private long sentAgo(ObjectId batch, long now) {
		Long at = this.sent.get(batch);
		return (at != null) ? now - at : Long.MAX_VALUE;
	}

	/**
	 * A worker was given a job.
	 * @param priority the priority of the job
	 * @param workers how many workers there were at what before
	 */
	void gaveJob(int priority, Workers workers) {
		gave(priority, true, workers);
	}

	/**
	 * A worker was sent to a batch.
	 * @param priority the priority of the batch
	 * @param batch the batch
	 * @param workers how many workers there were at what before
	 */
	void sent(int priority, ObjectId batch, Workers workers) {
		gave(priority, false, workers);
		this.sent.put(batch, this.nanoTime.getAsLong());
	}

	private void gave(int priority, boolean jobs, Workers workers) {
		Turn turn = this.turns.get(priority);
		if (workers.jobs(priority) == workers.batches(priority) && (turn == null || turn.jobs() != jobs)) {
			this.turns.put(priority, new Turn(jobs, this.nanoTime.getAsLong()));
		}
	}

	/**
	 * Forgets batches that are not open any more.
	 * @param open those that are
	 */
	void forgetAllBut(Collection<ObjectId> open) {
		this.sent.keySet().retainAll(open);
	}

	/**
	 * Which workers are to leave their batch, because others have a better right to them.
	 * What they leave for is decided when they are idle.
	 * @param workers how many workers there are at what
	 * @param stays the workers that are at batches and were not told to leave yet
	 * @param waitingJobs how many jobs wait for a worker, by priority
	 * @param waitingBatches the batches that can use another worker
	 * @return the work to end
	 */
	List<Work> crowdedOut(Workers workers, List<Stay> stays, Map<Integer, Integer> waitingJobs,
			List<Waiting> waitingBatches) {
		Plan plan = new Plan(workers.copy(), new ArrayList<>(stays));
		TreeSet<Integer> priorities = new TreeSet<>(waitingJobs.keySet());
		waitingBatches.forEach((batch) -> priorities.add(batch.priority()));
		for (int priority : priorities) {
			plan.make(priority, waitingJobs.getOrDefault(priority, 0),
					waitingBatches.stream().filter((batch) -> batch.priority() == priority).toList());
		}
		return plan.leaving;
	}

	/**
	 * A worker's stay with a batch.
	 *
	 * @param batch the batch
	 * @param priority its priority
	 * @param work what the worker is at
	 * @param age for how long
	 */
	record Stay(ObjectId batch, int priority, Work work, Duration age) {
	}

	/**
	 * A batch that can use workers.
	 *
	 * @param batch the batch
	 * @param priority its priority
	 * @param most how many more at most
	 */
	record Waiting(ObjectId batch, int priority, int most) {
	}

	private record Turn(boolean jobs, long since) {
	}

	/** How many workers there are at what. */
	static final class Workers {

		private final Map<Integer, Integer> jobs = new TreeMap<>();

		private final Map<Integer, Integer> batches = new TreeMap<>();

		private final Map<ObjectId, Integer> batch = new HashMap<>();

		void addJob(int priority) {
			this.jobs.merge(priority, 1, Integer::sum);
		}

		void addBatch(ObjectId id, int priority) {
			this.batches.merge(priority, 1, Integer::sum);
			this.batch.merge(id, 1, Integer::sum);
		}

		private void removeBatch(ObjectId id, int priority) {
			this.batches.merge(priority, -1, Integer::sum);
			this.batch.merge(id, -1, Integer::sum);
		}

		/**
		 * Workers at jobs.
		 * @param priority the priority of the jobs
		 * @return their number
		 */
		int jobs(int priority) {
			return this.jobs.getOrDefault(priority, 0);
		}

		/**
		 * Workers at any batch.
		 * @param priority the priority of the batches
		 * @return their number
		 */
		int batches(int priority) {
			return this.batches.getOrDefault(priority, 0);
		}

		/**
		 * Workers at one batch.
		 * @param id the batch
		 * @return their number
		 */
		int batch(ObjectId id) {
			return this.batch.getOrDefault(id, 0);
		}

		private Workers copy() {
			Workers copy = new Workers();
			copy.jobs.putAll(this.jobs);
			copy.batches.putAll(this.batches);
			copy.batch.putAll(this.batch);
			return copy;
		}

	}

	/** What is to be, worked out worker by worker. */
	private final class Plan {

		private final Workers workers;

		private final List<Stay> stays;

		private final List<Work> leaving = new ArrayList<>();

		/** Batches that get a worker. */
		private final Set<ObjectId> sentTo = new HashSet<>();

		Plan(Workers workers, List<Stay> stays) {
			this.workers = workers;
			this.stays = stays;
		}

		void make(int priority, int jobs, List<Waiting> batches) {
			int jobsLeft = jobs;
			Map<ObjectId, Integer> batchesLeft = new HashMap<>();
			batches.forEach((batch) -> batchesLeft.put(batch.batch(), batch.most()));
			while (jobsLeft > 0 || !batchesLeft.isEmpty()) {
				Stay lessUrgent = leastUrgent(priority);
				ObjectId batch = batchesLeft.isEmpty() ? null : order(batchesLeft.keySet(), this.workers).get(0);
				if (jobsLeft > 0 && (batch == null || lessUrgent == null || isForJobs(priority, this.workers))) {
					Stay left = (lessUrgent != null) ? lessUrgent : leftToJobs(priority);
					if (left != null) {
						leave(left);
						this.workers.addJob(priority);
						jobsLeft--;
						continue;
					}
					jobsLeft = 0;
				}
				else if (batch != null) {
					Stay left = (lessUrgent != null) ? lessUrgent : leftToBatch(batch, priority);
					if (left != null) {
						leave(left);
						this.workers.addBatch(batch, priority);
						this.sentTo.add(batch);
						batchesLeft.computeIfPresent(batch, (same, most) -> (most > 1) ? most - 1 : null);
						continue;
					}
					batchesLeft.remove(batch);
				}
			}
		}

		private void leave(Stay stay) {
			this.stays.remove(stay);
			this.workers.removeBatch(stay.batch(), stay.priority());
			this.leaving.add(stay.work());
		}

		private @Nullable Stay leastUrgent(int priority) {
			return this.stays.stream()
				.filter((stay) -> stay.priority() > priority)
				.max(Comparator.comparingInt(Stay::priority)
					.thenComparingInt((stay) -> this.workers.batch(stay.batch()))
					.thenComparing(Stay::age))
				.orElse(null);
		}

		private @Nullable Stay leftToJobs(int priority) {
			int more = this.workers.batches(priority) - this.workers.jobs(priority);
			Turn turn = FairShare.this.turns.get(priority);
			boolean isTurn = turn == null || turn.jobs() || isOver(turn.since());
			return (more > 1 || (more == 1 && isTurn)) ? richest(priority) : null;
		}

		private @Nullable Stay leftToBatch(ObjectId batch, int priority) {
			Stay richest = richest(priority);
			if (richest == null || richest.batch().equals(batch)) {
				return null;
			}
			int more = this.workers.batch(richest.batch()) - this.workers.batch(batch);
			boolean isTurn = !this.sentTo.contains(richest.batch())
					&& sentAgo(richest.batch(), FairShare.this.nanoTime.getAsLong()) >= TURN.toNanos();
			return (more > 1 || (more == 1 && isTurn)) ? richest : null;
		}

		/** Of the batch with the most workers, the one that has been there longest. */
		private @Nullable Stay richest(int priority) {
			return this.stays.stream()
				.filter((stay) -> stay.priority() == priority)
				.max(Comparator.<Stay>comparingInt((stay) -> this.workers.batch(stay.batch()))
					.thenComparingLong((stay) -> sentAgo(stay.batch(), FairShare.this.nanoTime.getAsLong()))
					.thenComparing(Stay::age))
				.orElse(null);
		}

	}

}
