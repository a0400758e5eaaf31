package io.rocketjob.benchmark.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import com.mongodb.client.MongoDatabase;
import io.rocketjob.benchmark.bare.JobCopies;
import io.rocketjob.benchmark.process.ContenderProcess;
import io.rocketjob.benchmark.report.Measurement;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Kills servers again and again while jobs are created and run, and then looks whether
 * what is promised was kept.
 */
final class Soak implements Scenario {

	private static final int SERVERS = 3;

	private static final int BULK = 500;

	private static final int BACKLOG = 2_000;

	private static final long KILL_EVERY_MILLIS = 4_000;

	private static final String RUNS = "soak.runs";

	private static final Spec SERVER = Spec.rocketJob("--workload=soak", "--rocketjob.server.heartbeat-interval=1s")
		.workers(4)
		.heap("256m");

	@Override
	public String name() {
		return "soak";
	}

	@Override
	public String title() {
		return "3 servers of which one is killed every 4 s and replaced; all is audited at the end";
	}

	@Override
	public void run(Harness harness) {
		MongoDatabase database = harness.newDatabase("soak");
		int lines = harness.size().pick(20_000, 100_000, 1_000_000);
		try (Fleet creator = harness.fleet("creator", SERVER.with(List.of("--lines=" + lines)), 1, database);
				Fleet servers = harness.fleet("soak", SERVER, SERVERS, database)) {
			servers.start();
			new Run(harness, database, creator.first(), servers).go();
		}
	}

	/** What is known while it goes on. */
	private final class Run {

		private final Harness harness;

		private final MongoDatabase database;

		private final ContenderProcess creator;

		private final Fleet servers;

		private final Random random = new Random(1);

		/** The jobs that killed servers held: these may be run again. */
		private final Set<Integer> held = new HashSet<>();

		private int created;

		private int kills;

		Run(Harness harness, MongoDatabase database, ContenderProcess creator, Fleet servers) {
			this.harness = harness;
			this.database = database;
			this.creator = creator;
			this.servers = servers;
		}

		void go() {
			long start = System.nanoTime();
			long end = start + this.harness.duration().toNanos();
			long nextKill = start + KILL_EVERY_MILLIS * 1_000_000;
			while (System.nanoTime() < end) {
				if (left() < BACKLOG) {
					this.creator.create(BULK);
					this.created += BULK;
				}
				if (System.nanoTime() > nextKill) {
					killOne();
					nextKill = System.nanoTime() + KILL_EVERY_MILLIS * 1_000_000;
				}
				Fleet.sleep(20);
			}
			this.harness
				.progress(this.created + " jobs created, " + this.kills + " servers killed; waiting for the rest");
			this.harness.await("no job is left", () -> left() == 0);
			double seconds = (System.nanoTime() - start) / 1e9;
			audit(seconds);
		}

		private long left() {
			return this.database.getCollection(JobCopies.COLLECTION).countDocuments(new Document("type", "SoakJob"));
		}

		private void killOne() {
			int index = this.random.nextInt(this.servers.processes().size());
			ContenderProcess victim = this.servers.processes().get(index);
			if (registration(victim) == null) {
				// it still starts, and holds nothing
				return;
			}
			victim.kill();
			this.kills++;
			// others see that it is dead only after four heartbeats, so what it held can
			// be
			// read meanwhile
			Document registration = registration(victim);
			if (registration == null) {
				throw new IllegalStateException("What a killed server held could not be read in time");
			}
			this.database.getCollection(JobCopies.COLLECTION)
				.find(new Document("claim.server", registration.get("_id")).append("type", "SoakJob"))
				.forEach((job) -> this.held.add(job.getEmbedded(List.of("fields", "number"), Integer.class)));
			ContenderProcess replacement = this.harness.process("soak", SERVER, this.database);
			replacement.sendStart();
			this.servers.processes().set(index, replacement);
		}

		private @Nullable Document registration(ContenderProcess server) {
			return this.database.getCollection("rocketjob.servers").find(new Document("pid", server.pid())).first();
		}

		private void audit(double seconds) {
			Map<Integer, Integer> runs = new TreeMap<>();
			this.database.getCollection(RUNS)
				.find()
				.forEach((run) -> runs.merge(run.getInteger("number"), 1, Integer::sum));
			List<String> problems = new ArrayList<>();
			for (int number = 0; number < this.created; number++) {
				if (!runs.containsKey(number)) {
					problems.add("job " + number + " was never run");
				}
			}
			runs.forEach((number, times) -> {
				if (times > 1 && !this.held.contains(number)) {
					problems.add("job " + number + " was run " + times + " times, and no killed server held it");
				}
			});
			String batch = this.creator.details().get("batch").asString();
			if (!batch.equals("exactly once")) {
				problems.add("the batch: " + batch);
			}
			long again = runs.values().stream().filter((times) -> times > 1).count();
			this.harness.add(Measurement.of(name(), "jobs created, run and audited", this.created / seconds, "jobs/s")
				.note(this.created + " jobs, " + this.kills + " servers killed, " + this.held.size()
						+ " jobs held by them, " + again + " run again; batch output " + batch)
				.note(problems.isEmpty() ? "audit passed" : "AUDIT FAILED"));
			if (!problems.isEmpty()) {
				throw new IllegalStateException(problems.size() + " problems, among them "
						+ String.join("; ", problems.subList(0, Math.min(10, problems.size()))));
			}
		}

	}

}
