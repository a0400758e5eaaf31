package io.rocketjob.server;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.rocketjob.Events;
import io.rocketjob.ServerInstance;
import io.rocketjob.Servers;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.mongo.RocketJobMongo;
import org.bson.Document;

/**
 * Internal: the servers, as their documents tell. Thread-safe.
 */
public final class StoredServers extends EventControl implements Servers {

	private final BatchEngine batches;

	private final Events events;

	private final RocketJobMongo mongo;

	private final ServerRepository servers;

	/**
	 * Makes one.
	 * @param batches the jobs, batches among them
	 * @param events tells servers what to do
	 */
	public StoredServers(BatchEngine batches, Events events) {
		super(events);
		this.batches = batches;
		this.events = events;
		this.mongo = batches.jobs().store().mongo();
		this.servers = new ServerRepository(this.mongo);
	}

	@Override
	Map<String, Object> server() {
		return Map.of();
	}

	@Override
	Map<String, Object> process() {
		return Map.of();
	}

	@Override
	public List<ServerInstance> list() {
		return this.mongo.translating(() -> instances(this.servers::documents));
	}

	@Override
	public Optional<ServerInstance> find(String idOrName) {
		return this.mongo.translating(() -> {
			Document found = this.servers.document(idOrName);
			return instances(() -> (found != null) ? List.of(found) : List.of()).stream().findFirst();
		});
	}

	private List<ServerInstance> instances(Supplier<List<Document>> read) {
		List<Document> documents = read.get();
		if (documents.isEmpty()) {
			return List.of();
		}
		// after the read, so that no heartbeat is younger
		Instant now = this.batches.jobs().store().clock().measure(this.mongo.database());
		return documents.stream()
			.filter((document) -> ServerDocument.heartbeatAt(document) != null)
			.<ServerInstance>map(
					(document) -> new StoredServerInstance(document, now, this.batches, this.servers, this.events))
			.toList();
	}

}
