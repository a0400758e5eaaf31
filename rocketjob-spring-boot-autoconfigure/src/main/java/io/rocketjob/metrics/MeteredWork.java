package io.rocketjob.metrics;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.rocketjob.job.JobObservations;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.work.RunResult.Outcome;
import io.rocketjob.work.WorkRecorder;

/**
 * Counts what this process does. Meters of a class are looked up once; a class that this
 * process does not know is {@code unknown}, so that there are no more tags than classes.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class MeteredWork implements WorkRecorder {

	private final MeterRegistry registry;

	private final JobClasses classes;

	private final Timer won;

	private final Timer empty;

	private final Timer failed;

	private final Counter claimed;

	private final Counter contended;

	private final Map<String, ClassMeters> byClass = new ConcurrentHashMap<>();

	/**
	 * Makes the meters that have no class.
	 * @param registry where the meters are
	 * @param classes the classes that this process knows
	 */
	public MeteredWork(MeterRegistry registry, JobClasses classes) {
		this.registry = registry;
		this.classes = classes;
		this.won = claims("won");
		this.empty = claims("empty");
		this.failed = claims("error");
		this.claimed = Counter.builder("rocketjob.jobs.claimed")
			.description("Jobs that this server has claimed")
			.register(registry);
		this.contended = Counter.builder("rocketjob.claims.contended")
			.description("Jobs that this server wanted to claim and others have taken in the same moment")
			.register(registry);
	}

	private Timer claims(String outcome) {
		return Timer.builder("rocketjob.claims")
			.description("Looks into the queue for jobs to run")
			.tag("outcome", outcome)
			.register(this.registry);
	}

	/** Makes the meters of all known classes, so that they begin with 0. */
	void prepare() {
		this.classes.all().forEach((jobClass) -> meters(jobClass.name()));
	}

	private ClassMeters meters(String type) {
		JobClass<?> jobClass = this.classes.find(type);
		String name = (jobClass != null) ? jobClass.name() : JobObservations.UNKNOWN;
		ClassMeters meters = this.byClass.get(name);
		return (meters != null) ? meters
				: this.byClass.computeIfAbsent(name, (missing) -> new ClassMeters(this.registry, missing));
	}

	@Override
	public void claimed(int jobs, long nanos) {
		((jobs > 0) ? this.won : this.empty).record(nanos, TimeUnit.NANOSECONDS);
		if (jobs > 0) {
			this.claimed.increment(jobs);
		}
	}

	@Override
	public void claimFailed(long nanos) {
		this.failed.record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void claimedByOthers(int jobs) {
		this.contended.increment(jobs);
	}

	@Override
	public void throttled(String jobClass) {
		meters(jobClass).throttled.increment();
	}

	@Override
	public void expired(String jobClass) {
		meters(jobClass).expired.increment();
	}

	@Override
	public void lost(String jobClass, int claims) {
		meters(jobClass).lost.increment(claims);
	}

	@Override
	public void jobRequeued(String jobClass) {
		meters(jobClass).requeuedJobs.increment();
	}

	@Override
	public void sliceRequeued(String jobClass) {
		meters(jobClass).requeuedSlices.increment();
	}

	@Override
	public void sliceRun(String jobClass, Outcome outcome, int records) {
		ClassMeters meters = meters(jobClass);
		Objects.requireNonNull(meters.slices.get(outcome)).increment();
		if (records > 0) {
			meters.recordsCompleted.increment(records);
		}
		if (outcome == Outcome.FAILED) {
			meters.recordsFailed.increment();
		}
	}

	/** The meters of one class. */
	private static final class ClassMeters {

		private final MeterRegistry registry;

		private final String name;

		private final Counter throttled;

		private final Counter expired;

		private final Counter lost;

		private final Counter requeuedJobs;

		private final Counter requeuedSlices;

		private final Counter recordsCompleted;

		private final Counter recordsFailed;

		private final Map<Outcome, Counter> slices = new EnumMap<>(Outcome.class);

		ClassMeters(MeterRegistry registry, String name) {
			this.registry = registry;
			this.name = name;
			this.throttled = register(
					counter("rocketjob.jobs.throttled", "Claimed jobs that a throttle has held back"));
			this.expired = register(
					counter("rocketjob.jobs.expired", "Jobs that were dropped, because they had not started in time"));
			this.lost = register(
					counter("rocketjob.claims.lost", "Runs whose end was not stored, because their claims were gone"));
			this.requeuedJobs = register(counter("rocketjob.jobs.requeued",
					"Jobs that were queued again, because their server was gone or has not ended them"));
			this.requeuedSlices = register(counter("rocketjob.slices.requeued",
					"Slices that were queued again, because their server was gone or has not ended them"));
			this.recordsCompleted = register(records("completed"));
			this.recordsFailed = register(records("failed"));
			for (Outcome outcome : Outcome.values()) {
				this.slices.put(outcome,
						register(counter("rocketjob.slices", "Slices that were worked on").baseUnit("slices")
							.tag("outcome", value(outcome))));
			}
		}

		private Counter.Builder records(String outcome) {
			return counter("rocketjob.records", "Records of batches that were worked on").baseUnit("records")
				.tag("outcome", outcome);
		}

		private Counter.Builder counter(String meter, String description) {
			return Counter.builder(meter).description(description).tag("class", this.name);
		}

		private Counter register(Counter.Builder counter) {
			return counter.register(this.registry);
		}

		private static String value(Outcome outcome) {
			return (outcome == Outcome.RELEASED) ? "requeued" : outcome.name().toLowerCase(Locale.ROOT);
		}

	}

}
