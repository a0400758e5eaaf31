package io.rocketjob.batch;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.rocketjob.document.ClaimKey;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Something that a server holds.
 *
 * @param claimKey its claim
 * @param server the id of the server
 */
record ClaimEntry(ClaimKey claimKey, ObjectId server) {

	/**
	 * Reads an entry.
	 * @param id the id of what is held
	 * @param claim the stored form of the claim
	 * @return the entry
	 */
	static ClaimEntry of(Object id, Document claim) {
		return new ClaimEntry(ClaimKey.of(id, claim), ClaimKey.server(claim));
	}

	static Set<ObjectId> claimants(List<ClaimEntry> entries) {
		Set<ObjectId> claimants = new HashSet<>();
		entries.forEach((entry) -> claimants.add(entry.server()));
		return claimants;
	}

	static Set<ClaimKey> claimsOf(ObjectId server, List<ClaimEntry> entries) {
		Set<ClaimKey> held = new HashSet<>();
		entries.forEach((entry) -> {
			if (server.equals(entry.server())) {
				held.add(entry.claimKey());
			}
		});
		return held;
	}

}
