package io.rocketjob.operation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import com.mongodb.MongoException;
import io.rocketjob.DuplicateJobException;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobStateException;
import io.rocketjob.QueueFullException;
import io.rocketjob.ServerNotFoundException;
import io.rocketjob.StaleJobException;
import io.rocketjob.UnknownJobClassException;
import io.rocketjob.WorkerNotFoundException;
import io.rocketjob.job.JobEngine;
import io.rocketjob.logging.Redaction;
import io.rocketjob.operation.AuditEntry.Outcome;
import io.rocketjob.operation.OperationException.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Through this goes every operation: it asks whether the operator may do it, tells what
 * goes wrong without the texts of others, and tells the listeners of changes.
 * Thread-safe.
 */
final class OperationGuard {

	private static final Logger logger = LoggerFactory.getLogger(OperationGuard.class);

	private final JobEngine engine;

	private final List<OperationPolicy> policies;

	private final List<OperationListener> listeners;

	OperationGuard(JobEngine engine, List<OperationPolicy> policies, List<OperationListener> listeners) {
		this.engine = engine;
		this.policies = List.copyOf(policies);
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Reads something for an operator.
	 * @param operator who asks
	 * @param permission what is needed for it
	 * @param target what it is about
	 * @param operation reads it
	 * @param <T> the type of what is read
	 * @return what was read
	 * @throws OperationException when it is not permitted, or fails
	 */
	<T> T read(Operator operator, Permission permission, OperationTarget target, Supplier<T> operation) {
		return translating(() -> {
			require(operator, permission, target, null);
			return operation.get();
		});
	}

	/**
	 * Changes something for an operator, and tells the listeners.
	 * @param operator who asks
	 * @param action what the change is called
	 * @param permission what is needed for it
	 * @param target what it is about
	 * @param operation does it
	 * @param <T> the type of its result
	 * @return its result
	 * @throws OperationException when it is not permitted, or fails
	 */
	<T> T change(Operator operator, String action, Permission permission, OperationTarget target,
			Function<Attempt, T> operation) {
		Attempt attempt = new Attempt(operator, action, permission, target);
		T result;
		try {
			result = translating(() -> {
				require(operator, permission, target, null);
				return this.engine.processName().doFor(operator.name(), () -> operation.apply(attempt));
			});
		}
		catch (OperationException ex) {
			tell(attempt.entry((ex.kind() == Kind.DENIED) ? Outcome.DENIED : Outcome.FAILED, ex.withoutValues()));
			throw ex;
		}
		catch (Error ex) {
			tell(attempt.entry(Outcome.FAILED, "It failed with " + ex.getClass().getName()));
			throw ex;
		}
		tell(attempt.entry(Outcome.DONE, null));
		return result;
	}

	private void tell(AuditEntry entry) {
		for (OperationListener listener : this.listeners) {
			try {
				listener.onOperation(entry);
			}
			catch (Throwable ex) {
				// the operation is done, or its problem is to be told, whatever this is
				logger.error("{} was not able to take note of: {}", listener.getClass().getName(), entry,
						this.engine.exceptionLogging().loggable(ex, Redaction.NONE));
			}
		}
	}

	/**
	 * Checks that an operator may do something.
	 * @param operator who asks
	 * @param permission what is needed for it
	 * @param target what it is about
	 * @param job the job that it is about, if there is one that has been read
	 * @throws OperationException when the operator may not do it
	 */
	void require(Operator operator, Permission permission, OperationTarget target, @Nullable JobInstance<?> job) {
		if (!permits(operator, permission, target, job)) {
			throw new OperationException(Kind.DENIED, operator + " needs the permission " + permission + " for "
					+ ((target.kind() == OperationTarget.Kind.JOB && target.id() == null) ? "jobs" : target));
		}
	}

	/**
	 * Whether an operator may do something.
	 * @param operator who asks
	 * @param permission what is needed for it
	 * @param target what it is about
	 * @param job the job that it is about, if there is one that has been read
	 * @return whether the channel and all policies allow it
	 */
	boolean permits(Operator operator, Permission permission, OperationTarget target, @Nullable JobInstance<?> job) {
		return operator.permissions().contains(permission)
				&& this.policies.stream().allMatch((policy) -> policy.permits(operator, permission, target, job));
	}

	/**
	 * Whether somebody decides about single jobs.
	 * @return whether there are policies
	 */
	boolean hasPolicies() {
		return !this.policies.isEmpty();
	}

	/**
	 * What an operator may see of a job.
	 * @param operator who asks
	 * @param job the job
	 * @return what hides the rest
	 */
	Masking masking(Operator operator, JobInstance<?> job) {
		return permits(operator, Permission.VALUE_READ, OperationTarget.of(job), job) ? Masking.SHOWN : Masking.HIDDEN;
	}

	/**
	 * Does something, and tells what goes wrong without the texts of others.
	 * @param operation what to do
	 * @param <T> the type of its result
	 * @return its result
	 * @throws OperationException when it fails
	 */
	static <T> T translating(Supplier<T> operation) {
		try {
			return operation.get();
		}
		catch (OperationException ex) {
			throw ex;
		}
		catch (JobNotFoundException | ServerNotFoundException | WorkerNotFoundException ex) {
			throw OperationException.notFound(ex.getMessage());
		}
		catch (JobStateException | StaleJobException | UnknownJobClassException | QueueFullException ex) {
			throw OperationException.conflict(ex.getMessage());
		}
		catch (DuplicateJobException ex) {
			throw OperationException.conflict("There is another job of which there may be only one");
		}
		catch (InvalidJobException ex) {
			throw OperationException.badRequest("The job class does not allow this");
		}
		catch (DataAccessException | MongoException ex) {
			// its message may have values in it, as that of a duplicate key has
			logger.warn("An operation failed, because the database did not do it: {}", ex.getClass().getName());
			throw OperationException
				.unavailable("The database cannot be reached, or does not do this: " + ex.getClass().getName());
		}
		catch (RuntimeException ex) {
			// such as what a callback of the job has thrown
			logger.warn("An operation failed with {}", ex.getClass().getName());
			throw new OperationException(Kind.FAILED, "It failed with " + ex.getClass().getName());
		}
	}

	private String redacted(String text, JobInstance<?> job) {
		Object fields;
		try {
			fields = job.fields();
		}
		catch (RuntimeException ex) {
			// they cannot be read here
			return text;
		}
		return (fields != null) ? Redaction.of(this.engine.mapper().secrets(fields)).text(text) : text;
	}

	/**
	 * A change that is being made, and what there will be to tell of it.
	 */
	final class Attempt {

		private final Operator operator;

		private final String action;

		private final Permission permission;

		private final Map<String, @Nullable String> before = new LinkedHashMap<>();

		private final Map<String, @Nullable String> after = new LinkedHashMap<>();

		private OperationTarget target;

		private @Nullable String reason;

		private Attempt(Operator operator, String action, Permission permission, OperationTarget target) {
			this.operator = operator;
			this.action = action;
			this.permission = permission;
			this.target = target;
			this.reason = operator.reason();
		}

		/**
		 * Says what it is about, now that it has been read.
		 * @param found what it is about
		 * @param of the job that it is about, or to which it belongs
		 * @throws OperationException when the operator may not do it with that
		 */
		void on(OperationTarget found, @Nullable JobInstance<?> of) {
			about(found, of);
			require(this.operator, this.permission, found, of);
		}

		/**
		 * Says what has been created.
		 * @param created the new job
		 */
		void created(JobInstance<?> created) {
			about(OperationTarget.of(created), created);
		}

		private void about(OperationTarget found, @Nullable JobInstance<?> of) {
			this.target = found;
			if (this.reason != null && of != null) {
				this.reason = redacted(this.reason, of);
			}
		}

		void before(String name, @Nullable Object value) {
			this.before.put(name, (value != null) ? value.toString() : null);
		}

		void after(String name, @Nullable Object value) {
			this.after.put(name, (value != null) ? value.toString() : null);
		}

		private AuditEntry entry(Outcome outcome, @Nullable String problem) {
			return new AuditEntry(OperationGuard.this.engine.store().clock().now(), this.action, this.permission,
					this.target, this.operator.name(), this.operator.channel(), this.operator.address(), this.reason,
					this.before, (outcome == Outcome.DONE) ? this.after : Map.of(), outcome, problem);
		}

	}

}
