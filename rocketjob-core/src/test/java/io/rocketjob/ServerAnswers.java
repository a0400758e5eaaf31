package io.rocketjob;

import java.util.List;

import org.bson.Document;

/** What FerretDB 2.7 on DocumentDB was seen to answer, and MongoDB does not. */
public final class ServerAnswers {

	/** Others wanted the same key at the same moment; nothing was written. */
	public static final Document DEADLOCK = new Document("n", 0).append("nModified", 0)
		.append("writeErrors",
				List.of(new Document("index", 0).append("code", 16908292).append("errmsg", "deadlock detected")))
		.append("ok", 1.0);

	/** The same, of a find-and-modify. */
	public static final Document DEADLOCK_OF_FIND_AND_MODIFY = internalError("deadlock detected");

	/** A unique index does not allow what a find-and-modify would make. */
	public static final Document DUPLICATE_KEY_OF_FIND_AND_MODIFY = internalError(
			"conflicting key value violates exclusion constraint \"documents_rum_index_7\"");

	/** A find-and-modify has found nothing, whether there is something or not. */
	public static final Document NOTHING_FOUND = new Document("lastErrorObject",
			new Document("n", 0).append("updatedExisting", false))
		.append("value", null)
		.append("ok", 1.0);

	private static final Document NO_HINTS = new Document("ok", 0.0).append("code", 115)
		.append("codeName", "CommandNotSupported")
		.append("errmsg", "findAndModify.hint is not supported");

	private ServerAnswers() {
	}

	private static Document internalError(String message) {
		return new Document("ok", 0.0).append("code", 1).append("codeName", "InternalError").append("errmsg", message);
	}

	/**
	 * Lets a server say, when it is asked what it can do, that it takes no hints.
	 * @param line the line to it
	 */
	public static void refuseHints(TestLine line) {
		line.answer("findAndModify", "rocketjob.none", Integer.MAX_VALUE, NO_HINTS);
	}

}
