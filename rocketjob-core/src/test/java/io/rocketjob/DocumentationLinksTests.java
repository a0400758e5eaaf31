package io.rocketjob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The pages lead to each other, and can be read: links, anchors, fences, diagrams. */
class DocumentationLinksTests {

	private static final Path ROOT = Path.of("..");

	private static final int LONGEST_LINE = 120;

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

	private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z+.-]*:.*");

	/** A page that a source names, such as one that an error message refers to. */
	private static final Pattern NAMED_PAGE = Pattern.compile("(?<!\\w/)\\bdocs/[\\w/-]+\\.(?:md|csv)(?:#[\\w-]+)?");

	private static final Pattern SOURCE = Pattern.compile(".*\\.(?:java|kt|xml|properties|ya?ml|json)");

	private static final Pattern DIAGRAM = Pattern
		.compile("flowchart (?:TD|TB|LR|RL|BT)|stateDiagram-v2|sequenceDiagram|classDiagram");

	private static final Pattern BLOCK = Pattern.compile("(?:subgraph|alt|loop|opt|par|critical|rect)\\b.*");

	@TempDir
	private Path directory;

	@Test
	void eachRelativeLinkLeadsToAFileAndItsAnchorToAHeading() throws IOException {
		List<Path> pages = pages(ROOT);
		assertThat(pages).contains(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md"),
				ROOT.resolve("docs/architecture/states.md"));
		assertThat(problemsOfLinks(pages)).isEmpty();
	}

	@Test
	void linksThatLeadNowhereAreNamed() throws IOException {
		Path page = this.directory.resolve("page.md");
		Files.writeString(page, """
				# The `first` one, and more!
				## Same
				## Same
				[a](page.md#the-first-one-and-more) [b](#same-1) [c](https://example.com/#none) [d](other.md)
				`[e](code.md)` [f](#same-2) [g](sub/../page.md#none) ![h](picture.png)
				```
				# not a heading [i](fence.md)
				```
				[j](#not-a-heading)
				""");
		assertThat(problemsOfLinks(pages(this.directory))).containsExactly("page.md:4: there is no other.md",
				"page.md:5: page.md has no heading #same-2", "page.md:5: page.md has no heading #none",
				"page.md:5: there is no picture.png", "page.md:9: page.md has no heading #not-a-heading");
	}

	@Test
	void eachPageThatASourceNamesIsThere() throws IOException {
		List<String> problems = new ArrayList<>();
		List<String> named = new ArrayList<>();
		for (Path source : sources()) {
			for (String page : NAMED_PAGE.matcher(Files.readString(source))
				.results()
				.map((found) -> found.group())
				.toList()) {
				named.add(page);
				String problem = problem(ROOT.resolve("README.md"), page, new HashMap<>());
				if (problem != null) {
					problems.add(source + ": " + problem);
				}
			}
		}
		assertThat(named).contains("docs/rules.md", "docs/architecture.md");
		assertThat(problems).isEmpty();
	}

	@Test
	void eachPageIsReachedFromTheFirstOne() throws IOException {
		Path first = ROOT.resolve("README.md");
		Set<Path> reached = new HashSet<>(Set.of(first.normalize()));
		Deque<Path> next = new ArrayDeque<>(List.of(first));
		while (!next.isEmpty()) {
			Path page = next.poll();
			for (Link link : links(page)) {
				Path target = target(page, link.target());
				if (target.toString().endsWith(".md") && reached.add(target)) {
					next.add(target);
				}
			}
		}
		assertThat(reached).containsAll(pages(ROOT).stream().map(Path::normalize).toList());
	}

	@Test
	void eachFenceIsClosedAndEachDiagramIsWellFormed() throws IOException {
		List<String> problems = new ArrayList<>();
		int diagrams = 0;
		for (Path page : pages(ROOT)) {
			List<String> lines = Files.readAllLines(page);
			diagrams += (int) lines.stream().filter("```mermaid"::equals).count();
			problemsOfFences(lines).forEach((problem) -> problems.add(page.getFileName() + ":" + problem));
		}
		assertThat(diagrams).isGreaterThanOrEqualTo(5);
		assertThat(problems).isEmpty();
	}

	@Test
	void brokenFencesAndDiagramsAreNamed() {
		assertThat(problemsOfFences(
				List.of("```java", "int[] a = {", "```", "```mermaid", "flowchart TD", "a[\"b\"] --> c", "```")))
			.isEmpty();
		assertThat(problemsOfFences(List.of("```mermaid", "flow", "```"))).containsExactly("1: 'flow' is no diagram");
		assertThat(problemsOfFences(List.of("```mermaid", "sequenceDiagram", "alt one", "```")))
			.containsExactly("1: 1 blocks, 0 ends");
		assertThat(problemsOfFences(List.of("", "```mermaid", "flowchart LR", "a[\"b --> c]", "d(e", "```")))
			.containsExactly("4: a quotation mark is not closed", "5: a bracket is not closed");
		assertThat(problemsOfFences(List.of("```mermaid", "sequenceDiagram", "a->>b: one; two", "```")))
			.containsExactly("3: a semicolon ends a statement here");
		assertThat(problemsOfFences(List.of("text", "  ```", "more"))).containsExactly("2: the fence is not closed");
	}

	@Test
	void linesOfTheArchitectureAreNotTooLong() throws IOException {
		List<String> tooLong = new ArrayList<>();
		for (Path page : pages(ROOT)) {
			if (page.startsWith(ROOT.resolve("docs/architecture")) || page.endsWith("docs/architecture.md")) {
				List<String> lines = Files.readAllLines(page);
				for (int i = 0; i < lines.size(); i++) {
					if (lines.get(i).length() > LONGEST_LINE) {
						tooLong.add(page + ":" + (i + 1) + ": " + lines.get(i).length() + " characters");
					}
				}
			}
		}
		assertThat(tooLong).isEmpty();
	}

	private static List<Path> pages(Path directory) throws IOException {
		try (Stream<Path> here = Files.list(directory); Stream<Path> docs = walk(directory.resolve("docs"))) {
			return Stream.concat(here, docs).filter((page) -> page.toString().endsWith(".md")).sorted().toList();
		}
	}

	private static Stream<Path> walk(Path directory) throws IOException {
		return Files.isDirectory(directory) ? Files.walk(directory) : Stream.empty();
	}

	private static List<Path> sources() throws IOException {
		List<Path> sources = new ArrayList<>();
		try (Stream<Path> modules = Files.list(ROOT)) {
			for (Path module : modules.map((module) -> module.resolve("src")).filter(Files::isDirectory).toList()) {
				try (Stream<Path> files = Files.walk(module)) {
					files.filter((file) -> SOURCE.matcher(file.toString()).matches()).forEach(sources::add);
				}
			}
		}
		return sources;
	}

	private static List<String> problemsOfLinks(List<Path> pages) throws IOException {
		List<String> problems = new ArrayList<>();
		Map<Path, Set<String>> anchors = new HashMap<>();
		for (Path page : pages) {
			for (Link link : links(page)) {
				String problem = problem(page, link.target(), anchors);
				if (problem != null) {
					problems.add(page.getFileName() + ":" + link.line() + ": " + problem);
				}
			}
		}
		return problems;
	}

	private static String problem(Path page, String link, Map<Path, Set<String>> anchors) throws IOException {
		Path target = target(page, link);
		if (!Files.exists(target)) {
			return "there is no " + link.replaceFirst("#.*", "");
		}
		if (!link.contains("#")) {
			return null;
		}
		if (!anchors.containsKey(target)) {
			anchors.put(target, anchors(target));
		}
		String anchor = link.substring(link.indexOf('#') + 1);
		return anchors.get(target).contains(anchor) ? null : target.getFileName() + " has no heading #" + anchor;
	}

	private static Path target(Path page, String link) {
		String file = link.replaceFirst("#.*", "");
		return (file.isEmpty() ? page : page.resolveSibling(file)).normalize();
	}

	/** The relative links of a page, outside of code. */
	private static List<Link> links(Path page) throws IOException {
		List<Link> links = new ArrayList<>();
		List<String> lines = withoutFences(Files.readAllLines(page));
		for (int i = 0; i < lines.size(); i++) {
			int line = i + 1;
			LINK.matcher(lines.get(i).replaceAll("`[^`]*`", "code"))
				.results()
				.map((found) -> found.group(1))
				.filter((target) -> !ELSEWHERE.matcher(target).matches())
				.forEach((target) -> links.add(new Link(target, line)));
		}
		return links;
	}

	/** The anchors of the headings of a page, as GitHub makes them. */
	private static Set<String> anchors(Path page) throws IOException {
		Set<String> anchors = new HashSet<>();
		for (String line : withoutFences(Files.readAllLines(page))) {
			if (line.matches("#{1,6} .+")) {
				String anchor = line.replaceFirst("#+ ", "")
					.toLowerCase(Locale.ROOT)
					.replaceAll("[^\\p{L}\\p{N} _-]", "")
					.replace(' ', '-');
				String unique = anchor;
				for (int i = 1; !anchors.add(unique); i++) {
					unique = anchor + "-" + i;
				}
			}
		}
		return anchors;
	}

	/** The lines with those of code blocks left empty. */
	private static List<String> withoutFences(List<String> lines) {
		List<String> text = new ArrayList<>();
		boolean fenced = false;
		for (String line : lines) {
			boolean fence = line.strip().startsWith("```");
			fenced = fence != fenced;
			text.add((fence || fenced) ? "" : line);
		}
		return text;
	}

	private static List<String> problemsOfFences(List<String> lines) {
		List<String> problems = new ArrayList<>();
		int open = -1;
		for (int i = 0; i < lines.size(); i++) {
			if (!lines.get(i).strip().startsWith("```")) {
				continue;
			}
			if (open < 0) {
				open = i;
				continue;
			}
			if (lines.get(open).strip().equals("```mermaid")) {
				checkDiagram(lines.subList(open + 1, i), open + 1, problems);
			}
			open = -1;
		}
		if (open >= 0) {
			problems.add((open + 1) + ": the fence is not closed");
		}
		return problems;
	}

	private static void checkDiagram(List<String> lines, int before, List<String> problems) {
		if (lines.isEmpty() || !DIAGRAM.matcher(lines.get(0)).matches()) {
			problems.add(before + ": '" + (lines.isEmpty() ? "" : lines.get(0)) + "' is no diagram");
			return;
		}
		int blocks = 0;
		int ends = 0;
		for (int i = 0; i < lines.size(); i++) {
			String line = lines.get(i).strip();
			blocks += BLOCK.matcher(line).matches() ? 1 : 0;
			ends += line.equals("end") ? 1 : 0;
			if (line.chars().filter((character) -> character == '"').count() % 2 != 0) {
				problems.add((before + i + 1) + ": a quotation mark is not closed");
			}
			else if (line.contains(";")) {
				problems.add((before + i + 1) + ": a semicolon ends a statement here");
			}
			else if (!isBalanced(line.replaceAll("\"[^\"]*\"", ""))) {
				problems.add((before + i + 1) + ": a bracket is not closed");
			}
		}
		if (blocks != ends) {
			problems.add(before + ": " + blocks + " blocks, " + ends + " ends");
		}
	}

	private static boolean isBalanced(String line) {
		String rest = line.replaceAll("[^\\[\\](){}]", "");
		for (String before = ""; !before.equals(rest);) {
			before = rest;
			rest = rest.replace("[]", "").replace("()", "").replace("{}", "");
		}
		return rest.isEmpty();
	}

	/**
	 * A link of a page.
	 *
	 * @param target where it leads to
	 * @param line in which line it is, from 1
	 */
	private record Link(String target, int line) {
	}

}
