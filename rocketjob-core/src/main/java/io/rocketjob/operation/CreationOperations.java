package io.rocketjob.operation;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.MongoException;
import io.rocketjob.BatchJob;
import io.rocketjob.InvalidJobException;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.JobInstance;
import io.rocketjob.job.JobEngine;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.operation.CreationForm.Reading;
import io.rocketjob.operation.OperationGuard.Attempt;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.io.Resource;
import org.springframework.dao.DataAccessException;

/**
 * How an operator creates a job by a form. Each method needs {@code job:create}, and
 * throws an {@link OperationException} when it cannot be done. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CreationOperations {

	/** What the file with the records is called where something is wrong with it. */
	public static final String FILE = "file";

	private static final Logger logger = LoggerFactory.getLogger(CreationOperations.class);

	private final JobOperations jobs;

	private final JobEngine engine;

	private final OperationGuard guard;

	private final DatabasePing database;

	private final CreationForm form;

	private final SentForms sent;

	CreationOperations(JobOperations jobs, JobEngine engine, OperationGuard guard, DatabasePing database) {
		this.jobs = jobs;
		this.engine = engine;
		this.guard = guard;
		this.database = database;
		this.form = new CreationForm(engine);
		this.sent = new SentForms(engine.store());
	}

	/**
	 * Lists the job classes that this process has, and that the operator may create.
	 * @param operator who asks
	 * @return the classes, by name
	 */
	public List<ClassDescriptor> classes(Operator operator) {
		return this.guard.read(operator, Permission.JOB_CREATE, OperationTarget.JOBS,
				() -> this.engine.classes()
					.names()
					.stream()
					.filter((name) -> this.guard.permits(operator, Permission.JOB_CREATE, target(name), null))
					.map((name) -> {
						JobClass<?> known = known(name);
						return new ClassDescriptor(name, known.defaults().description(), isBatch(known));
					})
					.toList());
	}

	/**
	 * Describes what can be said of a new job.
	 * @param operator who asks
	 * @param jobClass the name of its class, one of this process
	 * @return the form, which can be sent once
	 */
	public CreationFormDescriptor form(Operator operator, String jobClass) {
		return this.guard.read(operator, Permission.JOB_CREATE, target(jobClass), () -> {
			JobClass<?> known = known(jobClass);
			return new CreationFormDescriptor(new ObjectId().toHexString(), known.name(),
					known.defaults().description(), isBatch(known), this.form.describe(known));
		});
	}

	/**
	 * Creates the job of a form. A form that is sent twice creates one job, also where
	 * that has ended and is gone.
	 * @param operator who does it, and why
	 * @param jobClass the name of its class
	 * @param formId the id of the form
	 * @param values texts by the names of the form. What is left out is what the class
	 * says; what is blank is nothing
	 * @return the id of the job that the form has created, now or before
	 * @throws OperationException when something is wrong with the values: then its
	 * {@link OperationException#problems()} say what, all at once, and nothing is created
	 */
	public String create(Operator operator, String jobClass, String formId, Map<String, String> values) {
		return create(operator, jobClass, formId, values, null);
	}

	/**
	 * Creates the job of a form, as {@link #create(Operator, String, String, Map)} does,
	 * and uploads the records of a file to it, see
	 * {@link io.rocketjob.RecordWriter#writeFile(Resource)}. The job is there when all
	 * are; of what goes wrong meanwhile nothing is left.
	 * @param operator who does it, and why
	 * @param jobClass the name of its class, that of a batch where there is a file
	 * @param formId the id of the form
	 * @param values texts by the names of the form
	 * @param file the file, read once, {@code null} for no records
	 * @return the id of the job that the form has created, now or before
	 * @throws OperationException when something is wrong with the values, or with the
	 * file, which is {@value #FILE} in its {@link OperationException#problems()}
	 */
	public String create(Operator operator, String jobClass, String formId, Map<String, String> values,
			@Nullable Resource file) {
		if (!ObjectId.isValid(formId)) {
			throw OperationException.badRequest("The id of a form has 24 hexadecimal digits");
		}
		ObjectId id = new ObjectId(formId);
		if (this.guard.permits(operator, Permission.JOB_CREATE, target(jobClass), null)) {
			Optional<String> before = OperationGuard.translating(() -> {
				this.database.check();
				return createdBefore(id);
			});
			if (before.isPresent()) {
				return before.get();
			}
		}
		return this.guard.change(operator, "create", Permission.JOB_CREATE, target(jobClass),
				(attempt) -> create(known(jobClass), id, values, file, attempt));
	}

	private String create(JobClass<?> known, ObjectId id, Map<String, String> values, @Nullable Resource file,
			Attempt attempt) {
		if (file != null && !isBatch(known)) {
			throw OperationException.invalid(Map.of(FILE, known.name() + " is no batch, so it has no records"));
		}
		Reading reading = this.form.read(known, values);
		if (!reading.problems().isEmpty()) {
			throw OperationException.invalid(reading.problems());
		}
		if (!this.sent.begin(id)) {
			throw OperationException.conflict(createdBefore(id).map((job) -> "This form has created the job " + job)
				.orElse("This form has just been sent by another request"));
		}
		JobInstance<?> job;
		try {
			job = this.jobs.store(known, reading.fields(), reading.options(), file);
		}
		catch (InvalidRecordException ex) {
			this.sent.forget(id);
			throw OperationException.invalid(Map.of(FILE, String.valueOf(ex.getMessage())));
		}
		catch (InvalidJobException ex) {
			this.sent.forget(id);
			throw OperationException.invalid(Map.of("", String.join("; ", ex.problems())));
		}
		catch (RuntimeException ex) {
			if (!(ex instanceof DataAccessException || ex instanceof MongoException)) {
				this.sent.forget(id);
			}
			// else nobody knows whether the job is there
			throw ex;
		}
		attempt.created(job);
		attempt.after("state", JobSummaryDescriptor.state(job));
		try {
			this.sent.created(id, job.id());
		}
		catch (RuntimeException ex) {
			logger.warn("Which job the form {} has created could not be stored: {}", id, job.id());
		}
		return job.id().toHexString();
	}

	private Optional<String> createdBefore(ObjectId id) {
		Document form = this.sent.find(id);
		if (form == null) {
			return Optional.empty();
		}
		ObjectId job = form.getObjectId(SentForms.JOB);
		if (job == null) {
			throw OperationException.conflict("This form has been sent before, and what became of that is not known"
					+ " (yet). Look whether the job is there; if it is not, open the form again");
		}
		return Optional.of(job.toHexString());
	}

	private JobClass<?> known(String jobClass) {
		JobClass<?> known = this.engine.classes().find(jobClass);
		if (known == null) {
			throw OperationException.notFound("There is no job class '" + jobClass + "' here; there are "
					+ String.join(", ", this.engine.classes().names()));
		}
		return known;
	}

	private static boolean isBatch(JobClass<?> known) {
		return BatchJob.class.isAssignableFrom(known.type());
	}

	private static OperationTarget target(String jobClass) {
		return new OperationTarget(OperationTarget.Kind.JOB, null, jobClass);
	}

	/**
	 * A job class.
	 *
	 * @param name its name
	 * @param description its description
	 * @param batch whether its jobs are batches
	 */
	public record ClassDescriptor(String name, @Nullable String description, boolean batch) {
	}

}
