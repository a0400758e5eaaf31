package io.rocketjob.work;

import java.util.Set;
import java.util.function.Predicate;

import io.rocketjob.document.ClaimKey;
import org.bson.types.ObjectId;

/**
 * Internal: a kind of work that servers hold, and that has to be taken back when they are
 * gone. Thread-safe.
 */
public interface RecoverableWork {

	/** Why a server has nothing any more. */
	String GONE = "its server is gone";

	/**
	 * The servers in whose name something is held.
	 * @return their ids
	 */
	Set<ObjectId> claimants();

	/**
	 * What is held in the name of a server.
	 * @param server the id of the server
	 * @return the holds
	 */
	Set<ClaimKey> claimsOf(ObjectId server);

	/**
	 * What this process is at work on.
	 * @return the holds
	 */
	Set<ClaimKey> attended();

	/**
	 * Takes back what is held in the name of a server, each by a write of its own that
	 * only one process can win.
	 * @param server the id of the server
	 * @param which tells what no thread works on
	 * @param reason why none does
	 * @return how much this process took back
	 */
	int requeue(ObjectId server, Predicate<ClaimKey> which, String reason);

	/**
	 * Takes back all that is held in the name of a server that is dead. That is counted
	 * with what one of its workers had begun, by the same write; what has lost its
	 * process as often as it may is failed instead of being queued again.
	 * @param server the id of the server
	 * @param maxCrashes how often in a row that may be, 0 for any number of times
	 * @return how much this process took back
	 */
	default int takeBack(ObjectId server, int maxCrashes) {
		return requeue(server, (held) -> true, GONE);
	}

}
