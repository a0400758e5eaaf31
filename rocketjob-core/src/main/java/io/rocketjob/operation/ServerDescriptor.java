package io.rocketjob.operation;

import java.time.Instant;
import java.util.List;

import io.rocketjob.ServerFilter;
import io.rocketjob.ServerInstance;
import io.rocketjob.WorkerActivity;
import org.jspecify.annotations.Nullable;

/**
 * A server, as its last heartbeat has told.
 *
 * @param id its id
 * @param name its name
 * @param state its state
 * @param zombie whether it is believed to be dead
 * @param host its host
 * @param pid its process
 * @param version the version of Rocket Job
 * @param startedAt when it was started
 * @param heartbeatAt when it sent its last heartbeat
 * @param heartbeatAge how long ago that was, as an ISO duration
 * @param workers how many workers it has
 * @param maxWorkers how many it may have
 * @param cpuLoad how busy its process keeps the processors, 0 to 1
 * @param usedMemory the bytes that its heap uses
 * @param filter which jobs it works on
 * @param activeWorkers what its workers are at; only for one server
 * @since 0.1.0
 */
public record ServerDescriptor(String id, String name, String state, boolean zombie, String host, long pid,
		@Nullable String version, Instant startedAt, Instant heartbeatAt, String heartbeatAge, int workers,
		int maxWorkers, @Nullable Double cpuLoad, long usedMemory, @Nullable FilterDescriptor filter,
		@Nullable List<ActiveWorkerDescriptor> activeWorkers) {

	static ServerDescriptor of(ServerInstance server, Masking masking) {
		return of(server, null, masking);
	}

	static ServerDescriptor withActivity(ServerInstance server, Masking masking) {
		return of(server, server.activeWorkers().stream().map(ActiveWorkerDescriptor::of).toList(), masking);
	}

	private static ServerDescriptor of(ServerInstance server, @Nullable List<ActiveWorkerDescriptor> active,
			Masking masking) {
		return new ServerDescriptor(server.id(), server.name(), server.state().value(), server.isZombie(),
				server.host(), server.pid(), server.version(), server.startedAt(), server.heartbeatAt(),
				server.heartbeatAge().toString(), server.workers(), server.maxWorkers(), server.cpuLoad(),
				server.usedMemory(), FilterDescriptor.of(server.filter(), masking), active);
	}

	/**
	 * Which jobs a server works on.
	 *
	 * @param include what must be found in the name of a job class
	 * @param exclude what must not be found in it
	 * @param where what its jobs must match, hidden unless values are shown
	 */
	public record FilterDescriptor(@Nullable String include, @Nullable String exclude, @Nullable String where) {

		static @Nullable FilterDescriptor of(ServerFilter filter, Masking masking) {
			return filter.equals(ServerFilter.NONE) ? null
					: new FilterDescriptor(filter.include(), filter.exclude(), masking.text(filter.where()));
		}

	}

	/**
	 * What a worker is at.
	 *
	 * @param worker its name
	 * @param jobClass the name of the job class
	 * @param jobId the id of the job
	 * @param slice the number of the first record of the slice
	 * @param record the number of the record
	 * @param since when it began
	 */
	public record ActiveWorkerDescriptor(String worker, String jobClass, String jobId, @Nullable Long slice,
			@Nullable Long record, Instant since) {

		static ActiveWorkerDescriptor of(WorkerActivity activity) {
			return new ActiveWorkerDescriptor(activity.worker(), activity.jobClass(), activity.jobId().toHexString(),
					activity.slice(), activity.record(), activity.since());
		}

	}

}
