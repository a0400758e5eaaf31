package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.rocketjob.DependencyPolicy;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobOptions;
import io.rocketjob.JobState;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.Texts;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobDefaults;
import io.rocketjob.logging.Redaction;
import io.rocketjob.mongo.MappingErrors;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.FutureOrPresent;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Internal: makes the documents of new jobs: combines and checks their options, checks
 * and maps their fields.
 */
public final class JobCreation {

	private final JobStore store;

	private final JobBinder binder;

	private final @Nullable Validator validator;

	private final QueueLimits limits;

	JobCreation(JobStore store, JobBinder binder, @Nullable Validator validator) {
		this.store = store;
		this.binder = binder;
		this.validator = validator;
		this.limits = new QueueLimits(store);
	}

	/**
	 * Makes the document of a new job.
	 * @param jobClass its class
	 * @param fields its fields
	 * @param customizer sets its options
	 * @return the document, with an id
	 * @throws InvalidJobException when anything is wrong with it
	 */
	public JobRecord document(JobClass<?> jobClass, @Nullable Object fields, Consumer<JobOptions> customizer) {
		JobOptions options = new JobOptions();
		customizer.accept(options);
		List<String> problems = new ArrayList<>();
		JobDefaults defaults = new JobDefaults(options.description(), options.priority(), options.destroyOnComplete(),
				null, options.timeout(), options.logLevel());
		defaults.check(problems);
		JobDefaults effective = defaults.or(jobClass.defaults());
		boolean timed = options.runAt() != null || options.expiresAt() != null || effective.expiresAfter() != null;
		// whether it is due must not depend on the clock of this machine
		Instant now = timed ? this.store.measuredNow() : this.store.clock().now();
		checkExpiry(options, now, problems);
		checkWaiting(options, problems);
		if (options.keepsResult() && !Job.class.isAssignableFrom(jobClass.type())) {
			problems.add("keepResult: a batch has no result; its output is kept with destroyOnComplete(false)");
		}
		Document stored = checkedFields(jobClass, fields, problems);
		Document pluginOptions = jobClass.plugins().options().stored(options.pluginOptions(), problems);
		check(jobClass, problems);
		JobRecord job = new JobRecord(document(jobClass, effective, now, stored));
		if (options.id() != null) {
			job.document().put(JobFields.ID, options.id());
		}
		addOptions(job, options, now);
		appendIfPresent(job.document(), JobFields.OPTIONS, pluginOptions.isEmpty() ? null : pluginOptions);
		if (jobClass.plugins().series() != null) {
			Document own = document(defaults);
			appendIfPresent(job.document(), JobFields.OWN_OPTIONS, own.isEmpty() ? null : own);
			checkNextFields(jobClass, stored, problems);
		}
		complete(jobClass, job, truncated(options.expiresAt()), problems);
		check(jobClass, problems);
		return job;
	}

	/**
	 * Stores new jobs, if so many may wait as their class says.
	 * @param jobClass their class
	 * @param jobs their documents
	 * @param insertion stores them, without waiting for anybody else
	 * @param <T> what it returns
	 * @return what it returned
	 * @throws io.rocketjob.QueueFullException when too many wait
	 */
	public <T> T withinQueueLimit(JobClass<?> jobClass, List<JobRecord> jobs, Supplier<T> insertion) {
		return this.limits.within(jobClass, jobs, insertion);
	}

	/**
	 * The stored form of what options say of single jobs.
	 */
	private static Document document(JobDefaults options) {
		Document document = new Document();
		appendIfPresent(document, JobFields.DESCRIPTION, Texts.boundedOrNull(options.description(), Texts.MESSAGE));
		appendIfPresent(document, JobFields.PRIORITY, options.priority());
		appendIfPresent(document, JobFields.DESTROY_ON_COMPLETE, options.destroyOnComplete());
		Duration timeout = options.timeout();
		appendIfPresent(document, JobFields.TIMEOUT, (timeout != null) ? timeout.toMillis() : null);
		Level level = options.logLevel();
		appendIfPresent(document, JobFields.LOG_LEVEL, (level != null) ? level.name() : null);
		return document;
	}

