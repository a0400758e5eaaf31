package io.rocketjob.benchmark.scenario;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoDatabase;
import io.rocketjob.benchmark.bare.BareSlices;
import io.rocketjob.benchmark.report.Measurement;

/**
 * Records that nothing is done with, so that what is measured is the slices.
 */
final class Batches implements Scenario {

	private static final String INPUT = "rocketjob.inputs.";

	@Override
	public String name() {
		return "batch";
	}

	@Override
	public String title() {
		return "records that cost nothing, 10 workers a server; bare: claim, unpack, insert output, delete, 2 threads";
	}

	@Override
	public void run(Harness harness) {
		for (Variant variant : variants(harness.size())) {
			measure(harness, variant);
		}
	}

	private static List<Variant> variants(Size size) {
		if (size == Size.SMALL) {
			return List.of(new Variant(100, "compressed", true, 1));
		}
		return List.of(new Variant(100, "none", false, 1), new Variant(100, "compressed", false, 1),
				new Variant(100, "compressed", true, 1), new Variant(100, "compressed", true, 2),
				new Variant(100, "compressed", true, 4), new Variant(1000, "none", true, 1),
				new Variant(1000, "compressed", true, 1), new Variant(1000, "compressed", true, 2),
				new Variant(1000, "compressed", true, 4));
	}

	private void measure(Harness harness, Variant variant) {
		int slices = harness.size().pick(40, (variant.slice == 100) ? 2_000 : 400, 5_000);
		int records = slices * variant.slice;
		MongoDatabase originals = harness.newDatabase("slices");
		Spec spec = Spec.rocketJob(variant.arguments("--workload=batch")).heap("1g");
		try (Fleet fleet = harness.fleet("batch", spec, variant.servers)) {
			fleet.warmUp(records / 2);
			harness.await("the batch of the warm-up is gone", () -> inputs(fleet.database()).isEmpty());
			fleet.first().create(records);
			BareSlices.copy(fleet.database().getCollection(inputs(fleet.database()).get(0)), originals);
			Drain drain = fleet.drain(records);
			double bare = bare(harness, variant, originals, records);
			Measurement row = drain.row(name(), variant.toString(), "records/s", slices).bare(bare).withoutClaims();
			harness.add(row.note(Math.round(slices / drain.seconds()) + " slices/s, costs are for a slice"));
		}
	}

	private static double bare(Harness harness, Variant variant, MongoDatabase originals, int records) {
		Spec spec = Spec.bareSlices(2, variant.arguments());
		try (Fleet fleet = harness.fleet("bare", spec, variant.servers)) {
			BareSlices.copy(originals.getCollection(BareSlices.COLLECTION), fleet.database());
			fleet.drain(records); // warms it up
			fleet.database().getCollection(BareSlices.OUTPUT).drop();
			BareSlices.copy(originals.getCollection(BareSlices.COLLECTION), fleet.database());
			return fleet.drain(records).rate();
		}
		finally {
			originals.drop();
		}
	}

	private static List<String> inputs(MongoDatabase database) {
		List<String> names = database.listCollectionNames().into(new ArrayList<>());
		names.removeIf((name) -> !name.startsWith(INPUT));
		return names;
	}

	/**
	 * One kind of batch.
	 *
	 * @param slice how many records a slice has
	 * @param serializer how it is stored
	 * @param output whether there is output
	 * @param servers how many servers work on it
	 */
	private record Variant(int slice, String serializer, boolean output, int servers) {

		String[] arguments(String... more) {
			List<String> arguments = new ArrayList<>(List.of(more));
			arguments
				.addAll(List.of("--slice=" + this.slice, "--serializer=" + this.serializer, "--output=" + this.output));
			return arguments.toArray(String[]::new);
		}

		@Override
		public String toString() {
			return SimpleJobs.row(
					"slices of " + this.slice + ", " + this.serializer + (this.output ? ", output" : ", no output"),
					this.servers);
		}

	}

}
