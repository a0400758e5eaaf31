package io.rocketjob.benchmark.bare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Makes jobs without Rocket Job that look as if it had made them: copies of one that it
 * has made, in collections with the same indexes.
 */
public final class JobCopies {

	/** Where Rocket Job keeps its jobs. */
	public static final String COLLECTION = "rocketjob.jobs";

	private static final int BULK = 1000;

	private static final int THREADS = 4;

	private final Document original;

	private final List<Document> indexes;

	private JobCopies(Document original, List<Document> indexes) {
		this.original = original;
		this.indexes = indexes;
	}

	/**
	 * Reads the original.
	 * @param sample a database with one job in it
	 * @return what copies it
	 */
	public static JobCopies of(MongoDatabase sample) {
		Document original = sample.getCollection(COLLECTION).find().first();
		if (original == null) {
			throw new IllegalStateException("There is no job to copy in " + sample.getName());
		}
		return new JobCopies(original, indexes(sample.getCollection(COLLECTION)));
	}

	/**
	 * Gives a collection the indexes of another one.
	 * @param from the other one
	 * @param database where the collection is
	 * @param to its name
	 */
	public static void copyIndexes(MongoCollection<Document> from, MongoDatabase database, String to) {
		createIndexes(database, to, indexes(from));
	}

	private static List<Document> indexes(MongoCollection<Document> collection) {
		List<Document> indexes = collection.listIndexes().into(new ArrayList<>());
		indexes.removeIf((index) -> "_id_".equals(index.getString("name")));
		indexes.forEach((index) -> {
			index.remove("v");
			index.remove("ns");
		});
		return indexes;
	}

	private static void createIndexes(MongoDatabase database, String collection, List<Document> indexes) {
		database.runCommand(new Document("createIndexes", collection).append("indexes", indexes));
	}

	/**
	 * Makes the indexes of the original.
	 * @param database where the copies will be
	 */
	public void createIndexes(MongoDatabase database) {
		createIndexes(database, COLLECTION, this.indexes);
	}

	/**
	 * A copy with an id of its own.
	 * @return the copy
	 */
	public Document next() {
		return new Document(this.original).append("_id", new ObjectId());
	}

	/**
	 * Stores copies.
	 * @param database where to
	 * @param count how many
	 * @param change gets each copy and its number
	 */
	public void insert(MongoDatabase database, int count, ObjIntConsumer<Document> change) {
		MongoCollection<Document> jobs = database.getCollection(COLLECTION);
		List<Document> copies = new ArrayList<>();
		for (int number = 0; number < count; number++) {
			Document copy = next();
			change.accept(copy, number);
			copies.add(copy);
			if (copies.size() == BULK || number == count - 1) {
				jobs.insertMany(copies);
				copies.clear();
			}
		}
	}

	/**
	 * Stores many copies by some threads at once, in no order.
	 * @param database where to
	 * @param count how many
	 * @param change gets each copy and its number, in any thread
	 */
	public void insertAll(MongoDatabase database, int count, ObjIntConsumer<Document> change) {
		MongoCollection<Document> jobs = database.getCollection(COLLECTION);
		AtomicInteger next = new AtomicInteger();
		try (Loops loops = new Loops(Math.min(THREADS, 1 + count / BULK))) {
			loops.start(() -> {
				for (int first = next.getAndAdd(BULK); first < count; first = next.getAndAdd(BULK)) {
					List<Document> copies = new ArrayList<>(BULK);
					for (int number = first; number < Math.min(count, first + BULK); number++) {
						Document copy = next();
						change.accept(copy, number);
						copies.add(copy);
					}
					jobs.insertMany(copies, new InsertManyOptions().ordered(false));
				}
			});
			loops.await();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Jobs could not be stored", ex);
		}
	}

}