	/**
	 * Checks that the next occurrence of a job will have valid fields.
	 */
	private void checkNextFields(JobClass<?> jobClass, Document fields, List<String> problems) {
		List<String> ofNext = new ArrayList<>();
		checkCopiedFields(jobClass, jobClass.copyOnRestart(fields), ofNext);
		ofNext.forEach((problem) -> problems
			.add(problem + " (in the next occurrence, which has only the fields that are annotated @CopyOnRestart)"));
	}

	/**
	 * Checks the fields of the next occurrence of a job.
	 * @param jobClass its class
	 * @param fields its stored fields
	 * @param problems receives a text for each problem
	 */
	void checkCopiedFields(JobClass<?> jobClass, Document fields, List<String> problems) {
		Class<?> type = jobClass.fieldsType();
		if (type == null) {
			return;
		}
		try {
			validate(this.binder.classes().mapper().read(jobClass.declaredFields(), fields), problems);
		}
		catch (RuntimeException ex) {
			problems.add("fields: cannot be made of those that are copied");
		}
	}

	/**
	 * Checks the fields of a stored job before it is run: who has created it may have had
	 * other rules.
	 * @param jobClass its class
	 * @param fields its fields
	 * @throws InvalidJobException when they are not valid
	 */
	void checkStoredFields(JobClass<?> jobClass, FieldsState<?> fields) {
		Class<?> type = jobClass.fieldsType();
		if (type == null || this.validator == null) {
			return;
		}
		List<String> problems = new ArrayList<>();
		validate(Objects.requireNonNull(fields.get()), Predicate.not(JobCreation::isAboutTheFuture), problems);
		if (!problems.isEmpty()) {
			throw InvalidJobException.ofStored(jobClass.name(), type, problems);
		}
	}

	/** What lay ahead when a job was created need not do so when it is run. */
	private static boolean isAboutTheFuture(ConstraintViolation<?> violation) {
		Class<?> constraint = violation.getConstraintDescriptor().getAnnotation().annotationType();
		return constraint == Future.class || constraint == FutureOrPresent.class;
	}

	private static void check(JobClass<?> jobClass, List<String> problems) {
		if (!problems.isEmpty()) {
			throw new InvalidJobException(jobClass.name(), problems);
		}
	}

	/**
	 * Lets plugins complete the document of a new job, and marks it as claimable or as
	 * due later, unless it waits for others.
	 * @param jobClass its class
	 * @param job the document
	 * @param ownExpiry when it expires, if that does not follow from its class
	 * @param problems receives a text for each problem
	 */
	void complete(JobClass<?> jobClass, JobRecord job, @Nullable Instant ownExpiry, List<String> problems) {
		NewJobView view = new NewJobView(job, jobClass, this.binder, problems, ownExpiry);
		jobClass.plugins().created(view);
		Duration expiresAfter = jobClass.defaults().expiresAfter();
		if (ownExpiry == null && expiresAfter != null) {
			// counted from the time that plugins have given it
			Instant runAt = view.runAt();
			Instant from = (runAt != null && runAt.isAfter(view.createdAt())) ? runAt : view.createdAt();
			job.document().append(JobFields.EXPIRES_AT, TransitionUpdates.date(truncated(from.plus(expiresAfter))));
		}
		List<String> keys = problems.isEmpty() ? keys(jobClass, view, problems) : List.of();
		appendIfPresent(job.document(), JobFields.UNIQUE, keys.isEmpty() ? null : keys);
		if (!job.has(JobFields.WAITS_FOR)) {
			mark(job);
		}
	}

