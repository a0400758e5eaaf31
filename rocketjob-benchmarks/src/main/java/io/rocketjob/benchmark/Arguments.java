package io.rocketjob.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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
 * @param size how much to measure
 * @param duration how long to soak
 * @param properties properties for servers of Rocket Job
 */
record Arguments(List<Scenario> scenarios, @Nullable String uri, Size size, Duration duration,
		List<String> properties) {

	/** Scenarios that run only when they are named. */
	private static final List<String> ON_REQUEST = List.of("soak", "peers");

	static Arguments parse(String... args) {
		List<Scenario> scenarios = new ArrayList<>();
		String uri = null;
		Size size = Size.NORMAL;
		Duration duration = Duration.ofSeconds(60);
		List<String> properties = new ArrayList<>();
		for (String arg : args) {
			String name = arg.replaceFirst("=.*", "");
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
					case "--duration" -> duration = duration(given(name, value));
					default -> throw new IllegalArgumentException("Unknown option '" + arg + "'");
				}
			}
		}
		return new Arguments(scenarios.isEmpty() ? defaults() : scenarios, uri, size, duration, properties);
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

	private static Duration duration(String text) {
		try {
			return DurationStyle.detectAndParse(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"Option '--duration' needs a duration like 60s or 5m, not '" + text + "'", ex);
		}
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
				  --rocketjob.NAME=VALUE  a property for all servers of Rocket Job
				""".formatted(String.join(" and ", ON_REQUEST), names);
	}

}
