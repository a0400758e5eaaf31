package io.rocketjob.benchmark.scenario;

import java.util.List;

import io.rocketjob.benchmark.bare.BareTransfer;
import io.rocketjob.benchmark.report.Measurement;
import tools.jackson.databind.JsonNode;

/** Files that become slices, and slices that become files. */
final class Transfer implements Scenario {

	private static final double MEGABYTE = 1e6;

	@Override
	public String name() {
		return "transfer";
	}

	@Override
	public String title() {
		return "a file of lines of about 100 bytes uploaded, and downloaded as output; bare: the same by one thread";
	}

	@Override
	public void run(Harness harness) {
		int lines = harness.size().pick(20_000, 500_000, 3_000_000);
		for (int slice : (harness.size() == Size.SMALL) ? new int[] { 1000 } : new int[] { 100, 1000 }) {
			String argument = "--slice=" + slice;
			JsonNode bare = measure(harness,
					new Spec(BareTransfer.class.getName(), 1, "1g", List.of(), List.of(argument)), lines);
			JsonNode own = measure(harness, Spec.rocketJob("--workload=transfer", argument).heap("1g"), lines);
			report(harness, "upload, slices of " + slice, "uploadNanos", own, bare, lines);
			report(harness, "download, slices of " + slice, "downloadNanos", own, bare, lines);
		}
	}

	private static JsonNode measure(Harness harness, Spec spec, int lines) {
		try (Fleet fleet = harness.fleet("transfer", spec, 1)) {
			fleet.warmUp(lines / 4);
			fleet.first().details();
			fleet.first().create(lines);
			fleet.start();
			fleet.awaitCompleted(lines / 4 + lines);
			return fleet.first().details();
		}
	}

	private void report(Harness harness, String label, String nanos, JsonNode own, JsonNode bare, int lines) {
		double seconds = own.get(nanos).asLong() / 1e9;
		double megabytes = own.get("bytes").asLong() / MEGABYTE;
		harness.add(Measurement.of(name(), label, megabytes / seconds, "MB/s")
			.bare(megabytes / (bare.get(nanos).asLong() / 1e9))
			.note(Math.round(lines / seconds) + " records/s"));
	}

}
