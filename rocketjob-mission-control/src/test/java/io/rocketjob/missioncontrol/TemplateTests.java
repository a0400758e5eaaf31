package io.rocketjob.missioncontrol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What templates and scripts must not have, because browsers are told not to do it. */
class TemplateTests {

	private static final Pattern FORBIDDEN = Pattern
		.compile("\\son[a-z]+\\s*=|\\sstyle\\s*=|\\$unsafe|hx-on|hx-vals|js:|hx-trigger=\"[^\"]*\\[|javascript:");

	private static final Pattern FORBIDDEN_IN_SCRIPTS = Pattern
		.compile("innerHTML|outerHTML\\s*=|insertAdjacentHTML|document\\.write|\\beval\\(|new Function|https?://");

	static Stream<Path> templates() throws IOException {
		return Files.list(Path.of("src/main/jte"));
	}

	static Stream<Path> scripts() throws IOException {
		return Files.list(Path.of("src/main/resources/io/rocketjob/missioncontrol/assets"))
			.filter((file) -> file.toString().endsWith(".js"));
	}

	@ParameterizedTest
	@MethodSource("templates")
	void aTemplateHasNothingThatThePolicyOfThePageForbids(Path template) throws IOException {
		assertThat(Files.readString(template)).doesNotContainPattern(FORBIDDEN).doesNotContain("<script>", "<style");
	}

	@ParameterizedTest
	@MethodSource("scripts")
	void aScriptMakesNoMarkupOfTexts(Path script) throws IOException {
		assertThat(Files.readString(script)).doesNotContainPattern(FORBIDDEN_IN_SCRIPTS);
	}

}
