package io.rocketjob.document;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;

import io.rocketjob.CrashedTooOftenException;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: how often the process has died that worked on a job, or on a slice, since a
 * run of it has ended last. Jobs and slices store it in the same form. Only the recovery
 * writes it, by the write that takes a dead server's claim away, so it cannot change
 * while a claim stays the same.
 */
public final class CrashDocument {

	/** The name of the field of a job, or of a slice. */
	public static final String FIELD = "crashes";

	/** How many of the places are kept where it died, the last ones. */
	static final int MOST_PLACES = 10;

	private static final String COUNT = "count";

	/** Of a stored count: present when one more crash fails the job or slice. */
	private static final String LAST = "last";

	private static final String PLACES = "places";

	private static final String WORKER = "worker";

	private static final String SERVER = "server";

	private static final String AT = "at";

	private CrashDocument() {
	}

	/**
	 * Whether the death of the server counts against what it held: a worker is known to
	 * have begun it. Of what was claimed together with others that is not known at first.
	 * @param held the job or slice as it was read, with its claim
	 * @return whether it does
	 */
	public static boolean counts(Document held) {
		return isBegun(held);
	}

	/**
	 * Whether a worker must say that it begins a job or slice, because a server has died
	 * that held it.
	 * @param held the job or slice as it was claimed
	 * @return whether it must
	 */
	public static boolean mustTellBegin(Document held) {
		return held.containsKey(FIELD) && !isBegun(held);
	}

	/**
	 * What one more crash fails must have been told to run alone: its worker may still
	 * have waited for that when the process died.
	 */
	private static boolean isBegun(Document held) {
		Document claim = held.get(JobFields.CLAIM, Document.class);
		return claim != null && claim.getBoolean(isLastChance(held) ? ClaimKey.ALONE : ClaimKey.BEGUN, false);
	}

	/**
	 * What a worker stores that must say that it begins.
	 * @param held the job or slice as it was claimed
	 * @param worker the name of the worker
	 * @return the update
	 */
	public static Document begin(Document held, String worker) {
		Document begun = new Document(JobFields.CLAIM_BEGUN, true).append(JobFields.WORKER_NAME, worker);
		return new Document("$set", isLastChance(held) ? begun.append(JobFields.CLAIM_ALONE, true) : begun);
	}

	/**
	 * What is to be stored because the server has died that held a job or slice.
	 * @param held the job or slice as it was read, with its claim
	 * @param now the time
	 * @param maxCrashes after how many it fails
	 * @return the value of {@link #FIELD}
	 */
	public static Document after(Document held, Instant now, int maxCrashes) {
		Document before = held.get(FIELD, new Document());
		List<Document> places = new ArrayList<>(before.getList(PLACES, Document.class, List.of()));
		int count = count(before);
		if (counts(held)) {
			count++;
			places.add(new Document(WORKER, held.getString(JobFields.WORKER_NAME))
				.append(SERVER, ClaimKey.server(held.get(JobFields.CLAIM, Document.class)))
				.append(AT, Date.from(now)));
		}
		Document after = new Document(COUNT, count).append(PLACES,
				places.subList(Math.max(0, places.size() - MOST_PLACES), places.size()));
		return (count > 0 && count >= maxCrashes - 1) ? after.append(LAST, true) : after;
	}

	/**
	 * Whether one more crash fails a job or slice. A process runs one of these at a time,
	 * so that what merely ran beside the one that ends processes does not fail with it.
	 * @param held the job or slice as it was claimed
	 * @return whether it is so
	 */
	public static boolean isLastChance(Document held) {
		Document crashes = held.get(FIELD, Document.class);
		return crashes != null && crashes.getBoolean(LAST, false);
	}

	/**
	 * How often the process has died.
	 * @param crashes the value of {@link #FIELD}
	 * @return the count
	 */
	public static int count(Document crashes) {
		return crashes.getInteger(COUNT, 0);
	}

	/**
	 * Says why a job or slice fails whose process has died too often.
	 * @param crashes the value of {@link #FIELD}
	 * @return the stored form of an exception
	 */
	public static Document exception(Document crashes) {
		int count = count(crashes);
		List<Document> places = crashes.getList(PLACES, Document.class, List.of());
		String message = "The process has died in "
				+ ((count == 1) ? "the last run" : "each of the last " + count + " runs")
				+ ", which is as often as rocketjob.server.max-crashes allows: "
				+ ((places.size() < count) ? "…, " : "")
				+ places.stream().map(CrashDocument::text).collect(Collectors.joining(", "))
				+ ". It is not run again by itself; retry it when the cause is removed";
		Document exception = FailureDocument.of(CrashedTooOftenException.class.getName(), message, "");
		String worker = places.isEmpty() ? null : places.get(places.size() - 1).getString(WORKER);
		return (worker != null) ? exception.append("workerName", worker) : exception;
	}

	private static String text(Document place) {
		String worker = place.getString(WORKER);
		ObjectId server = place.getObjectId(SERVER);
		Date at = place.getDate(AT);
		return "worker " + worker + " of server " + server + " (found dead at " + at.toInstant() + ")";
	}

	/**
	 * Whether a failure is one of a process that has died too often.
	 * @param className the class of the stored exception
	 * @return whether it is
	 */
	public static boolean isTooOften(@Nullable String className) {
		return CrashedTooOftenException.class.getName().equals(className);
	}

}