	/**
	 * Marks a new job that waits for no other as claimable or as due later.
	 * @param job its document
	 */
	void mark(JobRecord job) {
		Instant runAt = job.instant(JobFields.RUN_AT);
		// whether it is due must not depend on the clock of this machine
		if (runAt != null && runAt.isAfter(this.store.measuredNow())) {
			job.document().append(JobFields.DUE_AT, TransitionUpdates.date(runAt));
		}
		else {
			job.document().append(JobFields.CLAIMABLE, true);
		}
	}

	private static void checkExpiry(JobOptions options, Instant now, List<String> problems) {
		Instant expiresAt = options.expiresAt();
		Instant runAt = options.runAt();
		JobDefaults.checkTime("runAt", runAt, problems);
		JobDefaults.checkTime("expiresAt", expiresAt, problems);
		if (expiresAt != null && runAt != null && !expiresAt.isAfter(runAt)) {
			problems.add("expiresAt: must be after runAt, or the job never runs; but is " + expiresAt + " and runAt is "
					+ runAt);
		}
		else if (expiresAt != null && !expiresAt.isAfter(now)) {
			problems.add("expiresAt: must be in the future, or the job never runs; but is " + expiresAt);
		}
	}

	private static void checkWaiting(JobOptions options, List<String> problems) {
		if (options.waitsFor().size() > JobOptions.MOST_WAITED_FOR) {
			problems.add("after: " + options.waitsFor().size() + " jobs are too many to wait for, at most "
					+ JobOptions.MOST_WAITED_FOR
					+ " are possible; let a job wait for some of them, and this one for it");
		}
		if (options.ifOneIsAborted() == DependencyPolicy.WAIT) {
			problems.add("ifOneIsAborted: WAIT would be for ever; use RUN, FAIL or ABORT");
		}
	}

	/**
	 * Makes the document of a new job with what its class gives it.
	 * @param jobClass its class
	 * @param effective its options
	 * @param now the time
	 * @param fields its stored fields
	 * @return the document, with an id
	 */
	Document document(JobClass<?> jobClass, JobDefaults effective, Instant now, Document fields) {
		Document job = new Document(JobFields.ID, new ObjectId()).append(JobFields.TYPE, jobClass.name())
			.append(JobFields.STATE, JobState.QUEUED.value())
			.append(JobFields.PRIORITY, Objects.requireNonNull(effective.priority()))
			.append(JobFields.DESTROY_ON_COMPLETE, Objects.requireNonNull(effective.destroyOnComplete()))
			.append(JobFields.CREATED_AT, TransitionUpdates.date(now));
		appendIfPresent(job, JobFields.DESCRIPTION, Texts.boundedOrNull(effective.description(), Texts.MESSAGE));
		Duration timeout = effective.timeout();
		appendIfPresent(job, JobFields.TIMEOUT, (timeout != null) ? timeout.toMillis() : null);
		appendIfPresent(job, JobFields.LOG_LEVEL, (effective.logLevel() != null) ? effective.logLevel().name() : null);
		appendIfPresent(job, JobFields.PAUSABLE, jobClass.pausable() ? true : null);
		appendIfPresent(job, JobFields.FIELDS, fields.isEmpty() ? null : fields);
		return job;
	}

	private static void addOptions(JobRecord job, JobOptions options, Instant now) {
		appendIfPresent(job.document(), JobFields.RUN_AT, TransitionUpdates.date(truncated(options.runAt())));
		appendIfPresent(job.document(), JobFields.EXPIRES_AT, TransitionUpdates.date(truncated(options.expiresAt())));
		if (!options.waitsFor().isEmpty()) {
			job.document()
				.append(JobFields.WAITS_FOR, List.copyOf(options.waitsFor()))
				.append(JobFields.IF_ONE_FAILS, options.ifOneFails().name())
				.append(JobFields.IF_ONE_IS_ABORTED, options.ifOneIsAborted().name())
				.append(JobFields.LINKING, TransitionUpdates.date(now));
		}
		appendIfPresent(job.document(), JobFields.CHAIN, ChainDocument.of(options));
		appendIfPresent(job.document(), JobFields.DEPENDENTS, options.expectsDependents() ? true : null);
		appendIfPresent(job.document(), JobFields.KEEP_RESULT, options.keepsResult() ? true : null);
	}

