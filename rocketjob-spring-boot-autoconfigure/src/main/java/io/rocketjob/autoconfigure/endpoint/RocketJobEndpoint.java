package io.rocketjob.autoconfigure.endpoint;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.rocketjob.JobCounts;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.ServerInstance;
import io.rocketjob.Servers;
import io.rocketjob.autoconfigure.endpoint.OverviewDescriptor.AllServersDescriptor;
import io.rocketjob.autoconfigure.endpoint.OverviewDescriptor.CountsDescriptor;
import io.rocketjob.autoconfigure.endpoint.OverviewDescriptor.OwnServerDescriptor;
import io.rocketjob.job.JobEngine;
import io.rocketjob.server.Vitals;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The endpoint {@code rocketjob}: how jobs and servers stand. Thread-safe.
 *
 * @since 0.1.0
 */
@Endpoint(id = "rocketjob", defaultAccess = Access.READ_ONLY)
public class RocketJobEndpoint {

	private final RocketJobTemplate rocketJob;

	private final Servers servers;

	private final JobEngine engine;

	private final DatabasePing database;

	private final Supplier<@Nullable Vitals> own;

	/**
	 * Makes the endpoint.
	 * @param rocketJob where the jobs are
	 * @param servers the servers
	 * @param engine what knows the job classes
	 * @param own how this process fares, {@code null} when it is no server
	 */
	public RocketJobEndpoint(RocketJobTemplate rocketJob, Servers servers, JobEngine engine,
			Supplier<@Nullable Vitals> own) {
		this.rocketJob = rocketJob;
		this.servers = servers;
		this.engine = engine;
		this.database = DatabasePing.ofJobs(engine.mongo());
		this.own = own;
	}

	/**
	 * Counts jobs and servers.
	 * @return the counts
	 */
	@ReadOperation
	public OverviewDescriptor overview() {
		return EndpointException.translating(() -> {
			this.database.check();
			return new OverviewDescriptor(counts(this.rocketJob.counts()), all(this.servers.list()),
					own(this.own.get()), this.engine.classes().names(), unknown());
		});
	}

	private Collection<String> unknown() {
		return new TreeSet<>(this.engine.mongo().translating(() -> this.engine.claims().unknownNames()));
	}

	private static CountsDescriptor counts(JobCounts counts) {
		Map<String, Long> byState = new LinkedHashMap<>();
		new EnumMap<JobState, Long>(counts.byState()).forEach((state, count) -> byState.put(state.value(), count));
		return new CountsDescriptor(byState, counts.scheduled(), counts.waiting(), counts.queuedNow(), counts.total());
	}

	private static AllServersDescriptor all(List<ServerInstance> servers) {
		return new AllServersDescriptor(servers.size(),
				servers.stream()
					.collect(Collectors.groupingBy((server) -> server.state().value(), TreeMap::new,
							Collectors.counting())),
				servers.stream().filter(ServerInstance::isZombie).map(ServerInstance::name).toList());
	}

	private static @Nullable OwnServerDescriptor own(@Nullable Vitals own) {
		if (own == null) {
			return null;
		}
		Duration silence = own.silence();
		return new OwnServerDescriptor(own.name(), own.id(), own.shownState(),
				(silence != null) ? Duration.ofMillis(silence.toMillis()).toString() : null, own.workers(),
				own.maxWorkers(), own.busy());
	}

}
