package io.rocketjob;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a server, and what one can tell it to do. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ServerInstance extends ServerControl {

	/**
	 * Its id, new with each start.
	 * @return the id
	 */
	String id();

	/**
	 * Its name, which no other server has.
	 * @return the name
	 */
	String name();

	/**
	 * Its state, when it sent its last heartbeat.
	 * @return the state
	 */
	ServerState state();

	/**
	 * Whether it has missed so many heartbeats that others will remove it.
	 * @return whether it is believed to be dead, judged by the clock of the database
	 */
	boolean isZombie();

	/**
	 * When it was started.
	 * @return the time, by the clock of the database
	 */
	Instant startedAt();

	/**
	 * When it sent its last heartbeat.
	 * @return the time, by the clock of the database
	 */
	Instant heartbeatAt();

	/**
	 * How old its last heartbeat was when this snapshot was taken.
	 * @return the age
	 */
	Duration heartbeatAge();

	/**
	 * How many workers it may have.
	 * @return the limit
	 */
	int maxWorkers();

	/**
	 * How many workers it has.
	 * @return the number of live ones
	 */
	int workers();

	/**
	 * Which jobs it works on.
	 * @return its filter
	 */
	ServerFilter filter();

	/**
	 * The host it runs on.
	 * @return the name of the host
	 */
	String host();

	/**
	 * Its process.
	 * @return the id of the process on its host
	 */
	long pid();

	/**
	 * The version of Rocket Job that it runs.
	 * @return the version, {@code null} when that is not known
	 */
	@Nullable String version();

	/**
	 * How busy its process keeps the processors.
	 * @return between 0 and 1, {@code null} when that is not known
	 */
	@Nullable Double cpuLoad();

	/**
	 * The memory that its heap uses.
	 * @return bytes
	 */
	long usedMemory();

	/**
	 * What its workers are at: asks the database now.
	 * @return those that have something to do, ordered by name
	 */
	List<WorkerActivity> activeWorkers();

	/**
	 * Lets a worker end when what it is at has ended; another one takes its place.
	 * @param worker the name of the worker, such as {@code host:1234:3}
	 * @throws IllegalArgumentException when it is no name of a worker of this server
	 */
	void stopWorker(String worker);

	/**
	 * Interrupts what a worker is at, and queues it again; another worker takes its
	 * place.
	 * @param worker the name of the worker
	 * @throws IllegalArgumentException when it is no name of a worker of this server
	 */
	void killWorker(String worker);

	/**
	 * The stack traces of its threads.
	 * @param patience how long to wait for the server
	 * @return the text, at most 1 MB
	 * @throws RocketJobException when the server does not answer in time
	 */
	String threadDump(Duration patience);

	/**
	 * The stack trace of a worker.
	 * @param worker the name of the worker
	 * @param patience how long to wait for the server
	 * @return the text
	 * @throws IllegalArgumentException when it is no name of a worker of this server
	 * @throws WorkerNotFoundException when the server has no such worker
	 * @throws RocketJobException when the server does not answer in time
	 */
	String threadDump(String worker, Duration patience);

}