	/**
	 * Makes sure that a job that is run without being stored waits for no other.
	 * @param job its document
	 * @throws InvalidJobException when it does
	 */
	public static void checkRunsNow(JobRecord job) {
		if (job.has(JobFields.WAITS_FOR)) {
			throw new InvalidJobException(job.type(),
					List.of("after: a job that is performed now cannot wait for others"));
		}
	}

	private static List<String> keys(JobClass<?> jobClass, JobView job, List<String> problems) {
		try {
			return jobClass.plugins().keys(job);
		}
		catch (IllegalArgumentException ex) {
			problems.add(String.valueOf(ex.getMessage()));
			return List.of();
		}
	}

	/**
	 * Checks fields and maps them.
	 * @param jobClass the class of the job
	 * @param fields the fields
	 * @param problems receives a text for each problem
	 * @return the stored form, of no use when there are problems
	 */
	Document checkedFields(JobClass<?> jobClass, @Nullable Object fields, List<String> problems) {
		Class<?> type = jobClass.fieldsType();
		if (type == null) {
			if (fields != null) {
				problems.add("fields: the class has none, but got a " + fields.getClass().getName());
			}
			return new Document();
		}
		if (!type.isInstance(fields)) {
			problems.add("fields: must be a " + type.getName() + ", but is "
					+ ((fields != null) ? "a " + fields.getClass().getName() : "null"));
			return new Document();
		}
		validate(fields, problems);
		try {
			Document stored = this.binder.classes().mapper().write(jobClass.declaredFields(), fields);
			FieldsState.checkSize(jobClass.name(), stored, null);
			return stored;
		}
		catch (InvalidJobException ex) {
			problems.addAll(ex.problems());
		}
		catch (RuntimeException | StackOverflowError ex) {
			problems.add(MappingErrors.reason("fields", ex));
		}
		return new Document();
	}

	private void validate(Object fields, List<String> problems) {
		validate(fields, (violation) -> true, problems);
	}

	private void validate(Object fields, Predicate<ConstraintViolation<?>> counts, List<String> problems) {
		if (this.validator != null) {
			Validator present = this.validator;
			Set<ConstraintViolation<Object>> violations = this.binder.classes()
				.contextLoader()
				.get(() -> present.validate(fields));
			if (!violations.isEmpty()) {
				Redaction redaction = redaction(fields);
				violations.stream()
					.filter(counts)
					.sorted(Comparator.comparing((violation) -> violation.getPropertyPath().toString()))
					.forEach((violation) -> problems
						.add(redaction.text(ViolationText.of(violation, this.binder.classes().mapper()))));
			}
		}
	}

	/**
	 * What must hold for a field, in words.
	 * @param type the class that has the field
	 * @param name the name of the field
	 * @return a text a constraint; none without a validator
	 */
	public List<String> constraints(Class<?> type, String name) {
		Validator present = this.validator;
		return (present != null)
				? this.binder.classes().contextLoader().get(() -> ConstraintText.of(present, type, name)) : List.of();
	}

	private Redaction redaction(Object fields) {
		try {
			return Redaction.of(this.binder.classes().mapper().secrets(fields));
		}
		catch (RuntimeException | StackOverflowError ex) {
			// they cannot be mapped, which is another problem of these fields
			return Redaction.NONE;
		}
	}

	private static @Nullable Instant truncated(@Nullable Instant instant) {
		return (instant != null) ? instant.truncatedTo(ChronoUnit.MILLIS) : null;
	}

	private static void appendIfPresent(Document job, String name, @Nullable Object value) {
		if (value != null) {
			job.append(name, value);
		}
	}

}
