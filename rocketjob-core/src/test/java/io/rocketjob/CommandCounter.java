package io.rocketjob;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;

/** Counts commands by database and name. */
final class CommandCounter implements CommandListener {

	private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

	@Override
	public void commandStarted(CommandStartedEvent event) {
		this.counts.computeIfAbsent(key(event.getDatabaseName(), event.getCommandName()), (key) -> new LongAdder())
			.increment();
	}

	long count(String database, String command) {
		LongAdder count = this.counts.get(key(database, command));
		return (count != null) ? count.sum() : 0;
	}

	private static String key(String database, String command) {
		return database + "/" + command;
	}

}
