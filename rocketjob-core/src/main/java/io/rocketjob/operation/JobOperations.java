package io.rocketjob.operation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchJob;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobOptions;
import io.rocketjob.JobQuery;
import io.rocketjob.JobState;
import io.rocketjob.JobUpdate;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.StaleJobException;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.StoredJob;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.operation.OperationGuard.Attempt;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.util.StringUtils;

/**
 * What an operator can do with jobs. Takes texts, as people write them, and says what is
 * wrong with them. Each method throws an {@link OperationException} when it cannot be
 * done. Thread-safe.
 *
 * @since 0.1.0
 */
public final class JobOperations {

	private static final int DEFAULT_SIZE = 20;

	private static final int LARGEST_SIZE = 200;

	private static final String ACTIONS = "retry, pause, resume, abort, fail, run-now, priority";

	private static final String REFUSED = "The job class does not allow this: ";

	/**
	 * Stored names by what they are called here. None of a field: an order shows values.
	 */
	private static final Map<String, String> SORTS = sorts();

	private final RocketJobTemplate rocketJob;

	private final JobEngine engine;

	private final OperationGuard guard;

	private final DatabasePing database;

	private final JobDescriptors descriptors;

	private final JobForm form;

	JobOperations(RocketJobTemplate rocketJob, JobEngine engine, OperationGuard guard, DatabasePing database) {
		this.rocketJob = rocketJob;
		this.engine = engine;
		this.guard = guard;
		this.database = database;
		this.descriptors = new JobDescriptors(rocketJob, engine.classes());
		this.form = new JobForm(engine);
	}

	private static Map<String, String> sorts() {
		Map<String, String> sorts = new LinkedHashMap<>();
		sorts.put("id", "_id");
		sorts.put("jobClass", "type");
		for (String name : List.of("state", "priority", "createdAt", "runAt", "startedAt", "completedAt",
				"failureCount")) {
			sorts.put(name, name);
		}
		return sorts;
	}

	/**
	 * Lists jobs; those that an {@link OperationPolicy} does not show are left out of
	 * their page, but counted. Needs {@code job:read}.
	 * @param operator who asks
	 * @param selection which jobs
	 * @return the page
	 */
	public JobsDescriptor list(Operator operator, JobSelection selection) {
		return this.guard.read(operator, Permission.JOB_READ, OperationTarget.JOBS, () -> {
			int page = Given.number("page", selection.page(), 0, 0, Integer.MAX_VALUE / LARGEST_SIZE);
			int size = Given.number("size", selection.size(), DEFAULT_SIZE, 1, LARGEST_SIZE);
			JobQuery<?> query = inState(this.rocketJob.jobs(), selection.state());
			if (StringUtils.hasText(selection.jobClass())) {
				query = query.ofClass(selection.jobClass());
			}
			this.database.check();
			return list(operator, query, PageRequest.of(page, size, sort(selection.sort())));
		});
	}

	private <F extends @Nullable Object> JobsDescriptor list(Operator operator, JobQuery<F> query,
			PageRequest request) {
		Page<JobInstance<F>> found = query.page(request);
		return new JobsDescriptor(found.getNumber(), found.getSize(), found.getTotalElements(), found.getTotalPages(),
				found.getContent()
					.stream()
					.filter((job) -> this.guard.permits(operator, Permission.JOB_READ, OperationTarget.of(job), job))
					.map((job) -> JobSummaryDescriptor.of(job, this.guard.masking(operator, job)))
					.toList());
	}

	private static JobQuery<?> inState(JobQuery<?> query, @Nullable String text) {
		if (!StringUtils.hasText(text)) {
			return query;
		}
		return switch (text.strip().toLowerCase(Locale.ROOT)) {
			case "scheduled" -> query.scheduled();
			case "waiting" -> query.waiting();
			case "due" -> query.queuedNow();
			default -> query.in(Arrays.stream(StringUtils.tokenizeToStringArray(text, ","))
				.map(JobOperations::state)
				.toArray(JobState[]::new));
		};
	}

	private static JobState state(String text) {
		try {
			return JobState.of(text);
		}
		catch (IllegalArgumentException ex) {
			throw OperationException
				.badRequest(ex.getMessage() + " (several separated by commas), or one of scheduled, waiting, due");
		}
	}

