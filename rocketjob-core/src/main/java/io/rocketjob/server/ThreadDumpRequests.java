package io.rocketjob.server;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.rocketjob.RocketJobException;
import io.rocketjob.mongo.RocketJobMongo;
import org.bson.types.ObjectId;

/**
 * Asks servers for stack traces. A request travels by an event; the server answers in its
 * own document, which is looked at until the answer is there. Thread-safe.
 */
final class ThreadDumpRequests {

	private static final Duration LOOK = Duration.ofMillis(50);

	private final RocketJobMongo mongo;

	private final ServerRepository servers;

	ThreadDumpRequests(RocketJobMongo mongo, ServerRepository servers) {
		this.mongo = mongo;
		this.servers = servers;
	}

	/**
	 * Asks, and waits for the answer.
	 * @param server the server
	 * @param name its name
	 * @param patience how long to wait
	 * @param publisher publishes the request with the id that it is given
	 * @return the answer
	 * @throws RocketJobException when there is none
	 */
	String ask(ObjectId server, String name, Duration patience, Consumer<String> publisher) {
		long deadline = System.nanoTime() + patience.toNanos();
		String request = UUID.randomUUID().toString();
		publisher.accept(request);
		while (true) {
			ThreadDumpAnswer answer = this.mongo.translating(() -> this.servers.threadDump(server, request))
				.orElseThrow(() -> new RocketJobException(
						"Server " + name + " is no longer there: it has stopped, or was removed because it was dead"));
			if (answer.isReady()) {
				return answer.textOrThrow();
			}
			if (System.nanoTime() - deadline >= 0) {
				throw new RocketJobException("Server " + name + " has sent no thread dump within " + patience.toMillis()
						+ " ms; it may be dead, or run nothing that receives events");
			}
			pause();
		}
	}

	private static void pause() {
		try {
			TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new RocketJobException("Interrupted while waiting for a thread dump", ex);
		}
	}

}
