package io.rocketjob.server;

import java.time.Duration;

import io.rocketjob.ServerState;
import org.jspecify.annotations.Nullable;

/**
 * Internal: how this process fares as a server, as far as it knows itself.
 *
 * @param name the name of the server
 * @param id its registration, {@code null} while it has none
 * @param state the state
 * @param beating whether it has begun to send heartbeats, and has not stopped
 * @param silence how long ago its last heartbeat reached the database, or the start where
 * none has; {@code null} when it sends none
 * @param deadAfter after how long a silence others take over what it is at
 * @param workers how many live workers it has
 * @param maxWorkers how many it may have
 * @param busy how many workers are at a job or a batch
 */
public record Vitals(String name, @Nullable String id, ServerState state, boolean beating, @Nullable Duration silence,
		Duration deadAfter, int workers, int maxWorkers, int busy) {

	/**
	 * The state for people.
	 * @return the state, or that it has been stopped
	 */
	public String shownState() {
		return this.beating ? this.state.value() : "stopped";
	}

	/**
	 * Whether no heartbeat has reached the database for so long that others may have
	 * taken over what it is at.
	 * @return whether it is silent
	 */
	public boolean isSilent() {
		return this.silence != null && this.silence.compareTo(this.deadAfter) > 0;
	}

	/**
	 * Whether it should work and has no thread to do it.
	 * @return whether all workers are dead
	 */
	public boolean hasNoWorkers() {
		return this.state == ServerState.RUNNING && this.beating && this.workers == 0;
	}

}