	private static Sort sort(@Nullable String text) {
		if (!StringUtils.hasText(text)) {
			return Sort.by(Sort.Direction.DESC, "_id");
		}
		String[] parts = StringUtils.tokenizeToStringArray(text, ",");
		String name = (parts.length > 0) ? SORTS.get(parts[0]) : null;
		Sort.Direction direction = (parts.length < 2) ? Sort.Direction.ASC
				: Sort.Direction.fromOptionalString(parts[1]).orElse(null);
		if (name == null || direction == null || parts.length > 2) {
			throw OperationException.badRequest("sort must be one of " + String.join(", ", SORTS.keySet())
					+ ", with ',asc' or ',desc' after it, such as completedAt,desc");
		}
		Sort sort = Sort.by(direction, name);
		return name.equals("_id") ? sort : sort.and(Sort.by(direction, "_id"));
	}

	/**
	 * Describes a job. Needs {@code job:read}.
	 * @param operator who asks
	 * @param id its id
	 * @return the job
	 */
	public JobDescriptor get(Operator operator, String id) {
		return get(operator, id, null);
	}

	/**
	 * Describes a job for something that needs another permission as well. Needs
	 * {@code job:read} and that one, for this job.
	 * @param operator who asks
	 * @param id its id
	 * @param besides what is needed besides, {@code null} for nothing
	 * @return the job
	 */
	public JobDescriptor get(Operator operator, String id, @Nullable Permission besides) {
		ObjectId jobId = Given.jobId(id);
		return this.guard.read(operator, Permission.JOB_READ, target(jobId), () -> {
			if (besides != null) {
				this.guard.require(operator, besides, target(jobId), null);
			}
			this.database.check();
			JobInstance<?> job = this.rocketJob.get(jobId);
			this.guard.require(operator, Permission.JOB_READ, OperationTarget.of(job), job);
			if (besides != null) {
				this.guard.require(operator, besides, OperationTarget.of(job), job);
			}
			return describe(operator, job);
		});
	}

	/**
	 * Does something with a job: {@code retry}, {@code pause}, {@code resume},
	 * {@code abort}, {@code fail} (which needs a reason) or {@code run-now}, for which it
	 * needs {@code job:control}; or {@code priority}, for which it needs
	 * {@code job:edit}.
	 * @param operator who does it, and why
	 * @param id the id of the job
	 * @param action what to do
	 * @param priority the new priority, for {@code priority} only
	 * @return the job as it is then
	 */
	public JobDescriptor act(Operator operator, String id, @Nullable String action, @Nullable String priority) {
		JobInstance<?> changed = make(operator, id, action, priority);
		return OperationGuard.translating(() -> describe(operator, changed));
	}

	/**
	 * Does the same without describing the job.
	 */
	JobInstance<?> make(Operator operator, String id, @Nullable String action, @Nullable String priority) {
		ObjectId jobId = Given.jobId(id);
		return switch (((action != null) ? action : "").replace("-", "").toLowerCase(Locale.ROOT)) {
			case "retry" -> control(operator, "retry", jobId, JobInstance::retry);
			case "pause" -> control(operator, "pause", jobId, JobInstance::pause);
			case "resume" -> control(operator, "resume", jobId, JobInstance::resume);
			case "abort" -> control(operator, "abort", jobId, (job) -> job.abort(operator.reason()));
			case "fail" -> {
				String reason = operator.reason();
				if (reason == null) {
					throw OperationException.badRequest("reason is needed to fail a job");
				}
				yield control(operator, "fail", jobId, (job) -> job.fail(reason));
			}
			case "runnow" -> control(operator, "run-now", jobId, JobInstance::runNow);
			case JobForm.PRIORITY -> {
				int number = JobForm.priority(priority);
				yield changed(operator, JobForm.PRIORITY, Permission.JOB_EDIT, jobId, (job, attempt) -> {
					attempt.before(JobForm.PRIORITY, job.priority());
					JobInstance<?> changed = job.update((update) -> update.priority(number));
					attempt.after(JobForm.PRIORITY, changed.priority());
					return changed;
				});
			}
			default -> throw OperationException.badRequest("action must be one of " + ACTIONS);
		};
	}

	private JobInstance<?> control(Operator operator, String action, ObjectId id, Control control) {
		return changed(operator, action, Permission.JOB_CONTROL, id, (job, attempt) -> {
			attempt.before("state", JobSummaryDescriptor.state(job));
			JobInstance<?> changed = control.apply(job);
			attempt.after("state", JobSummaryDescriptor.state(changed));
			return changed;
		});
	}

	private JobDescriptor change(Operator operator, String action, Permission permission, ObjectId id, Change change) {
		JobInstance<?> changed = changed(operator, action, permission, id, change);
		return OperationGuard.translating(() -> describe(operator, changed));
	}

	private JobInstance<?> changed(Operator operator, String action, Permission permission, ObjectId id,
			Change change) {
		return this.guard.<JobInstance<?>>change(operator, action, permission, target(id),
				(attempt) -> change.apply(find(id, attempt), attempt));
	}

