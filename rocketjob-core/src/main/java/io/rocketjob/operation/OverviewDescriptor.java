package io.rocketjob.operation;

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How jobs and servers stand.
 *
 * @param jobs how many jobs there are
 * @param servers the servers
 * @param server this process as a server, {@code null} when it is none
 * @param jobClasses the names of the job classes of this application
 * @param unknownJobClasses names of classes of which jobs wait, and which this
 * application does not have
 * @since 0.1.0
 */
public record OverviewDescriptor(CountsDescriptor jobs, AllServersDescriptor servers,
		@Nullable OwnServerDescriptor server, Collection<String> jobClasses, Collection<String> unknownJobClasses) {

	/**
	 * How many jobs there are.
	 *
	 * @param byState the number of jobs in each state
	 * @param scheduled how many of the queued ones wait for their time
	 * @param waiting how many of the queued ones wait for other jobs
	 * @param due how many of the queued ones a worker could take at once
	 * @param total all of them
	 */
	public record CountsDescriptor(Map<String, Long> byState, long scheduled, long waiting, long due, long total) {
	}

	/**
	 * How many servers there are.
	 *
	 * @param count all of them
	 * @param byState the number of servers in each state
	 * @param zombies the names of those that are believed to be dead
	 */
	public record AllServersDescriptor(int count, Map<String, Long> byState, Collection<String> zombies) {
	}

	/**
	 * This process as a server.
	 *
	 * @param name its name
	 * @param id its registration
	 * @param state its state
	 * @param heartbeatAge how long ago its last heartbeat reached the database, as an ISO
	 * duration
	 * @param workers how many workers it has
	 * @param maxWorkers how many it may have
	 * @param busy how many things it is at
	 */
	public record OwnServerDescriptor(String name, @Nullable String id, String state, @Nullable String heartbeatAge,
			int workers, int maxWorkers, int busy) {
	}

}
