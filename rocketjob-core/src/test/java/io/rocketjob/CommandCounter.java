package io.rocketjob;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import org.bson.BsonDocument;

/** Counts commands by database and name, and keeps those that a test wants to see. */
final class CommandCounter implements CommandListener {

	private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

	private final Map<String, Recording> kept = new ConcurrentHashMap<>();

	private final Map<Moment, Runnable> before = new ConcurrentHashMap<>();

	@Override
	public void commandStarted(CommandStartedEvent event) {
		this.counts.computeIfAbsent(key(event.getDatabaseName(), event.getCommandName()), (key) -> new LongAdder())
			.increment();
		Recording recording = this.kept.get(event.getDatabaseName());
		if (recording != null && recording.thread() == Thread.currentThread()) {
			recording.commands().add(event.getCommand().clone());
		}
		if (!this.before.isEmpty() && event.getCommand().isString(event.getCommandName())) {
			Runnable action = this.before.remove(new Moment(Thread.currentThread(), event.getDatabaseName(),
					event.getCommandName(), event.getCommand().getString(event.getCommandName()).getValue()));
			if (action != null) {
				action.run();
			}
		}
	}

	/**
	 * Does something just before the calling thread sends a command the next time.
	 * @param database the name of the database
	 * @param command the name of the command
	 * @param collection the collection that it is about
	 * @param action what is done; what it throws is lost
	 */
	void beforeNext(String database, String command, String collection, Runnable action) {
		this.before.put(new Moment(Thread.currentThread(), database, command, collection), action);
	}

	/**
	 * Keeps the commands for a database that the calling thread sends while it does
	 * something.
	 * @param database the name of the database
	 * @param action what is done
	 * @return the commands, in order
	 */
	List<BsonDocument> during(String database, Runnable action) {
		List<BsonDocument> commands = new ArrayList<>();
		this.kept.put(database, new Recording(Thread.currentThread(), commands));
		try {
			action.run();
		}
		finally {
			this.kept.remove(database);
		}
		return commands;
	}

	long count(String database, String command) {
		LongAdder count = this.counts.get(key(database, command));
		return (count != null) ? count.sum() : 0;
	}

	private static String key(String database, String command) {
		return database + "/" + command;
	}

	private record Moment(Thread thread, String database, String command, String collection) {
	}

	private record Recording(Thread thread, List<BsonDocument> commands) {
	}

}
