package io.rocketjob.event;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import com.mongodb.CursorType;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import io.rocketjob.mongo.ContendedWrite;
import io.rocketjob.mongo.RocketJobMongo;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

/** What a process has that publishes and reads events, with a client of its own. */
final class EventProcess implements AutoCloseable {

	private final MongoClient client;

	final MongoDatabase database;

	final EventStore store;

	final EventPublisher events;

	final EventReader reader;

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private EventProcess(String uri, String databaseName, Consumer<GenericApplicationContext> beans) {
		this.client = MongoClients.create(uri);
		this.database = this.client.getDatabase(databaseName);
		this.store = new EventStore(
				new RocketJobMongo(new SimpleMongoClientDatabaseFactory(this.client, databaseName), true), "test");
		this.events = new EventPublisher(this.store);
		this.reader = new EventReader(this.store, true);
		beans.accept(this.context);
		this.context.registerBean(EventReader.class, () -> this.reader);
		this.context.registerBean(Subscribers.class,
				() -> new Subscribers(this.context.getBeanFactory(), this.reader, UnaryOperator.identity()));
	}

	static EventProcess on(String databaseName) {
		return on(databaseName, (context) -> {
		});
	}

	static EventProcess on(String databaseName, Consumer<GenericApplicationContext> beans) {
		return new EventProcess(TestDatabase.get().connectionString(), databaseName, beans);
	}

	static EventProcess at(String uri, String databaseName) {
		return new EventProcess(uri, databaseName, (context) -> {
		});
	}

	EventProcess start() {
		this.context.refresh();
		return this;
	}

	/**
	 * Notes the parameter n of the events of a name.
	 * @param name the name
	 * @return what will have been heard
	 */
	List<Integer> hear(String name) {
		List<Integer> heard = new CopyOnWriteArrayList<>();
		this.reader.addListener(name, (event) -> heard.add(event.parameters().getInteger("n")));
		return heard;
	}

	void publish(String name, int from, int to) {
		for (int n = from; n <= to; n++) {
			this.events.publish(name, "note", Map.of("n", n));
		}
	}

	/** Drops the collection, while others may use it. */
	void drop() {
		ContendedWrite.make(() -> {
			this.database.getCollection(EventCollection.NAME).drop();
			return true;
		});
	}

	boolean isCapped() {
		Document description = this.database.listCollections()
			.filter(new Document("name", EventCollection.NAME))
			.first();
		return description != null && description.get("options", new Document()).getBoolean("capped", false);
	}

	/** Whether the server of the tests has capped collections. */
	static boolean canCap() {
		return probe((probe) -> probe.store.collection().prepare());
	}

	/** Whether the server of the tests makes a collection a capped one. */
	static boolean canConvert() {
		return probe((probe) -> {
			probe.database.getCollection(EventCollection.NAME).insertOne(new Document());
			return probe.store.collection().prepare();
		});
	}

	/** Whether the server of the tests has cursors that wait. */
	static boolean canTail() {
		return probe((probe) -> {
			if (!probe.store.collection().prepare()) {
				return false;
			}
			probe.store.mark();
			try (MongoCursor<Document> cursor = probe.store.collection()
				.collection()
				.find()
				.cursorType(CursorType.TailableAwait)
				.maxAwaitTime(10, TimeUnit.MILLISECONDS)
				.cursor()) {
				return cursor.tryNext() != null && cursor.tryNext() == null && cursor.getServerCursor() != null;
			}
		});
	}

	private static boolean probe(Predicate<EventProcess> question) {
		String name = TestDatabase.get().newDatabaseName();
		try (EventProcess probe = on(name)) {
			return question.test(probe);
		}
		finally {
			TestDatabase.get().dropDatabase(name);
		}
	}

	@Override
	public void close() {
		this.context.close();
		this.client.close();
	}

}
