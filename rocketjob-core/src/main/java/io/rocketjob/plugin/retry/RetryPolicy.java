package io.rocketjob.plugin.retry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.rocketjob.JobFailure;
import io.rocketjob.plugin.FailurePolicy;
import io.rocketjob.plugin.PluginJob;
import io.rocketjob.schedule.DurationRange;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;

/**
 * When failed jobs are retried. Thread-safe.
 *
 * @param options what the annotation says
 * @param backOff the delays, before they are bounded and scattered
 * @param max the longest delay, or {@code null}
 * @param loader what loads the classes of exceptions: the application's, whatever the
 * thread
 */
record RetryPolicy(Retry options, BackOff backOff, @Nullable Duration max,
		@Nullable ClassLoader loader) implements FailurePolicy {

	private static final String RETRIES = "retries";

	/** How often the job had failed when it was queued again. */
	private static final String FAILURES = "failures";

	private static final String FAILED_AT = "failedAt";

	private static final String UNTIL = "until";

	/** How many times of failures are kept. */
	private static final int TIMES = 25;

	private static final int MOST_RETRIES = 1000;

	private static final int LARGEST_MULTIPLIER = 1000;

	/** Longer than any delay that makes sense, short enough to be added to a time. */
	private static final long A_CENTURY = Duration.ofDays(36_500).toMillis();

	/** What annotations and the configuration may say. */
	private static final DurationRange DELAY = DurationRange.of("10ms", "365d");

	/**
	 * Makes a policy.
	 * @param options what the annotation says
	 * @param beans where back-offs of the application are
	 * @param problems receives a text for each wrong attribute
	 * @return the policy, {@code null} when an attribute is wrong
	 */
	static @Nullable RetryPolicy of(Retry options, BeanFactory beans, Consumer<String> problems) {
		List<String> found = new ArrayList<>();
		check(options.limit() >= 1 && options.limit() <= MOST_RETRIES,
				"limit: must be between 1 and " + MOST_RETRIES + ", but is " + options.limit(), found);
		check(options.multiplier() >= 1 && options.multiplier() <= LARGEST_MULTIPLIER,
				"multiplier: must be between 1 and " + LARGEST_MULTIPLIER + ", but is " + options.multiplier(), found);
		check(options.jitter() >= 0 && options.jitter() <= 1,
				"jitter: must be between 0 and 1, but is " + options.jitter(), found);
		Duration initial = duration("initial", options.initial(), found);
		Duration max = options.max().isBlank() ? null : duration("max", options.max(), found);
		checkOrder(options, initial, max, found);
		BackOff own = (options.delay() == Retry.Delay.CUSTOM) ? own(options.backOff(), beans, found) : null;
		if (initial == null || !found.isEmpty()) {
			found.forEach(problems);
			return null;
		}
		return new RetryPolicy(options, backOff(options, initial, own), max, loader(beans));
	}

	/**
	 * A first delay beyond the longest would never be kept. Other delays do not begin
	 * with it.
	 */
	private static void checkOrder(Retry options, @Nullable Duration initial, @Nullable Duration max,
			List<String> problems) {
		boolean begins = options.delay() == Retry.Delay.FIXED || options.delay() == Retry.Delay.EXPONENTIAL;
		if (begins && initial != null && max != null) {
			check(initial.compareTo(max) <= 0, "initial: must not be longer than max, but '" + options.initial()
					+ "' is longer than '" + options.max() + "'", problems);
		}
	}

	private static @Nullable ClassLoader loader(BeanFactory beans) {
		return (beans instanceof ConfigurableBeanFactory factory) ? factory.getBeanClassLoader()
				: (beans instanceof ResourceLoader resources) ? resources.getClassLoader()
						: ClassUtils.getDefaultClassLoader();
	}

	private static void check(boolean right, String problem, List<String> problems) {
		if (!right) {
			problems.add(problem);
		}
	}

	private static @Nullable Duration duration(String name, String text, List<String> problems) {
		try {
			return DELAY.parse(text);
		}
		catch (IllegalArgumentException ex) {
			problems.add(name + ": " + ex.getMessage());
			return null;
		}
	}

	private static BackOff backOff(Retry options, Duration initial, @Nullable BackOff own) {
		return switch (options.delay()) {
			case POLYNOMIAL -> new PolynomialBackOff();
			case FIXED -> new FixedBackOff(initial.toMillis(), FixedBackOff.UNLIMITED_ATTEMPTS);
			case EXPONENTIAL -> {
				ExponentialBackOff exponential = new ExponentialBackOff(initial.toMillis(), options.multiplier());
				exponential.setMaxInterval(A_CENTURY);
				yield exponential;
			}
			case CUSTOM -> Objects.requireNonNull(own);
		};
	}

	private static @Nullable BackOff own(Class<? extends BackOff> type, BeanFactory beans, List<String> problems) {
		if (type == BackOff.class) {
			problems.add("backOff: must name a class when delay is CUSTOM");
			return null;
		}
		BackOff bean = beans.getBeanProvider(type).getIfUnique();
		if (bean != null) {
			return bean;
		}
		try {
			return BeanUtils.instantiateClass(type);
		}
		catch (RuntimeException ex) {
			problems.add("backOff: there is no single bean of " + type.getName()
					+ ", and it cannot be made without arguments: " + ex.getMessage());
			return null;
		}
	}

	@Override
	public @Nullable Again onFailure(PluginJob job, JobFailure failure) {
		Map<String, Object> data = job.data(RetryPlugin.NAME);
		// another failure in between was final, and a user has retried the job
		boolean goesOn = data.get(FAILURES) instanceof Integer failures && failures == job.failureCount();
		int retries = (goesOn && data.get(RETRIES) instanceof Integer number) ? number : 0;
		if (retries >= this.options.limit() || !isRetried(failure)) {
			return null;
		}
		long delay = delay(retries);
		if (delay == BackOffExecution.STOP) {
			return null;
		}
		Instant now = job.now();
		Instant runAt = now.plusMillis(delay);
		// the job has started in time, and loses its expiry when it is queued again
		Instant until = (data.get(UNTIL) instanceof Date date) ? date.toInstant() : job.expiresAt();
		if (until != null && !runAt.isBefore(until)) {
			return null;
		}
		String reason = "retry " + (retries + 1) + " of " + this.options.limit() + " in " + Duration.ofMillis(delay);
		return new Again(runAt, reason, RetryPlugin.NAME, data(job, retries + 1, now, until));
	}

	private static Map<String, Object> data(PluginJob job, int retries, Instant now, @Nullable Instant until) {
		Object before = job.data(RetryPlugin.NAME).get(FAILED_AT);
		List<Object> times = new ArrayList<>((before instanceof List<?> list) ? list : List.of());
		times.add(Date.from(now));
		List<Object> last = List.copyOf(times.subList(Math.max(0, times.size() - TIMES), times.size()));
		Map<String, Object> data = new LinkedHashMap<>();
		data.put(RETRIES, retries);
		data.put(FAILURES, job.failureCount() + 1);
		data.put(FAILED_AT, last);
		if (until != null) {
			data.put(UNTIL, Date.from(until));
		}
		return data;
	}

	private long delay(int retries) {
		BackOffExecution execution = this.backOff.start();
		long delay = execution.nextBackOff();
		for (int i = 0; i < retries && delay != BackOffExecution.STOP; i++) {
			delay = execution.nextBackOff();
		}
		if (delay == BackOffExecution.STOP) {
			return delay;
		}
		double scattered = delay * (1 + this.options.jitter() * ThreadLocalRandom.current().nextDouble(-1, 1));
		long bounded = (this.max != null) ? Math.min((long) scattered, this.max.toMillis()) : (long) scattered;
		return Math.max(0, Math.min(bounded, A_CENTURY));
	}

	private boolean isRetried(JobFailure failure) {
		if (is(failure, this.options.noRetryOn())) {
			return false;
		}
		return this.options.retryOn().length == 0 || is(failure, this.options.retryOn());
	}

	/**
	 * Whether the exception or one of its causes is of one of some classes.
	 */
	private boolean is(JobFailure failure, Class<? extends Throwable>[] types) {
		return types.length > 0 && Stream
			.concat(Stream.of(failure.className()), failure.causes().stream().map(JobFailure.Cause::className))
			.anyMatch((className) -> Arrays.stream(types).anyMatch((type) -> is(className, type)));
	}

	/** One whose class is not there is compared by its name. */
	private boolean is(String className, Class<? extends Throwable> type) {
		try {
			return type.isAssignableFrom(ClassUtils.forName(className, this.loader));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return type.getName().equals(className);
		}
	}

}
