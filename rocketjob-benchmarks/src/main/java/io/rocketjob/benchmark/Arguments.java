package io.rocketjob.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.rocketjob.benchmark.scenario.Disturbance;
import io.rocketjob.benchmark.scenario.Options;
import io.rocketjob.benchmark.scenario.Scenario;
import io.rocketjob.benchmark.scenario.Scenarios;
import io.rocketjob.benchmark.scenario.Size;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

/**
 * What the command line says.
 *
 * @param scenarios what to run, in order
 * @param uri the database server, {@code null} for the stand-in
 * @param options how to run them
 */
record Arguments(List<Scenario> scenarios, @Nullable String uri, Options options) {

	private static final String SOAK = "soak";

	private static final Duration DISTURB_EVERY = Duration.ofSeconds(12);

	/** Scenarios that run only when they are named. */
	private static final List<String> ON_REQUEST = List.of("convert", "peers", SOAK);

	static Arguments parse(String... args) {
		List<Scenario> scenarios = new ArrayList<>();
		String uri = null;
		Size size = Size.NORMAL;
		Duration duration = Duration.ofSeconds(60);
		Integer jobs = null;
		Integer others = null;
		Integer records = null;
		String disturb = null;
		Duration disturbEvery = null;
		List<String> properties = new ArrayList<>();
		for (String arg : args) {
			String name = arg.replaceFirst("(?s)=.*", "");
			String value = arg.substring(Math.min(arg.length(), name.length() + 1));
			if (arg.startsWith("--rocketjob.") && !value.isEmpty()) {
				properties.add(arg);
			}
			else if (!arg.startsWith("--")) {
				scenarios.add(scenario(arg));
			}
			else {
				switch (name) {
					case "--uri" -> uri = given(name, value);
					case "--size" -> size = Size.of(given(name, value));
					case "--duration" -> duration = duration(name, given(name, value));
					case "--jobs" -> jobs = count(name, given(name, value));
					case "--others" -> others = count(name, given(name, value));
					case "--records" -> records = count(name, given(name, value));
					case "--disturb" -> disturb = given(name, value);
					case "--disturb-every" -> disturbEvery = duration(name, given(name, value));
					default -> throw new IllegalArgumentException("Unknown option '" + arg + "'");
				}
			}
		}
		Disturbance disturbance = disturbance(disturb, disturbEvery);
		if (disturbance != null && scenarios.stream().noneMatch((scenario) -> scenario.name().equals(SOAK))) {
			throw new IllegalArgumentException("Option '--disturb' is for the scenario 'soak', which is not named");
		}
		return new Arguments(scenarios.isEmpty() ? defaults() : scenarios, uri,
				new Options(size, duration, jobs, others, records, disturbance, properties));
	}

	private static @Nullable Disturbance disturbance(@Nullable String command, @Nullable Duration every) {
		if (command != null) {
			return new Disturbance(command, (every != null) ? every : DISTURB_EVERY);
		}
		if (every != null) {
			throw new IllegalArgumentException("Option '--disturb-every' needs a command by '--disturb'");
		}
		return null;
	}

	private static List<Scenario> defaults() {
		return Scenarios.all().stream().filter((scenario) -> !ON_REQUEST.contains(scenario.name())).toList();
	}

	private static Scenario scenario(String name) {
		return Scenarios.all()
			.stream()
			.filter((scenario) -> scenario.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("Unknown scenario '" + name + "'"));
	}

	private static String given(String name, String value) {
		if (value.isEmpty()) {
			throw new IllegalArgumentException("Option '" + name + "' needs a value");
		}
		return value;
	}

	private static Duration duration(String name, String text) {
		String problem = "Option '" + name + "' needs a duration like 60s or 5m, not '" + text + "'";
		Duration duration;
		try {
			duration = DurationStyle.detectAndParse(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(problem, ex);
		}
		if (duration.isNegative() || duration.isZero()) {
			throw new IllegalArgumentException(problem);
		}
		return duration;
	}

	private static int count(String name, String text) {
		String problem = "Option '" + name + "' needs a number like 100000, not '" + text + "'";
		int count;
		try {
			count = Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException(problem, ex);
		}
		if (count <= 0) {
			throw new IllegalArgumentException(problem);
		}
		return count;
	}

	static String usage() {
		String names = Scenarios.all()
			.stream()
			.map((scenario) -> String.format("  %-12s%s", scenario.name(), scenario.title()))
			.collect(Collectors.joining("\n"));
		return """
				Usage: Benchmarks [scenario …] [option …]
				Scenarios; without any, all but %s:
				%s
				Options:
				  --uri=mongodb://…       the database server, with any options; otherwise the embedded stand-in
				  --size=small|normal|large
				  --duration=60s          how long to soak
				  --disturb='COMMAND'     what disturbs the database meanwhile, run by sh
				  --disturb-every=12s     how often it is run
				  --jobs=30000            how many jobs simple measures in groups, a quarter of them one by one,
				                          and claim-cost in each round
				  --others=100000         how many other jobs there are in claim-cost and throttled
				  --records=5000000       how many records convert converts
				  --rocketjob.NAME=VALUE  a property for all servers of Rocket Job
				""".formatted(String.join(", ", ON_REQUEST), names);
	}

}
