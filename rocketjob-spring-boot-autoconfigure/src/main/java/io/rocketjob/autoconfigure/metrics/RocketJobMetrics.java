package io.rocketjob.autoconfigure.metrics;

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
import io.rocketjob.job.JobClass;
import io.rocketjob.job.JobEngine;
import io.rocketjob.server.Vitals;
import org.jspecify.annotations.Nullable;

/**
 * The gauges of Rocket Job. Those about all jobs and servers are the same in each process
 * and may be a little old; they have no value when the database has not answered for
 * long. The others tell of this process only and ask nobody.
 */
final class RocketJobMetrics implements MeterBinder {

	private static final String SECONDS = "seconds";

	private final JobEngine engine;

	private final Supplier<Vitals> vitals;

	private final Sampler<Sample> sampler;

	private final boolean server;

	private final @Nullable MeteredWork work;

	/**
	 * Makes the gauges.
	 * @param engine the jobs
	 * @param vitals tells of this process
	 * @param sampler tells of all jobs and servers
	 * @param server whether this process runs jobs
	 * @param work what counts beside this, if anything does
	 */
	RocketJobMetrics(JobEngine engine, Supplier<Vitals> vitals, Sampler<Sample> sampler, boolean server,
			@Nullable MeteredWork work) {
		this.engine = engine;
		this.vitals = vitals;
		this.sampler = sampler;
		this.server = server;
		this.work = work;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		if (this.work != null) {
			this.work.prepare();
		}
		bindJobs(registry);
		bindServers(registry);
		if (this.server) {
			bindThisServer(registry);
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

	private void bindThisServer(MeterRegistry registry) {
		own("rocketjob.workers.busy", (present) -> busy()).description("Workers of this server that have work")
			.register(registry);
		own("rocketjob.workers.alive", Vitals::workers).description("Workers of this server").register(registry);
		own("rocketjob.workers.max", Vitals::maxWorkers).description("How many workers this server may have")
			.register(registry);
		own("rocketjob.heartbeat.age", RocketJobMetrics::silence).baseUnit(SECONDS)
			.description("How long ago the last heartbeat of this server has reached the database")
			.register(registry);
		Gauge.builder("rocketjob.classes.throttled", () -> this.engine.throttles().heldBack().size())
			.description("Job classes of which this server starts no jobs now, because of a throttle or a limit")
			.register(registry);
	}

	private double busy() {
		return this.engine.runs().all().stream().filter((run) -> !run.isHandedOver()).count();
	}

	private static double silence(Vitals present) {
		Duration silence = present.silence();
		return (silence != null) ? seconds(silence) : Double.NaN;
	}

	private static double seconds(Duration duration) {
		return duration.toNanos() / 1e9;
	}

	private Gauge.Builder<Supplier<Number>> own(String name, ToDoubleFunction<Vitals> value) {
		return Gauge.builder(name, () -> value.applyAsDouble(this.vitals.get()));
	}

	private Gauge.Builder<Supplier<Number>> sampled(String name, ToDoubleFunction<Sample> value) {
		return Gauge.builder(name, () -> {
			Sample sample = this.sampler.get();
			return (sample != null) ? value.applyAsDouble(sample) : Double.NaN;
		});
	}

}
