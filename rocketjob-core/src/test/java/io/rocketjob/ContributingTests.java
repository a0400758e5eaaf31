package io.rocketjob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the recipes of CONTRIBUTING.md tell to open is there. */
class ContributingTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern RECIPE = Pattern.compile("(?ms)^## Add [^\n]*\n(.*?)(?=^## )");

	/** A class and its member; more than one capital, because types have such names. */
	private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:#(\\w+))?`");

	private static final Pattern FILE = Pattern.compile("`((?:docs|rocketjob-[a-z-]+)/[\\w./-]*)[`<]");

	@Test
	void eachFileClassAndMethodThatARecipeNamesIsThere() throws IOException {
		List<String> recipes = recipes(Files.readString(ROOT.resolve("CONTRIBUTING.md")));
		assertThat(recipes).hasSize(4);
		assertThat(recipes.stream().flatMap((recipe) -> names(CLASS, recipe))).contains("JobTransition",
				"PluginConfiguration");
		assertThat(problems(String.join("\n", recipes))).isEmpty();
	}

	@Test
	void whatIsNotThereIsNamed() throws IOException {
		assertThat(problems("`JobState`, `JobState#isFinal`, `NoSuchClass`, `JobState#noMethod`, `docs/jobs.md`,"
				+ " `docs/none`, `rocketjob-core/src/main/java/io/rocketjob/<name>`, `rocketjob-core/none/<name>`"))
			.containsExactly("there is no class NoSuchClass", "JobState has no noMethod", "there is no docs/none",
					"there is no rocketjob-core/none/");
	}

	private static List<String> recipes(String page) {
		return RECIPE.matcher(page).results().map((found) -> found.group(1)).toList();
	}

	private static Stream<String> names(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((found) -> found.group(1));
	}

	private static List<String> problems(String text) throws IOException {
		Map<String, Path> sources = sources();
		List<String> problems = new ArrayList<>();
		for (MatchResult named : CLASS.matcher(text).results().toList()) {
			Path source = sources.get(named.group(1));
			if (source == null) {
				problems.add("there is no class " + named.group(1));
			}
			else if (named.group(2) != null
					&& !Pattern.compile("\\b" + named.group(2) + "\\b").matcher(Files.readString(source)).find()) {
				problems.add(named.group(1) + " has no " + named.group(2));
			}
		}
		names(FILE, text).filter((file) -> !Files.exists(ROOT.resolve(file)))
			.forEach((file) -> problems.add("there is no " + file));
		return problems;
	}

	private static Map<String, Path> sources() throws IOException {
		Map<String, Path> sources = new HashMap<>();
		try (Stream<Path> modules = Files.list(ROOT)) {
			for (Path module : modules.map((module) -> module.resolve("src")).filter(Files::isDirectory).toList()) {
				try (Stream<Path> files = Files.walk(module)) {
					files.filter((file) -> file.toString().endsWith(".java"))
						.forEach((file) -> sources.put(file.getFileName().toString().replace(".java", ""), file));
				}
			}
		}
		return sources;
	}

}
