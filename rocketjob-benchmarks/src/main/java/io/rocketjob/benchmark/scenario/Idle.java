package io.rocketjob.benchmark.scenario;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.mongodb.client.MongoDatabase;
import io.rocketjob.benchmark.process.ContenderProcess;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.report.Measurement;

/** What servers ask of the database that have nothing to do. */
final class Idle implements Scenario {

	private static final String UNIT = "commands/s, less is better";

	/** One claim each poll interval, and one heartbeat each heartbeat interval. */
	private static final double LEAST = 1 / 5.0 + 1 / 15.0;

	private static final Spec SMALL = Spec.rocketJob()
		.heap("96m")
		.options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

	private static final Spec SILENT = Spec.rocketJob("--rocketjob.events.enabled=false")
		.heap("512m")
		.options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

	@Override
	public String name() {
		return "idle";
	}

	@Override
	public String title() {
		return "commands a second of all servers together; bare: a claim each 5 s and a heartbeat each 15 s (computed)";
	}

	@Override
	public void run(Harness harness) {
		int seconds = harness.size().pick(5, 30, 60);
		withEvents(harness, seconds);
		withoutEvents(harness, seconds);
	}

	private void withEvents(Harness harness, int seconds) {
		int[] counts = (harness.size() == Size.SMALL) ? new int[] { 1, 2 } : new int[] { 1, 2, 4, 16 };
		MongoDatabase database = harness.newDatabase("idle");
		try (Fleet many = harness.fleet("classes", SMALL.with(List.of("--classes=200")), 1);
				Fleet fleet = harness.fleet("idle", SMALL, 0, database)) {
			many.start();
			for (int count : counts) {
				while (fleet.processes().size() < count) {
					add(harness, fleet, SMALL);
				}
				ContenderReport before = fleet.report();
				ContenderReport beforeOfMany = many.report();
				Fleet.sleep(seconds * 1000L);
				ContenderReport used = fleet.report().since(before);
				ContenderReport usedByMany = many.report().since(beforeOfMany);
				report(harness, SimpleJobs.row("1 job class", count), count, seconds, used);
				if (count == 1) {
					report(harness, "200 job classes, 1 server", 1, seconds, usedByMany);
				}
			}
		}
	}

	/** As it is without what polling events costs. */
	private void withoutEvents(Harness harness, int seconds) {
		int each = harness.size().pick(2, 25, 25);
		int processes = harness.size().pick(2, 4, 4);
		MongoDatabase database = harness.newDatabase("silent");
		try (Fleet fleet = harness.fleet("silent", SMALL, 0, database)) {
			add(harness, fleet, SILENT.with(List.of("--servers=1")));
			measure(harness, fleet, "without events, 1 server", 1, seconds);
		}
		try (Fleet fleet = harness.fleet("silent", SMALL, 0, database)) {
			for (int i = 0; i < processes; i++) {
				add(harness, fleet, SILENT.with(List.of("--servers=" + each)));
			}
			int servers = processes * each;
			measure(harness, fleet, "without events, " + servers + " servers in " + processes + " processes", servers,
					seconds);
		}
	}

	/** One after the other, as each needs the processor for its start. */
	private static void add(Harness harness, Fleet fleet, Spec spec) {
		ContenderProcess process = harness.process("idle", spec, fleet.database());
		fleet.processes().add(process);
		process.awaitReady();
		process.sendStart();
		process.awaitStarted();
	}

	private void measure(Harness harness, Fleet fleet, String label, int servers, int seconds) {
		// until all know of each other
		Fleet.sleep(seconds * 1000L);
		ContenderReport before = fleet.report();
		Fleet.sleep(seconds * 1000L);
		report(harness, label, servers, seconds, fleet.report().since(before));
	}

	private void report(Harness harness, String label, int servers, int seconds, ContenderReport used) {
		harness.add(Measurement.of(name(), label, (double) used.commandCount() / seconds, UNIT)
			.bare(servers * LEAST)
			.note("in " + seconds + " s: "
					+ used.commands()
						.entrySet()
						.stream()
						.filter((entry) -> entry.getValue() > 0)
						.map(Map.Entry::toString)
						.collect(Collectors.joining(" "))));
	}

}
