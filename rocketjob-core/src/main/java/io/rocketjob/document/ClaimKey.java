package io.rocketjob.document;

import java.time.Instant;
import java.util.Date;

import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Internal: what tells one hold from all others. Jobs that are claimed together share
 * their token, so it takes both.
 *
 * @param id what is held: the id of a job, or of a slice
 * @param token the token of the claim
 */
public record ClaimKey(Object id, ObjectId token) {

	private static final String TOKEN = "token";

	private static final String SERVER = "server";

	/**
	 * Of a stored claim: present once a worker is known to have begun what is claimed.
	 */
	public static final String BEGUN = "begun";

	/**
	 * Of a stored claim: present once a worker has begun what one more crash would fail,
	 * beside nothing else of this kind in its process.
	 */
	public static final String ALONE = "alone";

	/**
	 * Of a stored claim: when it was made, as long as the history does not say so.
	 */
	static final String AT = "at";

	/**
	 * The stored form of a claim.
	 * @param token the token
	 * @param server the id of the server that has it
	 * @return what is stored with what is held
	 */
	public static Document claim(ObjectId token, ObjectId server) {
		return new Document(TOKEN, token).append(SERVER, server);
	}

	/**
	 * The stored form of a claim by a worker that begins at once.
	 * @param token the token
	 * @param server the id of the server that has it
	 * @return what is stored with what is held
	 */
	public static Document begunClaim(ObjectId token, ObjectId server) {
		return claim(token, server).append(BEGUN, true);
	}

	/**
	 * The stored form of a claim on several jobs. What the history is to say of it is
	 * written when the claim ends, if the job is kept: most are deleted.
	 * @param token the token
	 * @param server the id of the server that has it
	 * @param at when they are claimed
	 * @return what is stored with what is held
	 */
	public static Document groupClaim(ObjectId token, ObjectId server, Instant at) {
		return claim(token, server).append(AT, Date.from(at));
	}

	/**
	 * Reads what is held.
	 * @param id the id of what is held
	 * @param claim the stored form of the claim
	 * @return what tells the claim from all others
	 */
	public static ClaimKey of(Object id, Document claim) {
		return new ClaimKey(id, token(claim));
	}

	/**
	 * The token of a claim.
	 * @param claim its stored form
	 * @return the token
	 */
	public static ObjectId token(Document claim) {
		return claim.getObjectId(TOKEN);
	}

	/**
	 * The server that has a claim.
	 * @param claim its stored form
	 * @return the id of the server
	 */
	public static ObjectId server(Document claim) {
		return claim.getObjectId(SERVER);
	}

}
