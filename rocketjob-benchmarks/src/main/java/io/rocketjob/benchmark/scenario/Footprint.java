package io.rocketjob.benchmark.scenario;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.rocketjob.benchmark.bare.BareApplication;
import io.rocketjob.benchmark.report.Measurement;
import io.rocketjob.benchmark.report.Statistics;
import io.rocketjob.benchmark.rocketjob.StarterApplication;
import tools.jackson.databind.JsonNode;

/**
 * What the starter adds to an application that has Spring Data MongoDB: new processes in
 * turn, by the median of what differs between neighbours.
 */
final class Footprint implements Scenario {

	private static final Path CLASSES = Path.of("target", "classes");

	/** What is on the class path only by other systems that are measured. */
	private static final String OF_OTHERS = "jobrunr|-batch";

	/** What an application has on its class path only by the starter. */
	private static final String OF_STARTER = OF_OTHERS + "|rocketjob-(core|spring-boot)|zstd-jni|fastcsv";

	/** What the starter brings to validate the fields of jobs. */
	private static final String OF_VALIDATION = "|validat|classmate|jboss-logging|tomcat-embed-el";

	@Override
	public String name() {
		return "footprint";
	}

	@Override
	public String title() {
		return "what the starter takes with 10 idle workers, medians; bare: the application with Spring Data MongoDB only";
	}

	@Override
	public void run(Harness harness) {
		int rounds = harness.size().pick(1, 7, 15);
		List<Sample> starter = new ArrayList<>();
		List<Sample> bare = new ArrayList<>();
		List<Sample> validating = new ArrayList<>();
		// the first round finds files that are not in memory yet
		for (int round = (harness.size() == Size.SMALL) ? 0 : -1; round < rounds; round++) {
			Sample ofBare = measure(harness, BareApplication.class, OF_STARTER + OF_VALIDATION);
			Sample ofStarter = measure(harness, StarterApplication.class, OF_OTHERS);
			Sample ofValidating = measure(harness, BareApplication.class, OF_STARTER);
			if (round >= 0) {
				bare.add(ofBare);
				starter.add(ofStarter);
				validating.add(ofValidating);
			}
		}
		report(harness, "", starter, bare);
		report(harness, ", beside one that validates", starter, validating);
	}

	private static Sample measure(Harness harness, Class<?> main, String absent) {
		Spec spec = Spec.of(main.getName()).options("-cp", classPathWithout(Pattern.compile(absent)));
		try (Fleet fleet = harness.fleet("footprint", spec, 1)) {
			// so that what is done once is over, and most of what is done now and then
			Fleet.sleep(harness.size().pick(500, 6_000, 20_000));
			return new Sample(fleet.first().details(), fleet.first().liveHeap());
		}
	}

	private static String classPathWithout(Pattern absent) {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
			.filter((entry) -> !absent.matcher(name(Path.of(entry))).find())
			.collect(Collectors.joining(File.pathSeparator));
	}

	/** That of the jar, or of the module whose classes are in a directory. */
	private static String name(Path entry) {
		Path named = entry.endsWith(CLASSES) ? entry.resolve("../..").normalize() : entry;
		Path last = named.getFileName();
		return (last != null) ? last.toString() : "";
	}

	private void report(Harness harness, String beside, List<Sample> starter, List<Sample> bare) {
		row(harness, "start until ready" + beside, "s", values(starter, "readyMillis", 1e3),
				values(bare, "readyMillis", 1e3));
		row(harness, "start until registered" + beside, "s", values(starter, "registeredMillis", 1e3),
				values(bare, "readyMillis", 1e3));
		row(harness, "CPU until ready" + beside, "s", values(starter, "readyCpuNanos", 1e9),
				values(bare, "readyCpuNanos", 1e9));
		row(harness, "live heap" + beside, "MB", starter.stream().map((sample) -> sample.heap() / 1e6).toList(),
				bare.stream().map((sample) -> sample.heap() / 1e6).toList());
		row(harness, "classes" + beside, "classes", values(starter, "classes", 1), values(bare, "classes", 1));
		row(harness, "threads" + beside, "threads", values(starter, "threads", 1), values(bare, "threads", 1));
	}

	private static List<Double> values(List<Sample> samples, String field, double divisor) {
		return samples.stream().map((sample) -> sample.details().get(field).asDouble() / divisor).toList();
	}

	private void row(Harness harness, String label, String unit, List<Double> starter, List<Double> bare) {
		List<Double> ratios = new ArrayList<>();
		List<Double> differences = new ArrayList<>();
		for (int round = 0; round < starter.size(); round++) {
			ratios.add(starter.get(round) / bare.get(round));
			differences.add(starter.get(round) - bare.get(round));
		}
		harness.add(Measurement.of(name(), label, Statistics.median(starter), unit + ", less is better")
			.bare(Statistics.median(bare))
			.note(String.format(Locale.ROOT, "%.2f times, %.2f %s more by the median of %d pairs",
					Statistics.median(ratios), Statistics.median(differences), unit, ratios.size())));
	}

	/**
	 * A process.
	 *
	 * @param details what it tells
	 * @param heap what it keeps in its heap, in bytes
	 */
	private record Sample(JsonNode details, long heap) {
	}

}
