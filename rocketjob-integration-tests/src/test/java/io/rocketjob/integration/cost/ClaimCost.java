package io.rocketjob.integration.cost;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import com.mongodb.client.MongoCollection;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.autoconfigure.RocketJobTestConfiguration;
import io.rocketjob.embedded.TestDatabase;
import io.rocketjob.integration.cost.CostApplication.FailingJob;
import io.rocketjob.integration.cost.CostApplication.IdleJob;
import io.rocketjob.test.JobQueue;
import org.bson.Document;
import org.bson.types.ObjectId;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Measures what it costs to claim and complete jobs when there is nothing else, and when
 * there are many jobs that are scheduled, failed or kept. Not a test, run it by
 * {@code mvn -q -pl rocketjob-integration-tests -am test-compile spring-boot:test-run
 * -Dspring-boot.run.main-class=io.rocketjob.integration.cost.ClaimCost}.
 */
public final class ClaimCost {

	private static final int BACKGROUND = 100_000;

	private static final int BATCH = 5_000;

	private static final int MEASURED = 2_000;

	private static final int WARM_UP_ROUNDS = 2;

	private static final int ROUNDS = 9;

	private static final double LIMIT = 1.2;

	private ClaimCost() {
	}

	/**
	 * Measures, prints, and ends with 1 when the cost is not flat.
	 * @param args none
	 */
	public static void main(String[] args) {
		double ratio;
		try (Queue empty = new Queue(); Queue full = new Queue()) {
			full.addBackground();
			ratio = compare(empty, full);
		}
		System.exit((ratio <= LIMIT) ? 0 : 1);
	}

	private static double compare(Queue empty, Queue full) {
		List<Duration> inEmpty = new ArrayList<>();
		List<Duration> inFull = new ArrayList<>();
		for (int round = 1; round <= WARM_UP_ROUNDS + ROUNDS; round++) {
			// each is as often first as second
			Duration first = (round % 2 == 0) ? empty.measure() : full.measure();
			Duration second = (round % 2 == 0) ? full.measure() : empty.measure();
			Duration one = (round % 2 == 0) ? first : second;
			Duration other = (round % 2 == 0) ? second : first;
			System.out.printf(Locale.ROOT, "round %2d: %d jobs in %5d ms alone, %5d ms among %d others%s%n", round,
					MEASURED, one.toMillis(), other.toMillis(), 3 * BACKGROUND,
					(round <= WARM_UP_ROUNDS) ? " (warm-up)" : "");
			if (round > WARM_UP_ROUNDS) {
				inEmpty.add(one);
				inFull.add(other);
			}
		}
		double ratio = (double) median(inFull).toNanos() / median(inEmpty).toNanos();
		System.out.printf(Locale.ROOT, "median: %d ms alone, %d ms among %d others, ratio %.3f (limit %.1f)%n",
				median(inEmpty).toMillis(), median(inFull).toMillis(), 3 * BACKGROUND, ratio, LIMIT);
		return ratio;
	}

	private static Duration median(List<Duration> durations) {
		return durations.stream().sorted().toList().get(durations.size() / 2);
	}

	/** The jobs of a database of their own, run in this thread. */
	private static final class Queue implements AutoCloseable {

		private final String databaseName = TestDatabase.get().newDatabaseName();

		private final ConfigurableApplicationContext application;

		private final RocketJobTemplate rocketJob;

		private final JobQueue queue;

		private final MongoCollection<Document> jobs;

		Queue() {
			this.application = new SpringApplicationBuilder(CostApplication.class, RocketJobTestConfiguration.class)
				.run("--rocketjob.server.enabled=false", "--logging.level.io.rocketjob=off",
						"--spring.mongodb.uri=" + TestDatabase.get().connectionString(),
						"--spring.mongodb.database=" + this.databaseName);
			this.rocketJob = this.application.getBean(RocketJobTemplate.class);
			this.queue = this.application.getBean(JobQueue.class);
			this.jobs = this.application.getBean(MongoDatabaseFactory.class)
				.getMongoDatabase()
				.getCollection("rocketjob.jobs");
		}

		/** Makes one job of each kind the usual way, and many copies of it. */
		void addBackground() {
			JobInstance<Void> scheduled = this.rocketJob.create(IdleJob.class, null,
					(options) -> options.runAt(Instant.now().plus(Duration.ofDays(30))));
			JobInstance<Void> failed = this.rocketJob.create(FailingJob.class, null);
			JobInstance<Void> kept = this.rocketJob.create(IdleJob.class, null,
					(options) -> options.destroyOnComplete(false));
			this.queue.drain();
			copy(scheduled, JobState.QUEUED);
			copy(failed, JobState.FAILED);
			copy(kept, JobState.COMPLETED);
			System.out.println(this.jobs.countDocuments() + " other jobs are there");
		}

		private void copy(JobInstance<Void> original, JobState expected) {
			JobInstance<Void> present = original.reload();
			if (present.state() != expected) {
				throw new IllegalStateException("The job to copy is " + present.state() + ", not " + expected);
			}
			Document document = this.jobs.find(new Document("_id", present.id())).first();
			for (int done = 0; done < BACKGROUND; done += BATCH) {
				List<Document> copies = new ArrayList<>();
				for (int i = 0; i < BATCH; i++) {
					copies.add(new Document(document).append("_id", new ObjectId()));
				}
				this.jobs.insertMany(copies);
			}
		}

		Duration measure() {
			this.rocketJob.createAll(IdleJob.class, Collections.nCopies(MEASURED, null));
			long start = System.nanoTime();
			int ran = this.queue.drain().size();
			Duration took = Duration.ofNanos(System.nanoTime() - start);
			if (ran != MEASURED) {
				throw new IllegalStateException(ran + " jobs were run instead of " + MEASURED);
			}
			return took;
		}

		@Override
		public void close() {
			this.application.close();
			TestDatabase.get().dropDatabase(this.databaseName);
		}

	}

}
