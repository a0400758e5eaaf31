package io.rocketjob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of docs/architecture/states.md and the picture are the table of the code. */
class StateDocumentationTests {

	private static final Path DOCS = Path.of("..", "docs");

	@Test
	void theTableOfThePageHasTheTargetOfEachTransitionFromEachState() throws IOException {
		List<String> expected = new ArrayList<>();
		expected.add(row("from", Stream.of(JobTransition.values()).map(JobTransition::name)));
		for (JobState state : JobState.values()) {
			expected.add(row(state.value(), Stream.of(JobTransition.values())
				.map((transition) -> transition.isPossibleFrom(state) ? transition.to().value() : "–")));
		}
		List<String> lines = Files.readAllLines(DOCS.resolve("architecture/states.md"));
		int header = lines.indexOf(expected.get(0));
		assertThat(header).as("the line of the header %s", expected.get(0)).isNotNegative();
		List<String> table = new ArrayList<>(
				lines.subList(header, lines.size()).stream().takeWhile((line) -> line.startsWith("|")).toList());
		table.remove(1);
		assertThat(table).isEqualTo(expected);
	}

	@Test
	void thePictureHasAnArrowForEachTransitionFromEachState() throws IOException {
		List<String> expected = new ArrayList<>(List.of("[*] --> queued : create"));
		for (JobState state : JobState.values()) {
			if (state.isFinal()) {
				expected.add(state.value() + " --> [*]");
			}
			Arrays.stream(JobTransition.values())
				.filter((transition) -> transition.isPossibleFrom(state))
				.forEach((transition) -> expected
					.add(state.value() + " --> " + transition.to().value() + " : " + transition));
		}
		assertThat(Files.readAllLines(DOCS.resolve("architecture.md"))
			.stream()
			.dropWhile((line) -> !line.equals("stateDiagram-v2"))
			.skip(1)
			.takeWhile((line) -> !line.startsWith("```"))
			.map(String::strip)).containsExactlyInAnyOrderElementsOf(expected);
	}

	private static String row(String first, Stream<String> cells) {
		return "| " + first + " | " + cells.collect(Collectors.joining(" | ")) + " |";
	}

}
