package io.rocketjob.benchmark.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.rocketjob.benchmark.bare.BareConversion;
import io.rocketjob.benchmark.process.CustomerFile;
import io.rocketjob.benchmark.process.SkippedException;
import io.rocketjob.benchmark.report.Measurement;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.util.ClassUtils;

/** A csv file that becomes compressed lines of JSON, as jobs, by a loop and by others. */
final class Conversions implements Scenario {

	private static final String SPRING_BATCH = "io.rocketjob.benchmark.springbatch.SpringBatchConversion";

	private static final String HEAP = "256m";

	private static final int SERVERS = 2;

	@Override
	public String name() {
		return "convert";
	}

	@Override
	public String title() {
		return "a csv file to lines of JSON in gz, each process with 256 MB; bare: the same by one thread";
	}

	@Override
	public void run(Harness harness) throws IOException {
		Integer given = harness.options().records();
		int records = (given != null) ? given : harness.size().pick(5_000, 5_000_000, 5_000_000);
		Path directory = Files.createDirectories(harness.directory().resolve("convert"));
		Path input = directory.resolve("customers.csv");
		try {
			CustomerFile.write(input, records);
			harness.progress(records + " records, " + Files.size(input) / 1_000_000 + " MB");
			Path looped = directory.resolve("loop.json.gz");
			Measurement loop = measure(harness, "loop of one thread", BareConversion.class.getName(), input, looped,
					records);
			harness.add(loop);
			Double springBatch = springBatch(harness, input, looped, records);
			rocketJob(harness, input, looped, records, loop.rate(), springBatch);
		}
		finally {
			deleteAll(directory);
		}
	}

	private Measurement measure(Harness harness, String row, String main, Path input, Path output, int records) {
		Spec spec = new Spec(main, 1, HEAP, List.of(), files(input, output));
		try (Fleet fleet = harness.fleet("convert", spec, 1)) {
			fleet.first().create(records);
			return Measurement.of(name(), row, fleet.drainOnce(records).rate(), "records/s").note(cpu(fleet));
		}
	}

	private static List<String> files(Path input, Path output) {
		return List.of("--input=" + input, "--output=" + output);
	}

	private @Nullable Double springBatch(Harness harness, Path input, Path looped, int records) throws IOException {
		String row = "Spring Batch, a plain file";
		if (!ClassUtils.isPresent(SPRING_BATCH, null)) {
			harness.add(Measurement.skipped(name(), row, "build with -Pspring-batch"));
			return null;
		}
		Path output = input.resolveSibling("spring-batch.json");
		try {
			Measurement measured = measure(harness, row, SPRING_BATCH, input, output, records);
			requireSame(looped, output);
			harness.add(measured);
			return measured.rate();
		}
		catch (SkippedException ex) {
			harness.add(Measurement.skipped(name(), row, String.valueOf(ex.getMessage())));
			return null;
		}
		finally {
			Files.deleteIfExists(output);
		}
	}

	private void rocketJob(Harness harness, Path input, Path looped, int records, double loop,
			@Nullable Double springBatch) throws IOException {
		Path output = input.resolveSibling("rocketjob.json.gz");
		Spec spec = Spec.rocketJob("--workload=convert", "--rocketjob.conversion.enabled=true")
			.with(files(input, output))
			.heap(HEAP)
			.workers(2);
		try (Fleet fleet = harness.fleet("convert", spec, SERVERS)) {
			fleet.first().create(records);
			fleet.start();
			JsonNode details = fleet.first().details();
			String cpu = cpu(fleet);
			requireSame(looped, output);
			double rate = records / seconds(details, "nanos");
			harness.add(Measurement.of(name(), "Rocket Job, " + SERVERS + " servers", rate, "records/s")
				.bare(loop)
				.note(String.format("upload %.1f s, records %.1f s, download %.1f s", seconds(details, "uploadNanos"),
						seconds(details, "processingNanos"), seconds(details, "downloadNanos")))
				.note(cpu)
				.note((springBatch != null) ? String.format("%.1f × Spring Batch", rate / springBatch) : ""));
		}
	}

	private static String cpu(Fleet fleet) {
		return String.format("%.1f s of CPU", fleet.cpuTime().toMillis() / 1e3);
	}

	private static double seconds(JsonNode details, String name) {
		return details.get(name).asLong() / 1e9;
	}

	private static void requireSame(Path one, Path other) throws IOException {
		if (!CustomerFile.hash(one).equals(CustomerFile.hash(other))) {
			throw new IllegalStateException(one + " and " + other + " have not the same content");
		}
	}

	private static void deleteAll(Path directory) throws IOException {
		List<Path> files;
		try (var listed = Files.list(directory)) {
			files = listed.toList();
		}
		for (Path file : files) {
			Files.deleteIfExists(file);
		}
	}

}
