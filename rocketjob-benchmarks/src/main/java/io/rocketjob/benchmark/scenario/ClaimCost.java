package io.rocketjob.benchmark.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import io.rocketjob.benchmark.bare.JobCopies;
import io.rocketjob.benchmark.report.Measurement;
import io.rocketjob.benchmark.report.Statistics;
import io.rocketjob.benchmark.rocketjob.ManyClasses;
import io.rocketjob.mongo.QueryPlan;
import org.bson.Document;

/**
 * What jobs cost when many others are there: each kind of others in a database of its
 * own, in rounds that take turns, by the median.
 */
final class ClaimCost implements Scenario {

	private static final int FEW = 1_000;

	private static final int PRIORITY = 50;

	/** What may be left of the measured jobs. */
	private static final Document UNFINISHED = new Document("priority", PRIORITY)
		.append("state", new Document("$in", List.of("queued", "running")))
		.append("dueAt", null);

	/**
	 * By how much the commands of a job may be more when many others are there. Not its
	 * time, which differs by more than that between rounds on a machine that others use.
	 */
	private static final double LIMIT = 1.2;

	/** Looks that come by time rather than by job, in rounds this short. */
	private static final double BY_TIME = 0.02;

	@Override
	public String name() {
		return "claim-cost";
	}

	@Override
	public String title() {
		return "no-op jobs on 1 server among others, median of rounds; bare: the loop, by groups or not as the server";
	}

	@Override
	public void run(Harness harness) {
		int measured = harness.size().pick(400, 3_000, 10_000);
		int rounds = harness.size().pick(2, 5, 7);
		Map<Background, Lane> lanes = new EnumMap<>(Background.class);
		try {
			for (Background background : Background.values()) {
				lanes.put(background, new Lane(harness, background, others(harness, background), measured));
			}
			for (int round = -1; round < rounds; round++) {
				List<Lane> order = new ArrayList<>(lanes.values());
				if (round % 2 == 0) {
					Collections.reverse(order);
				}
				for (Lane lane : order) {
					lane.round(measured, round >= 0);
				}
				harness.progress((round < 0) ? "warm-up round" : "round " + (round + 1) + " of " + rounds);
			}
			report(harness, lanes);
		}
		finally {
			for (Lane lane : lanes.values()) {
				lane.close();
			}
		}
	}

	private static int others(Harness harness, Background background) {
		return background.isFew() ? FEW : harness.others();
	}

	private void report(Harness harness, Map<Background, Lane> lanes) {
		Measurement first = lanes.values().iterator().next().row(name());
		double few = first.rate();
		List<String> notFlat = new ArrayList<>();
		for (Map.Entry<Background, Lane> entry : lanes.entrySet()) {
			Lane lane = entry.getValue();
			Measurement row = lane.row(name());
			String share = String.format(Locale.ROOT, "%.2f of the first row", row.rate() / few);
			harness.add(row.note(share).note(lane.plan));
			if (commands(row) > LIMIT * commands(first) + BY_TIME && harness.size() != Size.SMALL) {
				notFlat.add(row.row());
			}
		}
		if (!notFlat.isEmpty()) {
			throw new IllegalStateException(
					"Jobs take more than " + LIMIT + " times the commands " + String.join(", ", notFlat));
		}
	}

	private static double commands(Measurement row) {
		return Objects.requireNonNull(row.commandsPerUnit());
	}

	/** One kind of others, with the servers that work among them. */
	private static final class Lane implements AutoCloseable {

		private final Harness harness;

		private final Background background;

		private final int others;

		private final JobCopies copies;

		private final Fleet rocketJob;

		private final Fleet bare;

		private final List<Drain> drains = new ArrayList<>();

		private final List<Double> bareRates = new ArrayList<>();

		private String plan = "";

		Lane(Harness harness, Background background, int others, int measured) {
			this.harness = harness;
			this.background = background;
			this.others = others;
			this.copies = harness.copies();
			this.rocketJob = harness.fleet("cost",
					Spec.rocketJob("--classes=" + background.classes(), "--limit=" + measured), 1);
			String types = IntStream.range(0, background.classes())
				.mapToObj(ManyClasses::name)
				.collect(Collectors.joining(","));
			String mode = harness.options().isWithoutGroups() ? "single" : "group";
			Spec loop = Spec.bareJobs(2, harness.sampleArgument(), "--types=" + types, "--mode=" + mode);
			// among the same others: only one of them works at a time
			this.bare = harness.fleet("bare", loop, 1, this.rocketJob.database());
			fill(this.rocketJob.database());
			harness.progress("made " + others + " others: " + background.label(others));
		}

		private void fill(MongoDatabase database) {
			long present = database.getCollection(JobCopies.COLLECTION).countDocuments();
			this.copies.insert(database, (int) (this.others - present),
					(job, number) -> this.background.apply(job, number));
		}

		void round(int measured, boolean counts) {
			Drain drain = measure(this.rocketJob, measured);
			double bareRate = measure(this.bare, measured).rate();
			if (counts) {
				this.drains.add(drain);
				this.bareRates.add(bareRate);
			}
		}

		private Drain measure(Fleet fleet, int measured) {
			this.copies.insert(fleet.database(), measured,
					(job, number) -> job.append("type", ManyClasses.name(number % this.background.classes()))
						.append("priority", PRIORITY));
			this.plan = explain(fleet.database());
			Drain drain = fleet.drain(measured);
			// a claim that was cut off when the server was paused would be given back
			// later
			fleet.database().getCollection(JobCopies.COLLECTION).deleteMany(UNFINISHED);
			// those of lower priority have their turn until the server is paused
			fill(fleet.database());
			return drain;
		}

		/** What the database says that it reads for one claim. */
		private String explain(MongoDatabase database) {
			if (this.harness.server().isEmbedded()) {
				return "";
			}
			Document find = new Document("find", JobCopies.COLLECTION)
				.append("filter",
						new Document("claimable", true).append("type", new Document("$in",
								IntStream.range(0, this.background.classes()).mapToObj(ManyClasses::name).toList())))
				.append("sort", new Document("priority", 1).append("_id", 1))
				.append("limit", 1)
				.append("hint", "claim");
			try {
				return reads(database.runCommand(new Document("explain", find).append("verbosity", "executionStats")));
			}
			catch (MongoCommandException ex) {
				return "the server does not say what a claim reads";
			}
		}

		private static String reads(Document explained) {
			Document stats = explained.get("executionStats", new Document());
			return stats.containsKey("totalKeysExamined")
					? "a claim reads " + stats.get("totalKeysExamined") + " keys, " + stats.get("totalDocsExamined")
							+ " documents"
					: QueryPlan.sorts(explained) ? "a claim sorts what matches" : "a claim reads the index in order";
		}

		Measurement row(String scenario) {
			double rate = Statistics.median(this.drains.stream().map(Drain::rate).toList());
			Measurement last = this.drains.get(this.drains.size() - 1)
				.row(scenario, this.background.label(this.others), "jobs/s", this.drains.get(0).count());
			return Measurement.of(scenario, last.row(), rate, last.unit())
				.bare(Statistics.median(this.bareRates))
				.cost(last.commandsPerUnit(), last.inVainPercent(), last.examinedPerUnit());
		}

		@Override
		public void close() {
			this.rocketJob.close();
			this.bare.close();
		}

	}

}
