package io.rocketjob.benchmark.scenario;

import java.util.ArrayList;
import java.util.List;
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

/** One kind of others in a database, with the servers that work among them. */
final class ClaimLane implements AutoCloseable {

	private static final int PRIORITY = 50;

	/** What may be left of the measured jobs. */
	private static final Document UNFINISHED = new Document("priority", PRIORITY)
		.append("state", new Document("$in", List.of("queued", "running")))
		.append("dueAt", null);

	private final Harness harness;

	private final Background background;

	private final int others;

	private final int measured;

	private final JobCopies copies;

	private final Fleet rocketJob;

	private final Fleet bare;

	private final List<Drain> drains = new ArrayList<>();

	private final List<Double> bareRates = new ArrayList<>();

	private String plan = "";

	ClaimLane(Harness harness, Background background, int others, int measured) {
		this.harness = harness;
		this.background = background;
		this.others = others;
		this.measured = measured;
		this.copies = harness.copies();
		this.rocketJob = harness.fleet("cost", Spec.rocketJob("--workload=" + background.workload(),
				"--classes=" + background.classes(), "--limit=" + measured), 1);
		String types = types().stream().collect(Collectors.joining(","));
		String mode = harness.options().isWithoutGroups() ? "single" : "group";
		Spec loop = Spec.bareJobs(2, harness.sampleArgument(), "--types=" + types, "--mode=" + mode);
		// among the same others: only one of them works at a time
		this.bare = harness.fleet("bare", loop, 1, this.rocketJob.database());
		fill();
		harness.progress("made " + others + " others: " + background.label(others));
	}

	private List<String> types() {
		return IntStream.range(0, this.background.classes()).mapToObj(ManyClasses::name).toList();
	}

	private void fill() {
		long present = this.rocketJob.database().getCollection(JobCopies.COLLECTION).countDocuments();
		this.copies.insertAll(this.rocketJob.database(), (int) (this.others - present), this.background::apply);
	}

	/** Lets the server of Rocket Job run jobs. */
	void ownRound(boolean counts) {
		Drain drain = measure(this.rocketJob);
		if (counts) {
			this.drains.add(drain);
		}
	}

	/** Lets the bare loop run as many. */
	void bareRound(boolean counts) {
		double rate = measure(this.bare).rate();
		if (counts) {
			this.bareRates.add(rate);
		}
	}

	private Drain measure(Fleet fleet) {
		insert();
		this.plan = explain(fleet.database());
		Drain drain = fleet.drain(this.measured);
		tidyUp();
		return drain;
	}

	private void insert() {
		this.copies.insertAll(this.rocketJob.database(), this.measured,
				(job, number) -> job.append("type", ManyClasses.name(number % this.background.classes()))
					.append("priority", PRIORITY));
	}

	private void tidyUp() {
		// a claim that was cut off when the server was paused would be given back later
		this.rocketJob.database().getCollection(JobCopies.COLLECTION).deleteMany(UNFINISHED);
		if (this.background.isRun()) {
			fill();
		}
	}

	/**
	 * What the server keeps in memory while it works, in a round of its own.
	 */
	long heapWhileWorking() {
		insert();
		long before = this.rocketJob.report().completed();
		this.rocketJob.start();
		this.rocketJob.awaitCompleted(before + this.measured / 4);
		long heap = this.rocketJob.first().liveHeap();
		this.rocketJob.awaitCompleted(before + this.measured);
		this.rocketJob.pause();
		tidyUp();
		return heap;
	}

	/** What the database says that it reads for one claim. */
	private String explain(MongoDatabase database) {
		if (this.harness.server().isEmbedded()) {
			return "";
		}
		Document find = new Document("find", JobCopies.COLLECTION)
			.append("filter", new Document("claimable", true).append("type", new Document("$in", types())))
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

	/**
	 * How its rounds relate to those of another lane beside it.
	 * @param other the other lane
	 * @return the median of the quotients
	 */
	double share(ClaimLane other) {
		return share(this.drains.stream().map(Drain::rate).toList(), other.drains.stream().map(Drain::rate).toList());
	}

	double bareShare(ClaimLane other) {
		return share(this.bareRates, other.bareRates);
	}

	private static double share(List<Double> ours, List<Double> theirs) {
		return Statistics
			.median(IntStream.range(0, ours.size()).mapToObj((round) -> ours.get(round) / theirs.get(round)).toList());
	}

	Measurement row(String scenario) {
		Measurement middle = Drain.middle(this.drains)
			.row(scenario, this.background.label(this.others), "jobs/s", this.measured);
		return Measurement.of(scenario, middle.row(), Drain.median(this.drains), middle.unit())
			.bare(Statistics.median(this.bareRates))
			.cost(middle.commandsPerUnit(), middle.inVainPercent(), middle.examinedPerUnit())
			.note(this.plan);
	}

	@Override
	public void close() {
		this.rocketJob.close();
		this.bare.close();
	}

}
