package io.rocketjob.job;

import java.time.Duration;
import java.util.List;

import io.rocketjob.RocketJob;
import io.rocketjob.schedule.DurationRange;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Internal: options that hold for all jobs of a class, from its annotation or from the
 * configuration. What is {@code null} is not said.
 *
 * @param description see {@link RocketJob#description()}
 * @param priority see {@link RocketJob#priority()}
 * @param destroyOnComplete see {@link RocketJob#destroyOnComplete()}
 * @param expiresAfter see {@link RocketJob#expiresAfter()}
 * @param timeout see {@link RocketJob#timeout()}
 * @param logLevel see {@link RocketJob#logLevel()}
 */
public record JobDefaults(@Nullable String description, @Nullable Integer priority, @Nullable Boolean destroyOnComplete,
		@Nullable Duration expiresAfter, @Nullable Duration timeout, @Nullable Level logLevel) {

	/** The shortest time that a run may be given by an annotation or a property. */
	public static final String LEAST_TIMEOUT = "100ms";

	/** The longest one. */
	public static final String MOST_TIMEOUT = "365d";

	/** The shortest time after which jobs may expire by an annotation or a property. */
	public static final String LEAST_EXPIRES_AFTER = "1s";

	/** The longest one. */
	public static final String MOST_EXPIRES_AFTER = "36500d";

	static final DurationRange TIMEOUT = DurationRange.of(LEAST_TIMEOUT, MOST_TIMEOUT);

	static final DurationRange EXPIRES_AFTER = DurationRange.of(LEAST_EXPIRES_AFTER, MOST_EXPIRES_AFTER);

	static final int HIGHEST_PRIORITY = 1;

	static final int LOWEST_PRIORITY = 100;

	/**
	 * Adds what others say where this says nothing.
	 * @param others other defaults
	 * @return the combination
	 */
	JobDefaults or(JobDefaults others) {
		return new JobDefaults(first(this.description, others.description), first(this.priority, others.priority),
				first(this.destroyOnComplete, others.destroyOnComplete), first(this.expiresAfter, others.expiresAfter),
				first(this.timeout, others.timeout), first(this.logLevel, others.logLevel));
	}

	/**
	 * The stored form of what is said here of single jobs.
	 * @return the values that are not {@code null}
	 */
	Document toDocument() {
		Document document = new Document();
		append(document, JobDocument.DESCRIPTION, Texts.boundedOrNull(this.description, Texts.MESSAGE));
		append(document, JobDocument.PRIORITY, this.priority);
		append(document, JobDocument.DESTROY_ON_COMPLETE, this.destroyOnComplete);
		append(document, JobDocument.TIMEOUT, (this.timeout != null) ? this.timeout.toMillis() : null);
		append(document, JobDocument.LOG_LEVEL, (this.logLevel != null) ? this.logLevel.name() : null);
		return document;
	}

	private static void append(Document document, String name, @Nullable Object value) {
		if (value != null) {
			document.append(name, value);
		}
	}

	private static <T> @Nullable T first(@Nullable T first, @Nullable T second) {
		return (first != null) ? first : second;
	}

	/**
	 * Says what is wrong with these values.
	 * @param problems receives a text for each wrong value
	 */
	void check(List<String> problems) {
		if (this.priority != null) {
			checkPriority(this.priority, problems);
		}
		checkPositive("expiresAfter", this.expiresAfter, problems);
		checkPositive("timeout", this.timeout, problems);
	}

	static void checkPriority(int priority, List<String> problems) {
		if (priority < HIGHEST_PRIORITY || priority > LOWEST_PRIORITY) {
			problems.add("priority: must be between " + HIGHEST_PRIORITY + " (first) and " + LOWEST_PRIORITY
					+ " (last), but is " + priority);
		}
	}

	static void checkPositive(String name, @Nullable Duration duration, List<String> problems) {
		if (duration != null && duration.toMillis() < 1) {
			problems.add(name + ": must be at least one millisecond, but is " + duration);
		}
	}

}
