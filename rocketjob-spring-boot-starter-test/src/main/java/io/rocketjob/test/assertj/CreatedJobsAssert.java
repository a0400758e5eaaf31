package io.rocketjob.test.assertj;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on the jobs of a class that were created. Each condition goes on with those
 * jobs that it holds for, and fails when there is none.
 *
 * @param <F> the type of the fields
 * @since 0.1.0
 */
public final class CreatedJobsAssert<F extends @Nullable Object>
		extends AbstractAssert<CreatedJobsAssert<F>, List<JobInstance<F>>> {

	/** How many jobs a message lists. */
	private static final int LISTED = 50;

	private final String jobClass;

	private final List<JobInstance<F>> all;

	private final String conditions;

	private CreatedJobsAssert(String jobClass, List<JobInstance<F>> all, List<JobInstance<F>> actual,
			String conditions) {
		super(actual, CreatedJobsAssert.class);
		this.jobClass = jobClass;
		this.all = all;
		this.conditions = conditions;
	}

	static <F extends @Nullable Object> CreatedJobsAssert<F> of(Class<?> jobClass, List<JobInstance<F>> created) {
		return new CreatedJobsAssert<>(jobClass.getName(), created, created, "");
	}

	/**
	 * Verifies that some have fields that are equal to others.
	 * @param expected the fields object
	 * @return assertions on these
	 */
	public CreatedJobsAssert<F> withFields(F expected) {
		return that("the fields" + System.lineSeparator() + "  " + expected,
				(job) -> Objects.equals(job.fields(), expected));
	}

	/**
	 * Verifies that some have fields that satisfy requirements.
	 * @param requirements throws an {@link AssertionError} for fields that do not satisfy
	 * them
	 * @return assertions on these
	 */
	public CreatedJobsAssert<F> withFieldsSatisfying(Consumer<? super F> requirements) {
		return that("fields that satisfy the requirements", (job) -> satisfies(job.fields(), requirements));
	}

	private boolean satisfies(F fields, Consumer<? super F> requirements) {
		try {
			requirements.accept(fields);
			return true;
		}
		catch (AssertionError ex) {
			return false;
		}
	}

	/**
	 * Verifies that some have a priority.
	 * @param expected the priority
	 * @return assertions on these
	 */
	public CreatedJobsAssert<F> withPriority(int expected) {
		return that("priority " + expected, (job) -> job.priority() == expected);
	}

	/**
	 * Verifies that some have a time to run at, whether it has come or not.
	 * @param expected the time, to the millisecond
	 * @return assertions on these
	 */
	public CreatedJobsAssert<F> scheduledFor(Instant expected) {
		Instant wanted = expected.truncatedTo(ChronoUnit.MILLIS);
		return that("the time " + wanted, (job) -> wanted.equals(job.runAt()));
	}

	private CreatedJobsAssert<F> that(String condition, Predicate<JobInstance<F>> predicate) {
		CreatedJobsAssert<F> narrowed = new CreatedJobsAssert<>(this.jobClass, this.all,
				this.actual.stream().filter(predicate).toList(),
				this.conditions + (this.conditions.isEmpty() ? " with " : " and ") + condition);
		narrowed.info.description(this.info.description());
		return narrowed.isPresent();
	}

	CreatedJobsAssert<F> isPresent() {
		if (this.actual.isEmpty()) {
			throw failure("Expected a job of %s to be created%s, but created were:%s", this.jobClass, this.conditions,
					texts(this.all));
		}
		return this;
	}

	/**
	 * Verifies how many there are.
	 * @param expected the count
	 * @return this
	 */
	public CreatedJobsAssert<F> times(int expected) {
		if (this.actual.size() != expected) {
			throw failureWithActualExpected(this.actual.size(), expected,
					"Expected %s jobs of %s to be created%s, but %s were. Created were:%s", expected, this.jobClass,
					this.conditions, this.actual.size(), texts(this.all));
		}
		return this;
	}

	/**
	 * Goes on with the jobs themselves.
	 * @return assertions on them, in the order of their ids
	 */
	public ListAssert<JobInstance<F>> jobs() {
		return Assertions.assertThat(this.actual).as("created jobs of %s", this.jobClass);
	}

	static String texts(List<? extends JobInstance<?>> jobs) {
		if (jobs.isEmpty()) {
			return " none";
		}
		String more = (jobs.size() > LISTED) ? System.lineSeparator() + "  and " + (jobs.size() - LISTED) + " more"
				: "";
		return jobs.stream()
			.limit(LISTED)
			.map((job) -> System.lineSeparator() + "  " + job.id() + " with " + fields(job) + " and priority "
					+ job.priority() + ((job.runAt() != null) ? " for " + job.runAt() : "") + ", " + stateOf(job))
			.collect(Collectors.joining("", "", more));
	}

	private static String stateOf(JobInstance<?> job) {
		try {
			return "is " + AbstractJobAssert.stateOf(job.reload());
		}
		catch (JobNotFoundException ex) {
			return "has run and is gone";
		}
	}

	/** As they are stored, without the bytes that encrypted ones are. */
	private static String fields(JobInstance<?> job) {
		Document stored = job.rawFields();
		return stored.isEmpty() ? "no fields" : ((Document) readable(stored)).toJson();
	}

	private static Object readable(Object value) {
		if (value instanceof Binary binary) {
			return "(" + binary.length() + " bytes)";
		}
		if (value instanceof Date date) {
			return date.toInstant().toString();
		}
		if (value instanceof UUID) {
			return value.toString();
		}
		if (value instanceof Map<?, ?> map) {
			Document copy = new Document();
			map.forEach((name, each) -> copy.append(String.valueOf(name), (each != null) ? readable(each) : null));
			return copy;
		}
		return (value instanceof List<?> list)
				? list.stream().map((each) -> (each != null) ? readable(each) : "null").toList() : value;
	}

}
