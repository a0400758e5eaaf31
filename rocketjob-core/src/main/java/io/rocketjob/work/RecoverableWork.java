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

}
