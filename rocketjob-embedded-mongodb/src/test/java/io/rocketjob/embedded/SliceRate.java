package io.rocketjob.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * Measures how many slices with binary data can be claimed and deleted in a second, and
 * how collections come and go. Not a test: run it by hand, with the directory to keep the
 * data in as an argument, or none.
 */
final class SliceRate {

	private static final int SLICES = 10_000;

	private SliceRate() {
	}

	public static void main(String[] args) throws Exception {
		EmbeddedMongo.Builder builder = EmbeddedMongo.builder();
		try (EmbeddedMongo mongo = ((args.length > 0) ? builder.directory(Path.of(args[0])) : builder).start();
				MongoClient client = MongoClients.create(mongo.connectionString())) {
			for (int round = 0; round < 3; round++) {
				for (int threads : new int[] { 1, 8 }) {
					slices(client.getDatabase("rate").getCollection("slices." + round), 5_000, SLICES, threads);
				}
			}
			slices(client.getDatabase("rate").getCollection("large"), 4_000_000, 40, 1);
			for (int round = 0; round < 2; round++) {
				collections(client);
			}
			if (args.length > 0) {
				try (Stream<Path> files = Files.list(Path.of(args[0]))) {
					System.out.printf("%,d bytes on disk at the end%n", files.mapToLong(SliceRate::size).sum());
				}
			}
		}
	}

	private static void slices(MongoCollection<Document> slices, int size, int count, int threads) throws Exception {
		slices.createIndex(Indexes.ascending("state", "_id"));
		byte[] data = new byte[size];
		new Random(1).nextBytes(data);
		List<Document> batch = new ArrayList<>();
		long start = System.nanoTime();
		for (int i = 0; i < count; i++) {
			batch.add(new Document("_id", (long) i).append("state", "queued").append("data", new Binary(data)));
			if (batch.size() == Math.min(100, 40_000_000 / size) || i == count - 1) {
				slices.insertMany(batch);
				batch.clear();
			}
		}
		double inserts = count / seconds(start);
		start = System.nanoTime();
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		List<Future<?>> running = new ArrayList<>();
		for (int t = 0; t < threads; t++) {
			String token = "worker " + t;
			running.add(executor.submit(() -> work(slices, token, count / threads)));
		}
		for (Future<?> future : running) {
			future.get();
		}
		executor.shutdown();
		System.out.printf("%,d slices of %,d bytes, %d threads: %,.0f inserts/s, %,.0f claims and deletes/s%n", count,
				size, threads, inserts, count / seconds(start));
		slices.drop();
	}

	private static void work(MongoCollection<Document> slices, String token, int count) {
		for (int i = 0; i < count; i++) {
			Document slice = slices.findOneAndUpdate(Filters.eq("state", "queued"),
					Updates.combine(Updates.set("state", "running"), Updates.set("claim.token", token),
							Updates.inc("attempt", 1)),
					new FindOneAndUpdateOptions().sort(new Document("_id", 1)).returnDocument(ReturnDocument.AFTER));
			if (slice == null || slices
				.deleteOne(Filters.and(Filters.eq("_id", slice.get("_id")), Filters.eq("claim.token", token)))
				.getDeletedCount() != 1) {
				throw new IllegalStateException("lost " + slice);
			}
		}
	}

	private static void collections(MongoClient client) {
		long start = System.nanoTime();
		for (int i = 0; i < 500; i++) {
			MongoCollection<Document> made = client.getDatabase("rate").getCollection("made." + i);
			made.createIndex(Indexes.ascending("state", "_id"));
			made.createIndex(Indexes.ascending("worker"));
		}
		double made = seconds(start);
		start = System.nanoTime();
		for (int i = 0; i < 500; i++) {
			client.getDatabase("rate").getCollection("made." + i).drop();
		}
		System.out.printf("500 collections with 2 indexes: %.2f s to make, %.2f s to drop%n", made, seconds(start));
	}

	private static double seconds(long start) {
		return (System.nanoTime() - start) / 1e9;
	}

	private static long size(Path file) {
		try {
			return Files.size(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
