package io.rocketjob.benchmark.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;

import org.bson.Document;

/** Jobs that are there beside those that are measured, and must not make them slower. */
enum Background {

	QUEUED("among %,d of lower priority"),

	SCHEDULED("among %,d scheduled"),

	ENDED("among %,d failed or completed"),

	UNKNOWN("among %,d of a class that no server runs"),

	THROTTLED("behind %,d of a class of which 1 may run"),

	MANY_CLASSES("of 200 job classes, among %,d of lower priority");

	/** Less urgent than what is measured. */
	private static final int BEHIND = 90;

	/** More urgent than what is measured. */
	private static final int AHEAD = 10;

	private final String label;

	Background(String label) {
		this.label = label;
	}

	String label(int count) {
		return String.format(Locale.ROOT, this.label, count);
	}

	/**
	 * Makes a job one of them.
	 * @param job a queued job
	 * @param number its number
	 */
	void apply(Document job, int number) {
		Date now = new Date();
		switch (this) {
			case QUEUED, MANY_CLASSES -> job.put("priority", BEHIND);
			case SCHEDULED -> {
				Date later = Date.from(Instant.now().plus(Duration.ofDays(30)));
				job.remove("claimable");
				job.append("runAt", later).append("dueAt", later);
			}
			case ENDED -> {
				job.remove("claimable");
				job.append("startedAt", now).append("completedAt", now);
				job.append("history",
						List.of(new Document("at", now).append("from", "queued").append("to", "running")));
				job.append("state", (number % 2 == 0) ? "completed" : "failed");
			}
			case UNKNOWN -> job.append("type", "UnknownJob").append("priority", AHEAD);
			case THROTTLED -> job.append("type", "LimitedJob").append("priority", AHEAD);
		}
	}

	/** How many job classes the measured jobs are of. */
	int classes() {
		return (this == MANY_CLASSES) ? 200 : 1;
	}

	/** What the servers are to run. */
	String workload() {
		return (this == THROTTLED) ? "throttled" : "simple";
	}

	/** Whether servers run some of them, when the measured jobs have ended or before. */
	boolean isRun() {
		return this == QUEUED || this == MANY_CLASSES || this == THROTTLED;
	}

}
