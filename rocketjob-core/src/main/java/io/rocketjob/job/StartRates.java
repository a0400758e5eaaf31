package io.rocketjob.job;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.rocketjob.document.JobRecord;
import io.rocketjob.job.RateLedger.Block;
import io.rocketjob.job.RateLedger.Grant;
import io.rocketjob.jobclass.ClassPlugins.Rate;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import org.jspecify.annotations.Nullable;

/**
 * Internal: how many jobs of a class or group start within a time. This process takes
 * starts in blocks: for as many jobs as it is about to claim. A worker spends one when it
 * begins a job. Without any, the classes of the group leave the claims for a while.
 * Thread-safe.
 */
final class StartRates {

	private final JobStore store;

	private final JobClasses classes;

	private final Map<String, Pool> pools = new ConcurrentHashMap<>();

	/** Groups without starts, as far as this process knows. */
	private final ThrottledNames out;

	StartRates(JobStore store, JobClasses classes) {
		this.store = store;
		this.classes = classes;
		this.out = new ThrottledNames(() -> store.clock().now());
	}

	private Map<String, Rate> rates(String type) {
		JobClass<?> jobClass = this.classes.find(type);
		return (jobClass != null) ? jobClass.plugins().rates() : Map.of();
	}

	/**
	 * Whether starts of jobs of a class are limited.
	 */
	boolean isRated(String type) {
		return !rates(type).isEmpty();
	}

	boolean isAnyOut() {
		return !this.out.isEmpty();
	}

	/**
	 * Whether this process has no starts for jobs of a class.
	 */
	boolean isOut(JobClass<?> jobClass) {
		return !this.out.isEmpty() && jobClass.plugins().rates().keySet().stream().anyMatch(this.out::has);
	}

	/**
	 * How long until starts may be had again.
	 */
	@Nullable Duration recheck() {
		return this.out.next();
	}

	/** What is stored may be gone. */
	void forget() {
		this.out.forgetAll();
		this.pools.clear();
	}

	/**
	 * Takes starts for jobs that are about to be claimed.
	 * @param jobs the jobs, in order
	 * @return those for which there are starts; the classes of others are left out
	 */
	List<JobRecord> reserve(List<JobRecord> jobs) {
		Map<String, Integer> wanted = count(jobs);
		if (wanted.isEmpty()) {
			return jobs;
		}
		Map<String, Integer> left = new HashMap<>();
		wanted.forEach((group, starts) -> left.put(group, pool(group).reserve(starts)));
		List<JobRecord> chosen = new ArrayList<>(jobs.size());
		for (JobRecord job : jobs) {
			Collection<String> groups = rates(job.type()).keySet();
			if (groups.stream().allMatch((group) -> left.getOrDefault(group, 0) > 0)) {
				groups.forEach((group) -> left.merge(group, -1, Integer::sum));
				chosen.add(job);
			}
		}
		left.forEach((group, starts) -> pool(group).returned(starts));
		return chosen;
	}

	/**
	 * Takes a start for a job that is about to be claimed.
	 * @param type the name of its class
	 * @return whether there is one
	 */
	boolean reserve(String type) {
		List<String> reserved = new ArrayList<>();
		for (String group : rates(type).keySet()) {
			if (pool(group).reserve(1) == 0) {
				reserved.forEach((each) -> pool(each).returned(1));
				return false;
			}
			reserved.add(group);
		}
		return true;
	}

	/**
	 * Jobs have not been claimed for which there were starts.
	 * @param jobs the jobs
	 */
	void notClaimed(List<JobRecord> jobs) {
		count(jobs).forEach((group, starts) -> pool(group).returned(starts));
	}

	void notClaimed(String type) {
		rates(type).keySet().forEach((group) -> pool(group).returned(1));
	}

	/**
	 * Spends a start of each group of a class, now.
	 * @param type the name of the class
	 * @return whether the job may begin; if not, its class is left out
	 */
	boolean start(String type) {
		List<String> spent = new ArrayList<>();
		for (String group : rates(type).keySet()) {
			if (!pool(group).start()) {
				spent.forEach((each) -> pool(each).notStarted());
				return false;
			}
			spent.add(group);
		}
		return true;
	}

