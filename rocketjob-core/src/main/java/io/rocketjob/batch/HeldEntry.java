package io.rocketjob.batch;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.rocketjob.job.ClaimKey;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Something that a server holds.
 *
 * @param held what it is
 * @param server the id of the server
 */
record HeldEntry(ClaimKey held, ObjectId server) {

	/**
	 * Reads an entry.
	 * @param id the id of what is held
	 * @param claim the stored form of the claim
	 * @return the entry
	 */
	static HeldEntry of(Object id, Document claim) {
		return new HeldEntry(ClaimKey.of(id, claim), ClaimKey.server(claim));
	}

	static Set<ObjectId> holders(List<HeldEntry> entries) {
		Set<ObjectId> holders = new HashSet<>();
		entries.forEach((entry) -> holders.add(entry.server()));
		return holders;
	}

	static Set<ClaimKey> heldBy(ObjectId server, List<HeldEntry> entries) {
		Set<ClaimKey> held = new HashSet<>();
		entries.forEach((entry) -> {
			if (server.equals(entry.server())) {
				held.add(entry.held());
			}
		});
		return held;
	}

}
