package io.rocketjob;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/rules.md names is there. Reads sources, because the classes of other modules
 * are not on the class path; relies on the format that the build enforces.
 */
class RulesDocumentationTests {

	private static final Path ROOT = Path.of("..");

	private static final Path PAGE = ROOT.resolve("docs/rules.md");

	private static final int FEWEST = 60;

	private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| `([\\w.]+)#(\\w+)` \\| `([\\w.]+)#(\\w+)` \\|");

	private static final Pattern HEADER = Pattern.compile("\\| rule \\|.*|\\|[-|]+\\|");

	private static Sources production;

	private static Sources tests;

	@BeforeAll
	static void readSources() throws IOException {
		production = Sources.of("main");
		tests = Sources.of("test");
	}

	@Test
	void eachRuleNamesAMethodThatHoldsItAndATestThatProvesIt() throws IOException {
		List<String> lines = Files.readAllLines(PAGE);
		assertThat(problems(lines)).isEmpty();
		assertThat(lines.stream().filter((line) -> ROW.matcher(line).matches())).hasSizeGreaterThanOrEqualTo(FEWEST);
	}

	@Test
	void allRowsThatAreWrongAreNamed() {
		assertThat(problems(List.of("| rule | held by | proved by |", "|---|---|---|",
				row("A right one.", "UnbegunClaims#release", "ClaimTests#runNowMakesAScheduledJobDue"),
				row("A constant, a component and a constructor.", "JobTransition#RETRY",
						"ClaimTests#runNowMakesAScheduledJobDue"),
				row("A component.", "ClaimKey#token", "ClaimTests#runNowMakesAScheduledJobDue"),
				row("A constructor.", "CronStarter#CronStarter", "ClaimTests#runNowMakesAScheduledJobDue"),
				row("No class.", "JobClaim#release", "ClaimTests#runNowMakesAScheduledJobDue"),
				row("No method.", "JobClaims#promote", "ClaimTests#runNowMakesAScheduledJobDue"),
				row("Only a call.", "Dispatcher#nanoTime", "ClaimTests#runNowMakesAScheduledJobDue"),
				row("Two classes.", "SliceFormat#of", "ClaimTests#runNowMakesAScheduledJobDue"),
				row("One of two classes.", "batch.SliceFormat#of", "plugin.cron.CronTests#aSeriesExistsOnce"),
				row("No such test class.", "UnbegunClaims#release", "ClaimsTests#runNowMakesAScheduledJobDue"),
				row("No test method.", "UnbegunClaims#release", "ClaimTests#runNow"),
				row("A method that is no test.", "UnbegunClaims#release", "ClaimTests#next"),
				row("A right one.", "UnbegunClaims#release", "ClaimTests#runNowMakesAScheduledJobDue"),
				"| A row without a test. | `UnbegunClaims#release` | |")))
			.containsExactly("line 7: there is no class JobClaim in the main sources",
					"line 8: JobClaims has no method promote", "line 9: Dispatcher has no method nanoTime",
					"line 10: there are 2 classes SliceFormat in the main sources; name the package too, as in"
							+ " bare.SliceFormat",
					"line 12: there is no class ClaimsTests in the test sources",
					"line 13: ClaimTests has no method runNow", "line 14: ClaimTests.next is no test",
					"line 15: the rule is there twice",
					"line 16: must be | rule | `Class#method` | `TestClass#testMethod` |");
	}

	private static String row(String rule, String method, String test) {
		return "| " + rule + " | `" + method + "` | `" + test + "` |";
	}

	private static List<String> problems(List<String> lines) {
		List<String> problems = new ArrayList<>();
		Set<String> rules = new HashSet<>();
		for (int i = 0; i < lines.size(); i++) {
			String line = lines.get(i);
			if (line.startsWith("|") && !HEADER.matcher(line).matches()) {
				List<String> found = new ArrayList<>();
				check(line, rules, found);
				int number = i + 1;
				found.forEach((problem) -> problems.add("line " + number + ": " + problem));
			}
		}
		return problems;
	}

