package io.rocketjob.housekeeping;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.work.ClaimedJob;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Measures how many jobs a second are claimed and run, one by one, while housekeeping
 * deletes others, beside how many are without. Not in the build. Takes the number of jobs
 * to delete.
 */
final class HousekeepingCost {

	private static final int ROUND = 300;

	private static final int INSERTED_AT_ONCE = 10_000;

	private HousekeepingCost() {
	}

	public static void main(String[] args) throws InterruptedException {
		int old = (args.length > 0) ? Integer.parseInt(args[0]) : 100_000;
		try (TestSystem system = TestSystem.with(NoOpJob.class).withoutRecovery().realTime().start()) {
			insertOld(system, old);
			for (int i = 0; i < 5; i++) {
				round(system);
			}
			List<Double> without = new ArrayList<>();
			List<Double> with = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				without.add(round(system));
			}
			long start = System.nanoTime();
			Thread cleaner = new Thread(() -> clean(system));
			cleaner.start();
			while (cleaner.isAlive()) {
				with.add(round(system));
			}
			cleaner.join();
			double seconds = (System.nanoTime() - start) / 1e9;
			for (int i = 0; i < 10; i++) {
				without.add(round(system));
			}
			System.out.printf(Locale.ROOT,
					"%d jobs deleted in %.1f s; claimed and run a second: %.0f without (%d rounds), %.0f meanwhile"
							+ " (%d rounds), ratio of medians %.3f%n",
					old, seconds, median(without), without.size(), median(with), with.size(),
					median(with) / median(without));
		}
	}

	private static void insertOld(TestSystem system, int count) {
		Date longAgo = new Date(System.currentTimeMillis() - TimeUnit.DAYS.toMillis(30));
		for (int start = 0; start < count; start += INSERTED_AT_ONCE) {
			List<Document> some = new ArrayList<>();
			for (int i = start; i < Math.min(count, start + INSERTED_AT_ONCE); i++) {
				some.add(new Document("_id", new ObjectId()).append("type", "NoOpJob")
					.append("state", "completed")
					.append("priority", 50)
					.append("destroyOnComplete", false)
					.append("completedAt", longAgo)
					.append("fields", new Document("text", "x".repeat(200)))
					.append("history", List.of()));
			}
			system.jobs().insertMany(some);
		}
	}

	private static void clean(TestSystem system) {
		try {
			new Housekeeping(system.batches, HousekeepingSettings.defaults()).clean(() -> true);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static double round(TestSystem system) {
		system.rocketJob.createAll(NoOpJob.class, Collections.<Void>nCopies(ROUND, null));
		ObjectId server = new ObjectId();
		long start = System.nanoTime();
		for (int i = 0; i < ROUND; i++) {
			ClaimedJob claimed = system.engine.claims().next(server, "a:1").orElseThrow();
			system.engine.runner().run(claimed, "a");
		}
		return ROUND / ((System.nanoTime() - start) / 1e9);
	}

	private static double median(List<Double> values) {
		List<Double> sorted = new ArrayList<>(values);
		Collections.sort(sorted);
		return sorted.get(sorted.size() / 2);
	}

	/** Does nothing. */
	@RocketJob
	static class NoOpJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
