package io.rocketjob.metrics;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rocketjob.JobState;
import io.rocketjob.ServerInstance;
import io.rocketjob.ServerState;
import io.rocketjob.Servers;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.QueueSurvey;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.server.Heartbeat;
import io.rocketjob.server.Supervisor;
import org.jspecify.annotations.Nullable;

/**
 * The gauges of Rocket Job. Those about all jobs and servers are the same in each process
 * and may be a little old; they have no value when the database has not answered for
 * long. The others tell of this process only and ask no database. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RocketJobMetrics implements MeterBinder {

	private static final String SECONDS = "seconds";

	private final JobEngine engine;

	private final Heartbeat heartbeat;

	private final Sampler<Sample> sampler;

	private final @Nullable Supervisor supervisor;

	private final @Nullable MeteredWork work;

	/**
	 * Makes the gauges.
	 * @param engine the jobs
	 * @param heartbeat tells whether this process is in touch with the database
	 * @param servers all servers
	 * @param refreshInterval how often the database is asked at most, while meters are
	 * read
	 * @param supervisor tells of its workers, {@code null} if it runs no jobs
	 * @param work what counts beside this, if anything does
	 */
	public RocketJobMetrics(JobEngine engine, Heartbeat heartbeat, Servers servers, Duration refreshInterval,
			@Nullable Supervisor supervisor, @Nullable MeteredWork work) {
		QueueSurvey survey = new QueueSurvey(engine);
		this.engine = engine;
		this.heartbeat = heartbeat;
		this.sampler = new Sampler<>(() -> new Sample(survey.look(), servers.list()), refreshInterval);
		this.supervisor = supervisor;
		this.work = work;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		if (this.work != null) {
			this.work.prepare();
		}
		bindJobs(registry);
		bindServers(registry);
		if (this.supervisor != null) {
			bindThisServer(registry, this.supervisor);
		}
	}

	private void bindJobs(MeterRegistry registry) {
		for (JobState state : JobState.values()) {
			sampled("rocketjob.jobs", (sample) -> sample.queue().counts().count(state)).baseUnit("jobs")
				.description("Jobs by state")
				.tag("state", state.value())
				.register(registry);
		}
		sampled("rocketjob.jobs.due", (sample) -> sample.queue().counts().queuedNow())
			.description("Queued jobs that a worker could take now")
			.register(registry);
		sampled("rocketjob.jobs.scheduled", (sample) -> sample.queue().counts().scheduled())
			.description("Queued jobs whose time has not come")
			.register(registry);
		sampled("rocketjob.jobs.unknown", (sample) -> sample.queue().unknown())
			.description("Queued jobs whose class this process does not know, at most 10000")
			.register(registry);
		for (JobClass<?> jobClass : this.engine.classes().all()) {
			sampled("rocketjob.jobs.oldest.age",
					(sample) -> seconds(sample.queue().oldest().getOrDefault(jobClass.name(), Duration.ZERO)))
				.baseUnit(SECONDS)
				.description("How long the job has waited that has waited longest of those a worker could take")
				.tag("class", jobClass.name())
				.register(registry);
			sampled("rocketjob.jobs.failed", (sample) -> sample.queue().failed().getOrDefault(jobClass.name(), 0L))
				.description("Failed jobs by class, of the 10000 that have failed last")
				.tag("class", jobClass.name())
				.register(registry);
		}
	}

	private void bindServers(MeterRegistry registry) {
		for (ServerState state : ServerState.values()) {
			sampled("rocketjob.servers", (sample) -> count(sample, (each) -> !each.isZombie() && each.state() == state))
				.baseUnit("servers")
				.description("Registered servers by state, without those that seem to be dead")
				.tag("state", state.value())
				.register(registry);
		}
		sampled("rocketjob.servers.zombies", (sample) -> count(sample, ServerInstance::isZombie))
			.description("Registered servers that seem to be dead")
			.register(registry);
	}

	private static double count(Sample sample, Predicate<ServerInstance> which) {
		return sample.servers().stream().filter(which).count();
	}

	private void bindThisServer(MeterRegistry registry, Supervisor present) {
		Gauge.builder("rocketjob.workers.busy", present::busyWorkers)
			.description("Workers of this server that are at a job or a batch")
			.register(registry);
		Gauge.builder("rocketjob.workers.alive", present::workers)
			.description("Workers of this server")
			.register(registry);
		Gauge.builder("rocketjob.workers.max", present::maxWorkers)
			.description("How many workers this server may have")
			.register(registry);
		Gauge.builder("rocketjob.heartbeat.age", this::silence)
			.baseUnit(SECONDS)
			.description("How long ago the last heartbeat of this server has reached the database")
			.register(registry);
		Gauge.builder("rocketjob.classes.throttled", () -> this.engine.throttles().heldBack().size())
			.description("Job classes of which this server starts no jobs now, because of a throttle or a limit")
			.register(registry);
	}

	private double silence() {
		Duration silence = this.heartbeat.vitals().silence();
		return (silence != null) ? seconds(silence) : Double.NaN;
	}

	private static double seconds(Duration duration) {
		return duration.toNanos() / 1e9;
	}

	private Gauge.Builder<Supplier<Number>> sampled(String name, ToDoubleFunction<Sample> value) {
		return Gauge.builder(name, () -> {
			Sample sample = this.sampler.get();
			return (sample != null) ? value.applyAsDouble(sample) : Double.NaN;
		});
	}

}