	private Map<String, Integer> count(List<JobRecord> jobs) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		for (JobRecord job : jobs) {
			for (String group : rates(job.type()).keySet()) {
				counts.merge(group, 1, Integer::sum);
			}
		}
		return counts;
	}

	private Pool pool(String group) {
		return this.pools.computeIfAbsent(group, (key) -> new Pool(key, ledger(key, rateOf(key))));
	}

	private Rate rateOf(String group) {
		return this.classes.all()
			.stream()
			.map((each) -> each.plugins().rates().get(group))
			.filter((rate) -> rate != null)
			.findFirst()
			.orElseThrow();
	}

	private RateLedger ledger(String group, Rate rate) {
		return new RateLedger(this.store, group, rate);
	}

	/**
	 * Why no job of a class starts.
	 * @param type the name of the class
	 * @return the reason, or {@code null} when none is limited, or one may start
	 */
	@Nullable String whyNone(String type) {
		JobClass<?> jobClass = this.classes.find(type);
		if (jobClass == null) {
			return null;
		}
		for (Map.Entry<String, Rate> each : jobClass.plugins().rates().entrySet()) {
			String whose = each.getKey().equals(jobClass.name()) ? "jobs of " + jobClass.name()
					: "jobs of the group '" + each.getKey() + "'";
			String reason = ledger(each.getKey(), each.getValue()).whyNone(whose);
			if (reason != null) {
				return reason;
			}
		}
		return null;
	}

	/**
	 * The starts of a group that this process has.
	 */
	private final class Pool {

		/** How long a claimed job may wait for its start. */
		private static final long LONGEST_WAIT = 1_000_000_000L;

		/** How often to ask when the answers come too late. */
		private static final int ATTEMPTS = 3;

		/** How long to wait when they do. */
		private static final Duration CONTENDED = Duration.ofMillis(50);

		private final String group;

		private final RateLedger ledger;

		/** What is there, for the present part or one that is over. */
		private Block block = Block.NONE;

		/** What was not used in its part, and is given back. */
		private Block unused = Block.NONE;

		/** What jobs need that are claimed and not started: since when, and how many. */
		private final Deque<long[]> promised = new ArrayDeque<>();

		Pool(String group, RateLedger ledger) {
			this.group = group;
			this.ledger = ledger;
		}

		synchronized int reserve(int wanted) {
			int before = promised();
			renew();
			if (this.block.starts() < before + wanted) {
				take(before + wanted);
			}
			int mine = Math.max(0, Math.min(wanted, this.block.starts() - before));
			if (mine > 0) {
				this.promised.addLast(new long[] { System.nanoTime(), mine });
			}
			return mine;
		}

		synchronized void returned(int starts) {
			int rest = starts;
			while (rest > 0 && !this.promised.isEmpty()) {
				rest = reduce(this.promised.peekLast(), rest);
				if (this.promised.peekLast()[1] == 0) {
					this.promised.removeLast();
				}
			}
		}

		private static int reduce(long[] promise, int by) {
			int taken = (int) Math.min(promise[1], by);
			promise[1] -= taken;
			return by - taken;
		}

		synchronized boolean start() {
			int needed = Math.max(1, promised());
			returnFirst();
			for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
				renew();
				if (this.block.starts() > 0) {
					this.block = new Block(this.block.part(), this.block.starts() - 1);
					return true;
				}
				if (!take(needed)) {
					return false;
				}
				// the answer may have come when the part was over
			}
			StartRates.this.out.add(this.group, CONTENDED);
			return false;
		}

		private void returnFirst() {
			if (!this.promised.isEmpty()) {
				reduce(this.promised.peekFirst(), 1);
			}
		}

		synchronized void notStarted() {
			this.block = new Block(this.block.part(), this.block.starts() + 1);
		}

		private int promised() {
			long now = System.nanoTime();
			while (!this.promised.isEmpty()
					&& (this.promised.peekFirst()[1] == 0 || now - this.promised.peekFirst()[0] > LONGEST_WAIT)) {
				this.promised.removeFirst();
			}
			return this.promised.stream().mapToInt((each) -> (int) each[1]).sum();
		}

		/**
		 * What is there for a part that is over cannot be used.
		 */
		private void renew() {
			if (this.block.starts() > 0 && this.block.part() != this.ledger.part()) {
				this.unused = this.block;
				this.block = Block.NONE;
			}
		}

		/**
		 * Asks for more starts in the present part.
		 * @param wanted how many there shall be
		 * @return whether there are more
		 */
		private boolean take(int wanted) {
			Block back = this.unused;
			// also if the answer is lost: to give back twice would be too much
			this.unused = Block.NONE;
			Grant grant = this.ledger.take(wanted - this.block.starts(), back);
			if (grant.block().starts() == 0) {
				StartRates.this.out.add(this.group, grant.retry());
				return false;
			}
			StartRates.this.out.forgetIfOver(this.group);
			if (this.block.part() == grant.block().part()) {
				this.block = new Block(this.block.part(), this.block.starts() + grant.block().starts());
			}
			else {
				this.unused = this.block;
				this.block = grant.block();
			}
			return true;
		}

	}

}
