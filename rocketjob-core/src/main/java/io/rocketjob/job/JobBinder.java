package io.rocketjob.job;

import io.rocketjob.UnknownJobClassException;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.CallbackChain;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.logging.ExceptionLogging;
import io.rocketjob.mongo.DatabaseClock;
import io.rocketjob.mongo.FieldsMapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.ResolvableType;

/**
 * Internal: binds stored jobs to their classes: to the fields object, the callbacks and
 * the view that plugins get. Thread-safe.
 */
public final class JobBinder {

	private static final Logger logger = LoggerFactory.getLogger(JobBinder.class);

	private final JobClasses classes;

	private final DatabaseClock clock;

	private final ExceptionLogging exceptionLogging;

	JobBinder(JobClasses classes, DatabaseClock clock, ExceptionLogging exceptionLogging) {
		this.classes = classes;
		this.clock = clock;
		this.exceptionLogging = exceptionLogging;
	}

	/**
	 * The job classes.
	 * @return the classes
	 */
	public JobClasses classes() {
		return this.classes;
	}

	DatabaseClock clock() {
		return this.clock;
	}

	FieldsMapper mapper() {
		return this.classes.mapper();
	}

	/**
	 * How much of the exceptions of jobs is logged.
	 * @return the setting
	 */
	public ExceptionLogging exceptionLogging() {
		return this.exceptionLogging;
	}

	/**
	 * The class of a job.
	 * @param job the job
	 * @return the class, or {@code null} when it is not known here
	 */
	public @Nullable JobClass<?> jobClass(JobRecord job) {
		return this.classes.find(job.type());
	}

	/**
	 * The logger of the class of a job.
	 * @param job the job
	 * @param otherwise the one to take when the class is not known here
	 * @return the logger
	 */
	Logger logger(JobRecord job, Logger otherwise) {
		JobClass<?> jobClass = jobClass(job);
		return (jobClass != null) ? LoggerFactory.getLogger(jobClass.type()) : otherwise;
	}

	/**
	 * The fields of a job, read when they are first asked for.
	 * @param job the job
	 * @return the fields
	 */
	public FieldsState<@Nullable Object> fields(JobRecord job) {
		JobClass<?> jobClass = jobClass(job);
		return new FieldsState<>(job, (jobClass != null) ? jobClass.declaredFields() : ResolvableType.NONE, mapper(),
				this.exceptionLogging);
	}

	@Nullable Object readFields(JobRecord job) {
		String type = job.type();
		if (this.classes.find(type) == null) {
			throw new UnknownJobClassException(type, this.classes.names());
		}
		return fields(job).get();
	}

	/**
	 * The callbacks for a job; none when its class is not known here.
	 * @param job the job
	 * @return the callbacks
	 */
	@SuppressWarnings("unchecked")
	public CallbackChain<@Nullable Object> callbacks(JobRecord job) {
		JobClass<?> jobClass = jobClass(job);
		return (jobClass != null) ? ((JobClass<@Nullable Object>) jobClass).callbacks() : CallbackChain.none();
	}

	/**
	 * The callbacks for a job whose transition must not fail because they cannot be made.
	 * @param job the job
	 * @return the callbacks; none when they cannot be called, which is logged
	 */
	CallbackChain<@Nullable Object> callbacksIfPossible(JobRecord job) {
		try {
			return callbacks(job);
		}
		catch (RuntimeException ex) {
			logger.error("The callbacks of {} {} cannot be called", job.type(), job.id(), ex);
			return CallbackChain.none();
		}
	}

	/**
	 * A job as plugins see it.
	 * @param job the job
	 * @param jobClass its class
	 * @return the view
	 */
	JobView view(JobRecord job, JobClass<?> jobClass) {
		return new JobView(job, jobClass, this);
	}

}