	private JobInstance<?> find(ObjectId id, Attempt attempt) {
		this.database.check();
		JobInstance<?> job = this.rocketJob.get(id);
		attempt.on(OperationTarget.of(job), job);
		return job;
	}

	private JobDescriptor describe(Operator operator, JobInstance<?> job) {
		return this.descriptors.describe(job, this.guard.masking(operator, job));
	}

	private static OperationTarget target(ObjectId id) {
		return new OperationTarget(OperationTarget.Kind.JOB, id.toHexString(), null);
	}

	/**
	 * Describes what can be changed of a job, for a form. Needs {@code job:edit}.
	 * @param operator who asks
	 * @param id the id of the job
	 * @return the form, with the version that
	 * {@link #edit(Operator, String, Map, String)} is given
	 */
	public JobFormDescriptor form(Operator operator, String id) {
		ObjectId jobId = Given.jobId(id);
		return this.guard.read(operator, Permission.JOB_EDIT, target(jobId), () -> {
			this.database.check();
			JobRecord job = this.engine.store().reload(jobId);
			JobInstance<?> instance = new StoredJob<>(job, this.engine);
			this.guard.require(operator, Permission.JOB_EDIT, OperationTarget.of(instance), instance);
			return this.form.describe(job, this.guard.masking(operator, instance));
		});
	}

	/**
	 * Changes a job that has not ended, whatever has changed since it was shown. Needs
	 * {@code job:edit}.
	 * @param operator who does it, and why
	 * @param id the id of the job
	 * @param changes new values by name: {@code priority}, {@code description},
	 * {@code runAt} (a time in UTC as text), and {@code fields.NAME} for the fields of
	 * its class that are {@link io.rocketjob.Editable}, as texts or as values of their
	 * types; {@code throttleRunningWorkers} of a batch. {@code null} removes a value
	 * @return the job as it is then
	 */
	public JobDescriptor edit(Operator operator, String id, Map<String, @Nullable Object> changes) {
		return edit(operator, id, changes, null);
	}

	/**
	 * Changes a job that has not ended, unless what its form shows has changed since:
	 * then nothing is changed, and the problem names what has. Needs {@code job:edit}.
	 * All is changed by one write.
	 * @param operator who does it, and why
	 * @param id the id of the job
	 * @param changes new values by name, of those only that the operator has changed; see
	 * {@link #edit(Operator, String, Map)}
	 * @param version the {@link JobFormDescriptor#version()} of the form, {@code null} to
	 * change the job whatever has changed since
	 * @return the job as it is then
	 */
	public JobDescriptor edit(Operator operator, String id, Map<String, @Nullable Object> changes,
			@Nullable String version) {
		ObjectId jobId = Given.jobId(id);
		if (changes.isEmpty()) {
			throw OperationException.badRequest("nothing to change; there are priority, description, runAt,"
					+ " throttleRunningWorkers and fields.NAME");
		}
		return change(operator, "edit", Permission.JOB_EDIT, jobId, (job, attempt) -> {
			JobRecord seen = this.engine.store().reload(jobId);
			Map<String, String> paths = this.form.paths(seen);
			JobVersion given = StringUtils.hasText(version) ? JobVersion.parse(seen, paths, version) : null;
			checkVersion(given, seen, paths);
			Consumer<JobUpdate> update = this.form.update(job, changes);
			Map<String, @Nullable Object> besides = JobForm.besides(seen, changes);
			changes.keySet().forEach((name) -> attempt.before(name, JobForm.audited(job, seen, name)));
			List<String> unchanged = (given != null)
					? given.names().stream().map((name) -> Objects.requireNonNull(paths.get(name))).toList()
					: List.of();
			JobRecord changed = validating(operator, job, () -> update(seen, update, unchanged, besides, given));
			JobInstance<?> instance = new StoredJob<>(changed, this.engine);
			changes.keySet().forEach((name) -> attempt.after(name, JobForm.audited(instance, changed, name)));
			return instance;
		});
	}

	private JobRecord update(JobRecord seen, Consumer<JobUpdate> update, List<String> unchanged,
			Map<String, @Nullable Object> besides, @Nullable JobVersion given) {
		try {
			JobRecord changed = this.engine.update(seen, update, unchanged, besides);
			if (!besides.isEmpty()) {
				this.engine.notifier().signalSlices();
			}
			return changed;
		}
		catch (StaleJobException ex) {
			// its message has values
			JobRecord now = this.engine.store().reload(seen.id());
			Map<String, String> paths = this.form.paths(now);
			checkVersion((given != null) ? given : JobVersion.of(seen, paths), now, paths);
			throw OperationException.conflict("The job has changed at this moment; nothing was changed. Try it again");
		}
	}

