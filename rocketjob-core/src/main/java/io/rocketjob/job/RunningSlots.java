package io.rocketjob.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.work.WorkSignal;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: the places of jobs of which only some may run at a time. A place is a value
 * in the document of the job that has it, of which a unique index allows only one: it is
 * taken by the very write that claims the job, and given up by the one that ends the
 * claim. So there is nothing to count, and nothing to clean up. Thread-safe.
 */
final class RunningSlots {

	/** When to see whether a job of another server has ended. */
	private static final Duration RECHECK = Duration.ofSeconds(1);

	/** For how long to let others go first who want the same places. */
	private static final Duration CONTENDED = Duration.ofMillis(50);

	private static final Document PROJECTION = new Document(JobFields.SLOTS, 1).append(JobFields.ID, 0);

	private final JobStore store;

	private final JobClasses classes;

	private final WorkSignal signal;

	/** Groups without a free place, as far as this process knows. */
	private final ThrottledNames full;

	/** Counts the places that this process has given up. */
	private final AtomicLong released = new AtomicLong();

	RunningSlots(JobStore store, JobClasses classes, WorkSignal signal) {
		this.store = store;
		this.classes = classes;
		this.signal = signal;
		this.full = new ThrottledNames(() -> store.clock().now());
	}

	/**
	 * The class of jobs that need a place to run.
	 * @param type the name of a class
	 * @return the class, or {@code null} when its jobs need none, or it is not known here
	 */
	@Nullable JobClass<?> limited(String type) {
		JobClass<?> jobClass = this.classes.find(type);
		return (jobClass != null && !jobClass.plugins().runningLimits().isEmpty()) ? jobClass : null;
	}

	boolean isLimited(String type) {
		return limited(type) != null;
	}

	/**
	 * Whether jobs of a class may need a place: a process that does not know the class
	 * cannot tell.
	 */
	boolean mayNeedPlace(String type) {
		return this.classes.find(type) == null || isLimited(type);
	}

	boolean isAnyFull() {
		return !this.full.isEmpty();
	}

	/**
	 * Whether this process knows of no place for jobs of a class.
	 */
	boolean isFull(JobClass<?> jobClass) {
		return jobClass.plugins().runningLimits().keySet().stream().anyMatch(this.full::has);
	}

	/** There may be places again. */
	void forget() {
		this.full.forgetAll();
	}

	/**
	 * How long until it is to be seen again whether there are places.
	 */
	@Nullable Duration recheck() {
		return this.full.next();
	}

	/**
	 * Looks for free places for a job, one in each of its groups.
	 * @param jobClass its class
	 * @return the places; none when a group has no free one, which is noted
	 */
	List<String> free(JobClass<?> jobClass) {
		List<String> slots = new ArrayList<>();
		for (Map.Entry<String, Integer> each : jobClass.plugins().runningLimits().entrySet()) {
			String slot = free(each.getKey(), each.getValue());
			if (slot == null) {
				return List.of();
			}
			slots.add(slot);
		}
		return slots;
	}

	private @Nullable String free(String group, int limit) {
		while (true) {
			long before = this.released.get();
			Set<Integer> used = used(group);
			List<Integer> free = IntStream.range(0, allowed(used, limit))
				.filter((number) -> !used.contains(number))
				.boxed()
				.toList();
			if (!free.isEmpty()) {
				// not the first, which others would choose as well
				return slot(group, free.get(ThreadLocalRandom.current().nextInt(free.size())));
			}
			this.full.add(group, jittered(RECHECK));
			if (this.released.get() == before) {
				return null;
			}
			// one was given up meanwhile
			this.full.forget(group);
		}
	}

	/**
	 * How many of the first places may be taken. All of them, unless the limit was
	 * lowered and jobs still have places beyond it: then as many fewer as are needed so
	 * that, whichever servers take the rest at the same time, there are never more than
	 * the limit.
	 */
	private static int allowed(Set<Integer> used, int limit) {
		for (int allowed = limit; allowed > 0; allowed--) {
			int bound = allowed;
			if (bound + used.stream().filter((number) -> number >= bound).count() <= limit) {
				return bound;
			}
		}
		return 0;
	}

	private Set<Integer> used(String group) {
		String prefix = group + ":";
		Set<Integer> used = new TreeSet<>();
		this.store.jobs()
			.find(new Document(JobFields.SLOTS, new Document("$gte", prefix).append("$lt", group + ";")))
			.hintString(JobIndexes.SLOTS_INDEX)
			.projection(PROJECTION)
			.map(JobRecord::new)
			.forEach((job) -> job.texts(JobFields.SLOTS).forEach((slot) -> {
				String number = slot.startsWith(prefix) ? slot.substring(prefix.length()) : "";
				// the name of another group may begin in the same way
				if (number.matches("\\d{1,9}")) {
					used.add(Integer.parseInt(number));
				}
			}));
		return used;
	}

	private static String slot(String group, int number) {
		return group + ":" + number;
	}

	/**
	 * Leaves the places of a class to others for a moment.
	 */
	void leaveToOthers(JobClass<?> jobClass) {
		jobClass.plugins().runningLimits().keySet().forEach((group) -> this.full.add(group, jittered(CONTENDED)));
	}

	private static Duration jittered(Duration time) {
		long millis = time.toMillis();
		return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(-millis / 4, millis / 4 + 1));
	}

	/**
	 * A job may have given up its place.
	 * @param job the job as it was claimed
	 */
	public void released(JobRecord job) {
		JobClass<?> jobClass = job.has(JobFields.SLOTS) ? limited(job.type()) : null;
		if (jobClass == null) {
			return;
		}
		this.released.incrementAndGet();
		boolean wasFull = false;
		for (String group : jobClass.plugins().runningLimits().keySet()) {
			wasFull |= this.full.forget(group);
		}
		if (wasFull) {
			this.signal.noteOlderWork();
			this.signal.wake();
		}
	}

	/**
	 * Why there is no place for a job.
	 * @param type the name of its class
	 * @return the reason, or {@code null} when it needs none or there is one
	 */
	@Nullable String whyNone(String type) {
		JobClass<?> jobClass = limited(type);
		if (jobClass == null) {
			return null;
		}
		for (Map.Entry<String, Integer> each : jobClass.plugins().runningLimits().entrySet()) {
			Set<Integer> used = used(each.getKey());
			if (used.size() >= each.getValue()) {
				String whose = each.getKey().equals(jobClass.name()) ? "jobs of " + jobClass.name()
						: "jobs of the group '" + each.getKey() + "'";
				return used.size() + " of " + each.getValue() + " " + whose + " are running";
			}
		}
		return null;
	}

}
