package io.rocketjob.job;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.observation.DefaultJobCreateObservationConvention;
import io.rocketjob.observation.DefaultJobRunObservationConvention;
import io.rocketjob.observation.DefaultSliceRunObservationConvention;
import io.rocketjob.observation.JobCreateObservationContext;
import io.rocketjob.observation.JobCreateObservationConvention;
import io.rocketjob.observation.JobRunObservationContext;
import io.rocketjob.observation.JobRunObservationConvention;
import io.rocketjob.observation.RocketJobObservation;
import io.rocketjob.observation.SliceRunObservationContext;
import io.rocketjob.observation.SliceRunObservationConvention;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: tells an {@link ObservationRegistry} of jobs that are created and run. What
 * tracing wants to know at the run is stored with the job. Thread-safe.
 */
public final class JobObservations {

	/** Observes nothing. */
	public static final JobObservations NONE = new JobObservations(ObservationRegistry.NOOP, null, null, null);

	/** For the name of a class that this process does not know. */
	public static final String UNKNOWN = "unknown";

	private static final JobCreateObservationConvention CREATE = new DefaultJobCreateObservationConvention();

	private static final JobRunObservationConvention RUN = new DefaultJobRunObservationConvention();

	private static final SliceRunObservationConvention SLICE = new DefaultSliceRunObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable JobCreateObservationConvention create;

	private final @Nullable JobRunObservationConvention run;

	private final @Nullable SliceRunObservationConvention slice;

	/**
	 * Makes it.
	 * @param registry what is told
	 * @param create names and key values of creations, or {@code null} for the default
	 * @param run names and key values of runs, or {@code null} for the default
	 * @param slice names and key values of runs of slices, or {@code null} for the
	 * default
	 */
	public JobObservations(ObservationRegistry registry, @Nullable JobCreateObservationConvention create,
			@Nullable JobRunObservationConvention run, @Nullable SliceRunObservationConvention slice) {
		this.registry = registry;
		this.create = create;
		this.run = run;
		this.slice = slice;
	}

	/**
	 * Observes the creation of jobs.
	 * @param jobClass the name of their class
	 * @param creation creates them, and is told what to store with each and to say what
	 * was created
	 * @param <T> what it returns
	 * @return what it returned
	 */
	public <T> T create(String jobClass, Function<NewJobs, T> creation) {
		if (this.registry.isNoop()) {
			return creation.apply(NewJobs.UNOBSERVED);
		}
		Map<String, String> carrier = new LinkedHashMap<>();
		JobCreateObservationContext context = new JobCreateObservationContext(jobClass, carrier);
		Observation observation = RocketJobObservation.JOB_CREATE.observation(this.create, CREATE, () -> context,
				this.registry);
		observation.start();
		try (Observation.Scope scope = observation.openScope()) {
			return creation.apply(new NewJobs(context, TraceDocument.of(carrier)));
		}
		catch (Throwable ex) {
			observation.error(ex);
			throw ex;
		}
		finally {
			observation.stop();
		}
	}

	/**
	 * Begins to observe a run.
	 * @param job the job
	 * @param jobClass its class, {@code null} if this process does not know it
	 * @param execution what is done
	 * @param server the name of this server
	 * @param worker the name of the worker
	 * @return the observation, to be closed by the same thread
	 */
	RunObservation run(JobRecord job, @Nullable JobClass<?> jobClass, Execution<?> execution, String server,
			String worker) {
		if (this.registry.isNoop()) {
			return RunObservation.NONE;
		}
		String name = (jobClass != null) ? jobClass.name() : UNKNOWN;
		Map<String, String> carrier = TraceDocument.carrier(job);
		Long firstRecord = execution.slice();
		if (firstRecord != null) {
			SliceRunObservationContext context = new SliceRunObservationContext(name, job.id(), firstRecord, server,
					worker, carrier);
			return new RunObservation(context,
					RocketJobObservation.SLICE_RUN.observation(this.slice, SLICE, () -> context, this.registry));
		}
		JobRunObservationContext context = new JobRunObservationContext(name, job.id(), execution.phase(), server,
				worker, carrier);
		return new RunObservation(context,
				RocketJobObservation.JOB_RUN.observation(this.run, RUN, () -> context, this.registry));
	}

	/** Jobs that are being created. */
	public static final class NewJobs {

		static final NewJobs UNOBSERVED = new NewJobs(null, null);

		private final @Nullable JobCreateObservationContext context;

		private final @Nullable Document trace;

		private NewJobs(@Nullable JobCreateObservationContext context, @Nullable Document trace) {
			this.context = context;
			this.trace = trace;
		}

		/**
		 * Adds to a new job what its runs are to know of its creation.
		 * @param job its document, not yet stored
		 * @return the same document
		 */
		public JobRecord trace(JobRecord job) {
			if (this.trace != null) {
				job.document().append(JobFields.TRACE, this.trace);
			}
			return job;
		}

		/**
		 * One job was created.
		 * @param job its document
		 */
		public void created(JobRecord job) {
			if (this.context != null) {
				this.context.created(1, job.id());
			}
		}

		/**
		 * Any number of jobs were created.
		 * @param count how many
		 */
		void created(int count) {
			if (this.context != null) {
				this.context.created(count, null);
			}
		}

	}

}
