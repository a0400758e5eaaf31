package io.rocketjob.benchmark.process;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Counts the commands that a client sends, by name, and among those on
 * {@code rocketjob.jobs} the claims, and the claims that got nothing. Looks into no other
 * command, so that counting costs little. Thread-safe.
 */
public final class CommandCounter implements CommandListener {

	private static final String JOBS = "rocketjob.jobs";

	private static final String CLAIM = "claim";

	/** What the driver does by itself, and at the end. */
	private static final Set<String> IGNORED = Set.of("hello", "isMaster", "ismaster", "ping", "endSessions");

	private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

	private final Set<Integer> pendingClaims = ConcurrentHashMap.newKeySet();

	private final LongAdder claims = new LongAdder();

	private final LongAdder claimsInVain = new LongAdder();

	@Override
	public void commandStarted(CommandStartedEvent event) {
		String name = event.getCommandName();
		if (IGNORED.contains(name)) {
			return;
		}
		LongAdder count = this.counts.get(name);
		if (count == null) {
			count = this.counts.computeIfAbsent(name, (key) -> new LongAdder());
		}
		count.increment();
		if (isClaim(name, event.getCommand())) {
			this.claims.increment();
			this.pendingClaims.add(event.getRequestId());
		}
	}

	@Override
	public void commandSucceeded(CommandSucceededEvent event) {
		if (!this.pendingClaims.isEmpty() && this.pendingClaims.remove(event.getRequestId())
				&& isEmpty(event.getCommandName(), event.getResponse())) {
			this.claimsInVain.increment();
		}
	}

	@Override
	public void commandFailed(CommandFailedEvent event) {
		this.pendingClaims.remove(event.getRequestId());
	}

	private static boolean isClaim(String name, BsonDocument command) {
		return switch (name) {
			case "findAndModify" -> isOnJobs(command, name) && setsClaim(command.get("update"));
			case "update" -> isOnJobs(command, name) && setsClaim(firstUpdate(command));
			default -> false;
		};
	}

	private static boolean isOnJobs(BsonDocument command, String name) {
		BsonValue collection = command.get(name);
		return collection != null && collection.isString() && collection.asString().getValue().equals(JOBS);
	}

	private static @Nullable BsonValue firstUpdate(BsonDocument command) {
		BsonArray updates = command.getArray("updates", new BsonArray());
		return updates.isEmpty() ? null : updates.get(0).asDocument().get("u");
	}

	private static boolean setsClaim(@Nullable BsonValue update) {
		if (update == null || !update.isDocument()) {
			return false;
		}
		BsonDocument set = update.asDocument().getDocument("$set", new BsonDocument());
		return set.containsKey(CLAIM) || set.keySet().stream().anyMatch((key) -> key.startsWith(CLAIM + "."));
	}

	private static boolean isEmpty(String name, BsonDocument reply) {
		BsonValue result = reply.get(name.equals("update") ? "n" : "value");
		return result == null || result.isNull() || (result.isNumber() && result.asNumber().longValue() == 0);
	}

	/**
	 * The commands up to now.
	 * @return how many there were, by name
	 */
	public Map<String, Long> counts() {
		Map<String, Long> copy = new TreeMap<>();
		this.counts.forEach((name, count) -> copy.put(name, count.sum()));
		return copy;
	}

	/**
	 * The claims up to now.
	 * @return how many there were
	 */
	public long claims() {
		return this.claims.sum();
	}

	/**
	 * The claims up to now that got nothing.
	 * @return how many there were
	 */
	public long claimsInVain() {
		return this.claimsInVain.sum();
	}

}
