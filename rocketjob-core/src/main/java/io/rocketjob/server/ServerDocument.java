package io.rocketjob.server;

import java.time.Duration;
import java.util.Date;

import io.rocketjob.ServerFilter;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a server.
 */
final class ServerDocument {

	static final String ID = "_id";

	static final String NAME = "name";

	static final String HOST = "host";

	static final String PID = "pid";

	static final String JAVA = "java";

	static final String VERSION = "version";

	static final String STARTED_AT = "startedAt";

	/** The highest format of stored jobs that it reads. */
	static final String FORMAT = "format";

	static final String STATE = "state";

	static final String MAX_WORKERS = "maxWorkers";

	static final String FILTER = "filter";

	static final String HEARTBEAT = "heartbeat";

	static final String HEARTBEAT_AT = "heartbeat.at";

	/** The last answer to a request for stack traces. May be large. */
	static final String THREAD_DUMP = "threadDump";

	private ServerDocument() {
	}

	static ObjectId id(Document server) {
		return server.getObjectId(ID);
	}

	static Document heartbeat(Document server) {
		return server.get(HEARTBEAT, new Document());
	}

	/**
	 * When a server has sent its last heartbeat.
	 * @param server the server
	 * @return the time, or {@code null} in a document that is none of ours
	 */
	static @Nullable Date heartbeatAt(Document server) {
		return heartbeat(server).getDate("at");
	}

	/**
	 * After which silence a server is dead.
	 * @param server the server
	 * @return the time, or {@code null} in a document that is none of ours
	 */
	static @Nullable Duration deadAfter(Document server) {
		Number interval = heartbeat(server).get("intervalMs", Number.class);
		return (interval != null) ? Duration.ofMillis(interval.longValue() * ServerSettings.MISSED_HEARTBEATS) : null;
	}

	/**
	 * The stored form of a filter. The query is text: stored as it is, the database would
	 * take its operators for such of the update.
	 * @param filter the filter
	 * @return what it has
	 */
	static Document filter(ServerFilter filter) {
		Document stored = new Document();
		append(stored, "include", filter.include());
		append(stored, "exclude", filter.exclude());
		append(stored, "where", filter.where());
		return stored;
	}

	private static void append(Document document, String name, @Nullable String value) {
		if (value != null) {
			document.append(name, value);
		}
	}

	/**
	 * Reads the filter of a server.
	 * @param server the server
	 * @return its filter
	 */
	static ServerFilter readFilter(Document server) {
		Document stored = server.get(FILTER, new Document());
		return new ServerFilter(stored.getString("include"), stored.getString("exclude"), stored.getString("where"));
	}

}