	private static void check(String line, Set<String> rules, List<String> problems) {
		Matcher row = ROW.matcher(line);
		if (!row.matches()) {
			problems.add("must be | rule | `Class#method` | `TestClass#testMethod` |");
			return;
		}
		if (!rules.add(row.group(1))) {
			problems.add("the rule is there twice");
		}
		String source = production.find(row.group(2), problems);
		if (source != null && !hasMember(source, simpleName(row.group(2)), row.group(3))) {
			problems.add(row.group(2) + " has no method " + row.group(3));
		}
		String test = tests.find(row.group(4), problems);
		Matcher method = (test != null) ? declaration(row.group(5)).matcher(test) : null;
		if (method != null && !method.find()) {
			problems.add(row.group(4) + " has no method " + row.group(5));
		}
		else if (method != null && !isTest(test, method.start())) {
			problems.add(row.group(4) + "." + row.group(5) + " is no test");
		}
	}

	private static String simpleName(String name) {
		return name.substring(name.lastIndexOf('.') + 1);
	}

	private static boolean hasMember(String source, String type, String name) {
		Pattern constant = Pattern.compile("(?m)^\t" + name + "[(,;]");
		Pattern component = Pattern.compile("(?m)^\\S*(?: \\w+)* ?record " + type + "\\([^{]*\\b" + name + "[,)]");
		return declaration(name).matcher(source).find() || constant.matcher(source).find()
				|| component.matcher(source).find();
	}

	/**
	 * A method or a constructor of the class of the file, which is indented once. A call
	 * in its body is indented more, one that initialises a field is behind a sign.
	 */
	private static Pattern declaration(String name) {
		return Pattern.compile("(?m)^\t(?![\t *])(?:[^\n=;(]*[ >\\]])?" + name + "\\(");
	}

	/** The annotations of a method are between it and an empty line. */
	private static boolean isTest(String source, int declaration) {
		String before = source.substring(source.lastIndexOf("\n\n", declaration), declaration);
		return Pattern.compile("(?m)^\t@(?:Test|ParameterizedTest)\\b").matcher(before).find();
	}

	/**
	 * The sources of all modules.
	 *
	 * @param kind {@code main} or {@code test}
	 * @param files the files by the simple names of their classes
	 */
	private record Sources(String kind, Map<String, List<Path>> files) {

		static Sources of(String kind) throws IOException {
			Map<String, List<Path>> files = new HashMap<>();
			try (Stream<Path> modules = Files.list(ROOT)) {
				for (Path module : modules.sorted().toList()) {
					Path sources = module.resolve("src/" + kind + "/java");
					if (Files.isDirectory(sources)) {
						add(sources, files);
					}
				}
			}
			return new Sources(kind, files);
		}

		private static void add(Path sources, Map<String, List<Path>> files) throws IOException {
			try (Stream<Path> all = Files.walk(sources)) {
				all.filter((file) -> file.toString().endsWith(".java"))
					.forEach((file) -> files
						.computeIfAbsent(file.getFileName().toString().replace(".java", ""),
								(name) -> new ArrayList<>())
						.add(file));
			}
		}

		/**
		 * Finds a class.
		 * @param name its name, with the last parts of its package where there are others
		 * @param problems receives a text when it is not there
		 * @return its source
		 */
		String find(String name, List<String> problems) {
			Path path = Path.of(name.replace('.', '/') + ".java");
			List<Path> found = this.files.getOrDefault(simpleName(name), List.of())
				.stream()
				.filter((file) -> file.endsWith(path))
				.toList();
			if (found.isEmpty()) {
				problems.add("there is no class " + name + " in the " + this.kind + " sources");
				return null;
			}
			if (found.size() > 1) {
				String one = found.stream()
					.map((file) -> file.getParent().getFileName() + "." + name)
					.sorted()
					.findFirst()
					.orElseThrow();
				problems.add("there are " + found.size() + " classes " + name + " in the " + this.kind
						+ " sources; name the package too, as in " + one);
				return null;
			}
			try {
				return Files.readString(found.get(0));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
