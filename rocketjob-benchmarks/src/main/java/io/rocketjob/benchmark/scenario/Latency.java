package io.rocketjob.benchmark.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.mongodb.client.MongoDatabase;
import io.rocketjob.benchmark.bare.BareLatency;
import io.rocketjob.benchmark.process.ContenderProcess;
import io.rocketjob.benchmark.report.Measurement;
import io.rocketjob.benchmark.report.Statistics;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How long a job waits for its start on an idle system. */
final class Latency implements Scenario {

	private static final String UNIT = "ms, less is better";

	private static final double[] PERCENTILES = { 50, 99, 99.9 };

	@Override
	public String name() {
		return "latency";
	}

	@Override
	public String title() {
		return "from create to start on an idle server; bare: insert, wake a thread, claim";
	}

	@Override
	public void run(Harness harness) {
		int count = harness.size().pick(100, 2_000, 10_000);
		Spec bareSpec = new Spec(BareLatency.class.getName(), 1, "512m", List.of(), List.of(harness.sampleArgument()));
		List<Double> bare = sameProcess(harness, bareSpec, count);
		report(harness, "same process", sameProcess(harness, Spec.rocketJob("--workload=latency"), count), bare, "");
		report(harness, "other process", otherProcess(harness), null,
				"told by an event; polled where the server has no tailable cursors");
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

	private static List<Double> otherProcess(Harness harness) {
		int count = harness.size().pick(50, 500, 2_000);
		int warmUp = count / 5;
		MongoDatabase database = harness.newDatabase("latency");
		Spec spec = Spec.rocketJob("--workload=latency", "--wait=false");
		try (Fleet creator = harness.fleet("creator", spec, 1, database);
				Fleet server = harness.fleet("latency", spec, 1, database)) {
			server.start();
			for (int created = 1; created <= warmUp + count; created++) {
				creator.first().create(1);
				server.awaitCompleted(created);
			}
			return latencies(server.first(), warmUp);
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

}
