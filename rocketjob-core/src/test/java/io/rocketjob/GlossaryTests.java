package io.rocketjob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Each term of docs/glossary.md has a meaning and a place that exists. */
class GlossaryTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| ([^|]+[.]) \\| ([^|]+) \\|");

	private static final Pattern HEADER = Pattern.compile("\\| term \\| meaning \\| where \\||\\|[-|]+\\|");

	/** A class, with the last parts of its package and a member where these are named. */
	private static final Pattern CLASS = Pattern.compile("`@?((?:[a-z]+\\.)*[A-Z]\\w*)(?:#(\\w+))?`");

	@Test
	void eachTermHasAMeaningAndAPlaceThatExists() throws IOException {
		List<String> lines = Files.readAllLines(ROOT.resolve("docs/glossary.md"));
		assertThat(problems(lines)).isEmpty();
		assertThat(lines.stream().filter((line) -> ROW.matcher(line).matches())).hasSizeGreaterThan(60);
	}

	@Test
	void allRowsThatAreWrongAreNamed() throws IOException {
		assertThat(problems(List.of("| term | meaning | where |", "|---|---|---|",
				"| job | Work. | `JobInstance`, field `fields` |", "| claim | A right. | `job.NoClass`, `Run` |",
				"| job | Work. | `plugin.UniqueKey` |", "| zombie | A server. | `ServerInstance#noMethod` |",
				"| empty | | field `state` |", "| nowhere | It is. | in the code |")))
			.containsExactly("line 4: there is no class job.NoClass", "line 5: job is there twice",
					"line 6: ServerInstance has no noMethod", "line 7: must be | term | A sentence. | where |",
					"line 8: nowhere has no place");
	}

	private static List<String> problems(List<String> lines) throws IOException {
		List<Path> sources = sources();
		Set<String> terms = new HashSet<>();
		List<String> problems = new ArrayList<>();
		for (int i = 0; i < lines.size(); i++) {
			String line = lines.get(i);
			if (!line.startsWith("|") || HEADER.matcher(line).matches()) {
				continue;
			}
			String before = "line " + (i + 1) + ": ";
			Matcher row = ROW.matcher(line);
			if (!row.matches()) {
				problems.add(before + "must be | term | A sentence. | where |");
				continue;
			}
			if (!terms.add(row.group(1))) {
				problems.add(before + row.group(1) + " is there twice");
			}
			if (!row.group(3).contains("`") && !row.group(3).contains("](")) {
				problems.add(before + row.group(1) + " has no place");
			}
			Matcher place = CLASS.matcher(row.group(3));
			while (place.find()) {
				String problem = problem(place.group(1), place.group(2), sources);
				if (problem != null) {
					problems.add(before + problem);
				}
			}
		}
		return problems;
	}

	private static String problem(String type, String member, List<Path> sources) throws IOException {
		Path file = Path.of(type.replace('.', '/') + ".java");
		List<Path> found = sources.stream().filter((source) -> source.endsWith(file)).toList();
		if (found.isEmpty()) {
			return "there is no class " + type;
		}
		if (found.size() > 1) {
			return "there are " + found.size() + " classes " + type;
		}
		boolean known = member == null
				|| Pattern.compile("\\b" + member + "[(,;]").matcher(Files.readString(found.get(0))).find();
		return known ? null : type + " has no " + member;
	}

	private static List<Path> sources() throws IOException {
		List<Path> sources = new ArrayList<>();
		try (Stream<Path> modules = Files.list(ROOT)) {
			for (Path module : modules.map((module) -> module.resolve("src/main/java")).toList()) {
				if (Files.isDirectory(module)) {
					try (Stream<Path> files = Files.walk(module)) {
						files.forEach(sources::add);
					}
				}
			}
		}
		return sources;
	}

}
