package io.rocketjob.benchmark.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import com.mongodb.client.MongoDatabase;
import io.rocketjob.benchmark.bare.BareDistantLatency;
import io.rocketjob.benchmark.bare.BareLatency;
import io.rocketjob.benchmark.process.ContenderProcess;
import io.rocketjob.benchmark.report.Measurement;
import io.rocketjob.benchmark.report.Statistics;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How long a job waits for its start on an idle system. */
final class Latency implements Scenario {

	private static final String UNIT = "ms, less is better";

	/** In milliseconds. */
	private static final int LONGEST_PAUSE = 150;

	private static final double[] PERCENTILES = { 50, 99, 99.9 };

	@Override
	public String name() {
		return "latency";
	}

	@Override
	public String title() {
		return "from create to start on an idle server; bare: insert, wake a thread or write an event, claim";
	}

	@Override
	public void run(Harness harness) {
		int count = harness.size().pick(100, 2_000, 10_000);
		Spec bareSpec = new Spec(BareLatency.class.getName(), 1, "512m", List.of(), List.of(harness.sampleArgument()));
		List<Double> bare = sameProcess(harness, bareSpec, count);
		report(harness, "same process", sameProcess(harness, Spec.rocketJob("--workload=latency"), count), bare, "");
		otherProcess(harness);
	}

	private static List<Double> sameProcess(Harness harness, Spec spec, int count) {
		try (Fleet fleet = harness.fleet("latency", spec, 1)) {
			fleet.start();
			int warmUp = count / 4;
			fleet.first().create(warmUp);
			fleet.first().create(count);
			return latencies(fleet.first(), warmUp);
		}
	}

	/**
	 * Jobs by turns with those of the bare loop, at any moment between two polls of
	 * either.
	 */
	private void otherProcess(Harness harness) {
		int count = harness.size().pick(50, 500, 2_000);
		int warmUp = count / 5;
		Spec bareSpec = new Spec(BareDistantLatency.class.getName(), 1, "512m", List.of(),
				List.of(harness.sampleArgument()));
		Random random = new Random(1);
		try (Couple own = new Couple(harness, "distant", Spec.rocketJob("--workload=latency", "--wait=false"));
				Couple bare = new Couple(harness, "bare", bareSpec)) {
			for (int created = 1; created <= warmUp + count; created++) {
				own.turn(created);
				bare.turn(created);
				Fleet.sleep(random.nextInt(LONGEST_PAUSE));
			}
			report(harness, "other process", latencies(own.server(), warmUp), latencies(bare.server(), warmUp),
					"told by an event; bare: " + bare.server().awaitReady());
		}
	}

	private static List<Double> latencies(ContenderProcess process, int skipped) {
		List<Double> millis = new ArrayList<>();
		for (JsonNode each : process.details().get("latencies")) {
			millis.add(each.asLong() / 1e3);
		}
		return millis.subList(skipped, millis.size());
	}

	private void report(Harness harness, String label, List<Double> millis, @Nullable List<Double> bare, String note) {
		for (double percent : PERCENTILES) {
			String row = label + ", p" + String.format(Locale.ROOT, (percent % 1 == 0) ? "%.0f" : "%.1f", percent);
			harness.add(Measurement.of(name(), row, Statistics.percentile(millis, percent), UNIT)
				.bare((bare != null) ? Statistics.percentile(bare, percent) : null)
				.note(millis.size() + " samples")
				.note(note));
		}
	}

	/** Who creates jobs, and in another process who runs them. */
	private static final class Couple implements AutoCloseable {

		private final Fleet creator;

		private final Fleet servers;

		Couple(Harness harness, String label, Spec spec) {
			MongoDatabase database = harness.newDatabase(label);
			this.creator = harness.fleet("creator", spec, 1, database);
			this.servers = harness.fleet(label, spec, 1, database);
			this.servers.start();
		}

		void turn(int created) {
			this.creator.first().create(1);
			this.servers.awaitCompleted(created);
		}

		ContenderProcess server() {
			return this.servers.first();
		}

		@Override
		public void close() {
			this.creator.close();
			this.servers.close();
		}

	}

}
