package io.rocketjob.logtail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The last lines of the jobs of this process, in bounded memory: of the jobs that have
 * logged last. Those that run are forgotten after all others. Thread-safe.
 */
final class KeptLines {

	static final int MOST_JOBS = 200;

	/** Of one job: what a document has room for, many times. */
	static final int MOST_CHARACTERS_OF_JOB = 256 * 1024;

	static final int MOST_CHARACTERS = 8 * 1024 * 1024;

	private final int most;

	private final Predicate<String> running;

	/** By the id of the job, the one that has logged last at the end. */
	private final LinkedHashMap<String, Lines> jobs = new LinkedHashMap<>(16, 0.75F, true);

	private int characters;

	/**
	 * Makes it, empty.
	 * @param most how many lines of a job are kept
	 * @param running whether a job runs in this process, by its id
	 */
	KeptLines(int most, Predicate<String> running) {
		this.most = most;
		this.running = running;
	}

	/**
	 * Keeps a line.
	 * @param job the id of the job
	 * @param line the line
	 */
	synchronized void add(String job, LogLine line) {
		Lines lines = this.jobs.computeIfAbsent(job, (added) -> new Lines());
		lines.add(line);
		while (lines.last.size() > this.most || lines.characters > MOST_CHARACTERS_OF_JOB) {
			lines.removeFirst();
		}
		while (this.jobs.size() > MOST_JOBS || this.characters > MOST_CHARACTERS) {
			forgetOne(job);
		}
	}

	private void forgetOne(String latest) {
		String eldest = null;
		for (String job : this.jobs.keySet()) {
			if (!job.equals(latest)) {
				if (!this.running.test(job)) {
					eldest = job;
					break;
				}
				eldest = (eldest != null) ? eldest : job;
			}
		}
		Lines forgotten = this.jobs.remove((eldest != null) ? eldest : latest);
		this.characters -= (forgotten != null) ? forgotten.characters : 0;
	}

	/**
	 * The lines of a job.
	 * @param job the id of the job
	 * @return its lines, the oldest first, and how many there were before; {@code null}
	 * where there are none
	 */
	synchronized @Nullable Kept of(String job) {
		Lines lines = this.jobs.get(job);
		return (lines != null) ? new Kept(new ArrayList<>(lines.last), lines.dropped) : null;
	}

	/**
	 * Lines of a job.
	 *
	 * @param lines the last ones, the oldest first
	 * @param dropped how many there were before them
	 */
	record Kept(List<LogLine> lines, long dropped) {

		static final Kept NONE = new Kept(List.of(), 0);

		/** Grows with each line. */
		long version() {
			return this.dropped + this.lines.size();
		}

	}

	/** Those of one job. */
	private final class Lines {

		private final Deque<LogLine> last = new ArrayDeque<>();

		private long dropped;

		private int characters;

		private void add(LogLine line) {
			this.last.addLast(line);
			count(line.size());
		}

		private void removeFirst() {
			this.dropped++;
			count(-this.last.removeFirst().size());
		}

		private void count(int more) {
			this.characters += more;
			KeptLines.this.characters += more;
		}

	}

}
