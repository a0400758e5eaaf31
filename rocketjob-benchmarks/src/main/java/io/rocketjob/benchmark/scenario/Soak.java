package io.rocketjob.benchmark.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import io.rocketjob.benchmark.bare.JobCopies;
import io.rocketjob.benchmark.process.ContenderProcess;
import io.rocketjob.benchmark.report.Measurement;
import io.rocketjob.mongo.DatabaseErrors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Kills servers again and again while jobs are created and run, and disturbs the database
 * by a command if there is one, and then looks whether what is promised was kept.
 */
final class Soak implements Scenario {

	private static final int SERVERS = 3;

	private static final int BULK = 500;

	private static final int BACKLOG = 2_000;

	private static final long KILL_EVERY_NANOS = TimeUnit.SECONDS.toNanos(4);

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
		return "3 servers of which one is killed every 4 s and replaced, with --disturb also the database; then an audit";
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

		/**
		 * Killed servers of which it could not be read what they held, as the database
		 * was away: what they have begun may be run again.
		 */
		private final Set<Long> unread = new HashSet<>();

		private int created;

		private int kills;

		private int ended;

		Run(Harness harness, MongoDatabase database, ContenderProcess creator, Fleet servers) {
			this.harness = harness;
			this.database = database;
			this.creator = creator;
			this.servers = servers;
		}

		void go() {
			long start = System.nanoTime();
			create(); // with the batch, before anything is disturbed
			String disturbed = work(start + this.harness.options().duration().toNanos());
			this.harness.progress(this.created + " jobs created, " + this.kills + " servers killed" + disturbed
					+ "; waiting for the rest");
			this.harness.await("no job is left", () -> Objects.equals(ifThere(this::left), 0L));
			audit((System.nanoTime() - start) / 1e9, disturbed);
		}

		private String work(long end) {
			Disturbance disturbance = this.harness.options().disturbance();
			if (disturbance == null) {
				workUntil(end);
				return "";
			}
			Disturber disturber = Disturber.start(disturbance, Disturber.PATIENCE,
					this.harness.directory().resolve("logs").resolve("disturb.log"));
			try (disturber) {
				workUntil(end);
			}
			return ", database disturbed " + disturber.count() + " times (" + disturber.failures()
					+ " of these commands failed)";
		}

		private void workUntil(long end) {
			long nextKill = System.nanoTime() + KILL_EVERY_NANOS;
			while (System.nanoTime() < end) {
				Long left = ifThere(this::left);
				if (left != null && left < BACKLOG) {
					create();
				}
				replaceEnded();
				if (System.nanoTime() > nextKill) {
					killOne();
					nextKill = System.nanoTime() + KILL_EVERY_NANOS;
				}
				Fleet.sleep(20);
			}
		}

		private void create() {
			this.creator.create(BULK);
			this.created += BULK;
		}

		private long left() {
			return this.database.getCollection(JobCopies.COLLECTION).countDocuments(new Document("type", "SoakJob"));
		}

		/** Reads from the database, which may be away only where it is disturbed. */
		private <T> @Nullable T ifThere(Supplier<@Nullable T> read) {
			try {
				return read.get();
			}
			catch (MongoException ex) {
				if (this.harness.options().disturbance() == null || !DatabaseErrors.isPassing(ex)) {
					throw ex;
				}
				return null;
			}
		}

		/** This benchmark ends a process whose first question finds no database. */
		private void replaceEnded() {
			for (int index = 0; index < this.servers.processes().size(); index++) {
				ContenderProcess server = this.servers.processes().get(index);
				if (!server.isAlive()) {
					if (this.harness.options().disturbance() == null) {
						throw new IllegalStateException("A server has ended by itself: pid " + server.pid());
					}
					this.ended++;
					replace(index);
				}
			}
		}

		private void replace(int index) {
			ContenderProcess replacement = this.harness.process("soak", SERVER, this.database);
			replacement.sendStart();
			this.servers.processes().set(index, replacement);
		}

		private void killOne() {
			int index = this.random.nextInt(this.servers.processes().size());
			ContenderProcess victim = this.servers.processes().get(index);
			if (ifThere(() -> registration(victim)) == null) {
				// it still starts, and holds nothing
				return;
			}
			victim.kill();
			this.kills++;
			// others see that it is dead only after four heartbeats, so what it held can
			// be read meanwhile
			List<Integer> numbers = ifThere(() -> heldBy(victim));
			if (numbers != null) {
				this.held.addAll(numbers);
			}
			else if (this.harness.options().disturbance() != null) {
				this.unread.add(victim.pid());
			}
			else {
				throw new IllegalStateException("What a killed server held could not be read in time");
			}
			replace(index);
		}

		private @Nullable List<Integer> heldBy(ContenderProcess server) {
			Document registration = registration(server);
			if (registration == null) {
				return null;
			}
			List<Integer> numbers = new ArrayList<>();
			this.database.getCollection(JobCopies.COLLECTION)
				.find(new Document("claim.server", registration.get("_id")).append("type", "SoakJob"))
				.forEach((job) -> numbers.add(job.getEmbedded(List.of("fields", "number"), Integer.class)));
			return numbers;
		}

		private @Nullable Document registration(ContenderProcess server) {
			return this.database.getCollection("rocketjob.servers").find(new Document("pid", server.pid())).first();
		}

		private void audit(double seconds, String disturbed) {
			// by which processes each job was run
			Map<Integer, List<Long>> runs = new TreeMap<>();
			this.database.getCollection(RUNS)
				.find()
				.forEach((run) -> runs.computeIfAbsent(run.getInteger("number"), (number) -> new ArrayList<>())
					.add(run.getLong("pid")));
			JsonNode details = this.creator.details();
			List<String> problems = new ArrayList<>();
			Set<Integer> unsure = unsure(details.get("unsure"));
			for (int number = 0; number < details.get("numbers").asInt(); number++) {
				if (!runs.containsKey(number) && !unsure.contains(number)) {
					problems.add("job " + number + " was never run");
				}
			}
			runs.forEach((number, by) -> {
				if (by.size() > 1 && !this.held.contains(number) && by.stream().noneMatch(this.unread::contains)) {
					problems.add("job " + number + " was run " + by.size() + " times, and no killed server held it");
				}
			});
			String batch = details.get("batch").asString();
			if (!batch.equals("exactly once")) {
				problems.add("the batch: " + batch);
			}
			long again = runs.values().stream().filter((by) -> by.size() > 1).count();
			this.harness.add(Measurement.of(name(), "jobs created, run and audited", this.created / seconds, "jobs/s")
				.note(this.created + " jobs, " + this.kills + " servers killed" + disturbed + ", " + this.held.size()
						+ " jobs held by them, " + again + " run again; batch output " + batch)
				.note(unsure.isEmpty() ? "" : unsure.size() + " more jobs whose creation has failed")
				.note((this.ended > 0) ? this.ended + " processes found no database when they began, and were replaced"
						: "")
				.note(problems.isEmpty() ? "audit passed" : "AUDIT FAILED"));
			if (!problems.isEmpty()) {
				throw new IllegalStateException(problems.size() + " problems, among them "
						+ String.join("; ", problems.subList(0, Math.min(10, problems.size()))));
			}
		}

		private static Set<Integer> unsure(JsonNode ranges) {
			Set<Integer> numbers = new HashSet<>();
			for (JsonNode range : ranges) {
				int first = range.get(0).asInt();
				IntStream.range(first, first + range.get(1).asInt()).forEach(numbers::add);
			}
			return numbers;
		}

	}

}
