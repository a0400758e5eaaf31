package io.rocketjob.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import org.bson.Document;

/**
 * Measures how many jobs can be claimed in a second. Not a test: run it by hand, with the
 * directory to keep the data in as an argument, or none.
 */
final class ClaimRate {

	private static final List<String> TYPES = List.of("a", "b", "c", "d", "e");

	private ClaimRate() {
	}

	public static void main(String[] args) throws Exception {
		EmbeddedMongo.Builder builder = EmbeddedMongo.builder();
		try (EmbeddedMongo mongo = ((args.length > 0) ? builder.directory(Path.of(args[0])) : builder).start();
				MongoClient client = MongoClients.create(mongo.connectionString())) {
			for (int jobs : new int[] { 1_000, 10_000, 1_000, 10_000, 100_000 }) {
				for (int threads : new int[] { 1, 8 }) {
					measure(client.getDatabase("rate").getCollection("jobs"), jobs, threads);
				}
			}
		}
	}

	private static void measure(MongoCollection<Document> jobs, int count, int threads) throws Exception {
		jobs.drop();
		jobs.createIndex(Indexes.ascending("type", "priority", "_id"),
				new IndexOptions().name("claim").partialFilterExpression(Filters.eq("claimable", true)));
		List<Document> batch = new ArrayList<>();
		long start = System.nanoTime();
		for (int i = 0; i < count; i++) {
			batch.add(new Document("type", TYPES.get(i % 5)).append("state", "queued")
				.append("priority", 1 + i % 100)
				.append("claimable", true)
				.append("fields", new Document("customer", i).append("text", "some text of a job")));
			if (batch.size() == 1000 || i == count - 1) {
				jobs.insertMany(batch);
				batch.clear();
			}
		}
		double inserts = count / seconds(start);
		int claims = Math.min(count, 20_000);
		start = System.nanoTime();
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		List<Future<?>> running = new ArrayList<>();
		for (int t = 0; t < threads; t++) {
			running.add(executor.submit(() -> claim(jobs, claims / threads)));
		}
		for (Future<?> future : running) {
			future.get();
		}
		executor.shutdown();
		System.out.printf("%,9d documents, %d threads: %,8.0f inserts/s in batches, %,7.0f claims/s%n", count, threads,
				inserts, claims / seconds(start));
	}

	private static double seconds(long start) {
		return (System.nanoTime() - start) / 1e9;
	}

	private static void claim(MongoCollection<Document> jobs, int count) {
		for (int i = 0; i < count; i++) {
			Document job = jobs.findOneAndUpdate(Filters.and(Filters.eq("claimable", true), Filters.in("type", TYPES)),
					Updates.combine(Updates.set("state", "running"), Updates.set("claim", new Document("token", i)),
							Updates.unset("claimable")),
					new FindOneAndUpdateOptions().sort(new Document("priority", 1).append("_id", 1))
						.hintString("claim"));
			if (job == null) {
				throw new IllegalStateException("no job left");
			}
		}
	}

}