	private static void checkVersion(@Nullable JobVersion given, JobRecord now, Map<String, String> paths) {
		List<String> changed = (given != null) ? given.changed(JobVersion.of(now, paths)) : List.of();
		if (!changed.isEmpty()) {
			throw OperationException.conflict("The job has changed since it was shown: " + String.join(", ", changed)
					+ " is another now. Nothing was changed; look at the job again");
		}
	}

	/**
	 * Creates a job. Needs {@code job:create}.
	 * @param operator who does it, and why
	 * @param jobClass the name of a job class that this process has. A batch is created
	 * without records: one of a class that uploads them itself
	 * @param fields its fields by their names in the class, as texts or as values of
	 * their types; those that are left out have the initial values of the class
	 * @param options its options by name: {@code priority}, {@code description},
	 * {@code runAt} and {@code expiresAt} (times in UTC as texts)
	 * @return the job
	 */
	public JobDescriptor create(Operator operator, String jobClass, Map<String, @Nullable Object> fields,
			Map<String, @Nullable Object> options) {
		Consumer<JobOptions> given = JobForm.options(options);
		JobInstance<?> created = this.guard.<JobInstance<?>>change(operator, "create", Permission.JOB_CREATE,
				new OperationTarget(OperationTarget.Kind.JOB, null, jobClass), (attempt) -> {
					JobClass<?> known = this.form.jobClass(jobClass);
					this.database.check();
					JobInstance<?> job = this.<JobInstance<?>>validating(operator, null,
							() -> store(known, this.form.fields(known, fields), given, null));
					attempt.created(job);
					attempt.after("state", JobSummaryDescriptor.state(job));
					return job;
				});
		return OperationGuard.translating(() -> describe(operator, created));
	}

	/**
	 * Creates a job, whoever may do so.
	 * @param file the records of a batch, {@code null} for none
	 */
	@SuppressWarnings({ "unchecked", "NullAway" }) // null is the only Void
	JobInstance<?> store(JobClass<?> known, @Nullable Object fields, Consumer<JobOptions> options,
			@Nullable Resource file) {
		if (BatchJob.class.isAssignableFrom(known.type())) {
			BatchBuilder<Object, Object> batch = this.rocketJob
				.batch((Class<? extends BatchJob<Object, Object, ?>>) known.type())
				.fields(fields)
				.options(options);
			return ((file != null) ? batch.upload(file) : batch).create();
		}
		return this.rocketJob.create((Class<? extends Job<Object>>) known.type(), fields, options);
	}

	/**
	 * Tells which values are not allowed; what is wrong with them only to who may see
	 * values, because others of the job may be named.
	 */
	private <T> T validating(Operator operator, @Nullable JobInstance<?> job, Supplier<T> change) {
		try {
			return change.get();
		}
		catch (InvalidJobException ex) {
			boolean shown = job == null || this.guard.masking(operator, job) == Masking.SHOWN;
			String names = REFUSED + ex.problems()
				.stream()
				.map((problem) -> problem.replaceFirst("(?s):.*", ""))
				.collect(Collectors.joining("; "));
			throw OperationException.badRequest(shown ? REFUSED + String.join("; ", ex.problems()) : names, names);
		}
	}

	/**
	 * Deletes a job, whatever its state. Needs {@code job:destroy}.
	 * @param operator who does it, and why
	 * @param id the id of the job
	 * @return the job as it was
	 */
	public JobSummaryDescriptor delete(Operator operator, String id) {
		ObjectId jobId = Given.jobId(id);
		JobInstance<?> deleted = this.guard.<JobInstance<?>>change(operator, "delete", Permission.JOB_DESTROY,
				target(jobId), (attempt) -> {
					JobInstance<?> job = find(jobId, attempt);
					attempt.before("state", JobSummaryDescriptor.state(job));
					if (!job.delete()) {
						throw new JobNotFoundException(job.id());
					}
					return job;
				});
		return OperationGuard
			.translating(() -> JobSummaryDescriptor.of(deleted, this.guard.masking(operator, deleted)));
	}

	/** A change of the state of a job. */
	@FunctionalInterface
	private interface Control {

		JobInstance<?> apply(JobInstance<?> job);

	}

	/** A change of a job, and what is to be told of it. */
	@FunctionalInterface
	private interface Change {

		JobInstance<?> apply(JobInstance<?> job, Attempt attempt);

	}

}
