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

	@Override
	public void commandStarted(CommandStartedEvent event) {
		this.counts.computeIfAbsent(key(event.getDatabaseName(), event.getCommandName()), (key) -> new LongAdder())
			.increment();
		Recording recording = this.kept.get(event.getDatabaseName());
		if (recording != null && recording.thread() == Thread.currentThread()) {
			recording.commands().add(event.getCommand().clone());
		}
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

	private record Recording(Thread thread, List<BsonDocument> commands) {
	}

}
