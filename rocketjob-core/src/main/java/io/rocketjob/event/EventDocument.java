package io.rocketjob.event;

import java.util.Date;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a stored event. Anybody may have written it, so nothing is taken for
 * granted.
 */
final class EventDocument {

	static final String ID = "_id";

	static final String NAME = "name";

	static final String ACTION = "action";

	static final String PARAMETERS = "parameters";

	/** Which process has published it. */
	static final String FROM = "from";

	/** When it was stored, by the clock of the database. */
	static final String AT = "at";

	private EventDocument() {
	}

	static @Nullable Object id(Document event) {
		return event.get(ID);
	}

	/**
	 * When it was stored.
	 * @param event the event
	 * @param otherwise what to return when it does not say
	 * @return the time in milliseconds
	 */
	static long at(Document event, long otherwise) {
		return (event.get(AT) instanceof Date at) ? at.getTime() : otherwise;
	}

	static String text(Document event, String field) {
		return (event.get(field) instanceof String text) ? text : "";
	}

	static Document parameters(Document event) {
		return (event.get(PARAMETERS) instanceof Document parameters) ? parameters : new Document();
	}

}
