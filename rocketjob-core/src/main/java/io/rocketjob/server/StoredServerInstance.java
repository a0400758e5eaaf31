package io.rocketjob.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.rocketjob.Events;
import io.rocketjob.ServerFilter;
import io.rocketjob.ServerInstance;
import io.rocketjob.ServerState;
import io.rocketjob.WorkerActivity;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.job.JobEngine;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a server.
 */
final class StoredServerInstance extends EventControl implements ServerInstance {

	/**
	 * What is claimed together with others has no worker at first. By then it has one, or
	 * has been given back.
	 */
	private static final Duration CLAIMED_TOGETHER = Duration.ofSeconds(2);

	private final Document document;

	private final Instant now;

	private final BatchEngine batches;

	private final ThreadDumpRequests threadDumps;

	StoredServerInstance(Document document, Instant now, BatchEngine batches, ServerRepository servers, Events events) {
		super(events);
		this.document = document;
		this.now = now;
		this.batches = batches;
		this.threadDumps = new ThreadDumpRequests(batches.jobs().store().mongo(), servers);
	}

	@Override
	Map<String, Object> server() {
		return Map.of("server", id());
	}

	@Override
	Map<String, Object> process() {
		return Map.of("host", host(), "pid", pid());
	}

	@Override
	public String id() {
		return ServerDocument.id(this.document).toHexString();
	}

	@Override
	public String name() {
		return this.document.getString(ServerDocument.NAME);
	}

	@Override
	public ServerState state() {
		return ServerState.valueOf(this.document.getString(ServerDocument.STATE).toUpperCase(Locale.ROOT));
	}

	@Override
	public boolean isZombie() {
		Duration deadAfter = ServerDocument.deadAfter(this.document);
		return deadAfter != null && heartbeatAge().compareTo(deadAfter) > 0;
	}

	@Override
	public Instant startedAt() {
		Date startedAt = this.document.getDate(ServerDocument.STARTED_AT);
		return (startedAt != null) ? startedAt.toInstant() : heartbeatAt();
	}

	@Override
	public Instant heartbeatAt() {
		return Objects.requireNonNull(ServerDocument.heartbeatAt(this.document)).toInstant();
	}

	@Override
	public Duration heartbeatAge() {
		Instant at = heartbeatAt();
		return at.isAfter(this.now) ? Duration.ZERO : Duration.between(at, this.now);
	}

	@Override
	public int maxWorkers() {
		return this.document.getInteger(ServerDocument.MAX_WORKERS, 0);
	}

	@Override
	public int workers() {
		return ServerDocument.heartbeat(this.document).getInteger("workers", 0);
	}

	@Override
	public ServerFilter filter() {
		return ServerDocument.readFilter(this.document);
	}

	@Override
	public String host() {
		return this.document.get(ServerDocument.HOST, "");
	}

	@Override
	public long pid() {
		return this.document.get(ServerDocument.PID, 0L);
	}

	@Override
	public @Nullable String version() {
		return this.document.getString(ServerDocument.VERSION);
	}

	@Override
	public @Nullable Double cpuLoad() {
		return ServerDocument.heartbeat(this.document).getDouble("cpuLoad");
	}

	@Override
	public long usedMemory() {
		return ServerDocument.heartbeat(this.document).get("heapUsed", 0L);
	}

	@Override
	public List<WorkerActivity> activeWorkers() {
		JobEngine jobs = this.batches.jobs();
		Instant lately = jobs.store().clock().now().minus(CLAIMED_TOGETHER);
		return jobs.store()
			.mongo()
			.translating(() -> this.batches.activity(ServerDocument.id(this.document)))
			.stream()
			.filter((each) -> WorkerName.number(each.worker(), name()) != null || each.since().isBefore(lately))
			.toList();
	}

	@Override
	public void stopWorker(String worker) {
		tellWorker("stop", worker, Map.of());
	}

	@Override
	public void killWorker(String worker) {
		tellWorker("kill", worker, Map.of());
	}

	private void tellWorker(String action, String worker, Map<String, Object> values) {
		publish(WorkerSubscriber.NAME, action, Map.of("server", id(), "worker", worker(worker)), values);
	}

	private String worker(String worker) {
		if (WorkerName.number(worker, name()) == null) {
			throw new IllegalArgumentException("'" + worker + "' is no name of a worker of server " + name()
					+ "; these are named " + name() + ":1 and so on");
		}
		return worker;
	}

	@Override
	public String threadDump(Duration patience) {
		return this.threadDumps.ask(ServerDocument.id(this.document), name(), patience,
				(request) -> publish(ServerSubscriber.NAME, "threadDump", server(), Map.of("request", request)));
	}

	@Override
	public String threadDump(String worker, Duration patience) {
		String known = worker(worker);
		return this.threadDumps.ask(ServerDocument.id(this.document), name(), patience,
				(request) -> tellWorker("threadDump", known, Map.of("request", request)));
	}

	@Override
	public String toString() {
		return "server " + name() + ", " + state().value();
	}

}
