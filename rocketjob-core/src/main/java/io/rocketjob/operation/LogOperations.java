package io.rocketjob.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.rocketjob.JobInstance;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.job.JobStore;
import io.rocketjob.logtail.LogTailStore;
import io.rocketjob.logtail.LogTailStore.Tail;
import org.bson.types.ObjectId;

/**
 * What the runs of a job have logged last, as far as their servers keep it
 * ({@code rocketjob.logging.kept-lines}). Throws an {@link OperationException} when it
 * cannot be done. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LogOperations {

	/** So that servers go on telling for as long as somebody asks. */
	private static final Duration BETWEEN_REQUESTS = LogTailStore.WANTED_FOR.dividedBy(3);

	/** How long the first to ask waits for the first server to tell. */
	private static final Duration PATIENCE = Duration.ofMillis(600);

	private static final Duration LOOK = Duration.ofMillis(50);

	private static final int MOST_REQUESTS = 100;

	private final RocketJobTemplate rocketJob;

	private final LogTailStore tails;

	private final OperationGuard guard;

	private final DatabasePing database;

	/** When servers were last asked for a job, by {@link System#nanoTime()}. */
	private final Map<ObjectId, Long> asked = new LinkedHashMap<>();

	LogOperations(RocketJobTemplate rocketJob, JobStore store, OperationGuard guard, DatabasePing database) {
		this.rocketJob = rocketJob;
		this.tails = new LogTailStore(store);
		this.guard = guard;
		this.database = database;
	}

	/**
	 * Reads the last lines that a job has logged, at most 1,000 of each server. Needs
	 * {@code log:read}. Who asks first waits for an answer of a server, 0.6 seconds at
	 * most; who asks again within 15 seconds gets what servers store once a second.
	 * @param operator who asks
	 * @param jobId the id of the job
	 * @return what each server that keeps lines has told, by its name; empty when none
	 * keeps them, or none has run the job since it was started
	 */
	public List<ServerLog> tail(Operator operator, String jobId) {
		ObjectId id = Given.jobId(jobId);
		OperationTarget target = new OperationTarget(OperationTarget.Kind.JOB, id.toHexString(), null);
		return this.guard.read(operator, Permission.LOG_READ, target, () -> {
			this.database.check();
			JobInstance<?> job = this.rocketJob.get(id);
			this.guard.require(operator, Permission.LOG_READ, OperationTarget.of(job), job);
			boolean first = ask(id);
			List<Tail> found = this.tails.read(id.toHexString());
			long deadline = System.nanoTime() + PATIENCE.toNanos();
			while (first && found.isEmpty() && System.nanoTime() < deadline && pause()) {
				found = this.tails.read(id.toHexString());
			}
			return found.stream().map(ServerLog::of).toList();
		});
	}

	/** Whether it is asked for the first time, or again after a while. */
	private boolean ask(ObjectId id) {
		long now = System.nanoTime();
		Long before;
		synchronized (this.asked) {
			before = this.asked.get(id);
			if (before != null && now - before < BETWEEN_REQUESTS.toNanos()) {
				return false;
			}
			this.asked.remove(id);
			this.asked.put(id, now);
			if (this.asked.size() > MOST_REQUESTS) {
				this.asked.remove(this.asked.keySet().iterator().next());
			}
		}
		this.rocketJob.events().publish(LogTailStore.SUBSCRIBER, LogTailStore.WANT, Map.of("job", id.toHexString()));
		return before == null || now - before > LogTailStore.WANTED_FOR.toNanos();
	}

	private static boolean pause() {
		try {
			TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * What a job has logged on one server.
	 *
	 * @param server the name of the server
	 * @param dropped how many lines there were before
	 * @param lines the last lines, the oldest first
	 */
	public record ServerLog(String server, long dropped, List<LogLineDescriptor> lines) {

		private static ServerLog of(Tail tail) {
			return new ServerLog(tail.server(), tail.dropped(),
					tail.lines()
						.stream()
						.map((line) -> new LogLineDescriptor(line.at(), line.level(), line.logger(), line.text()))
						.toList());
		}

	}

	/**
	 * What was logged at once.
	 *
	 * @param at when, by the clock of the server
	 * @param level the level, such as {@code INFO}
	 * @param logger the name of the logger
	 * @param text the message, and the stack trace of what was thrown; 4,000 characters
	 * at most
	 */
	public record LogLineDescriptor(Instant at, String level, String logger, String text) {
	}

}
