package io.rocketjob.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** docs/configuration.md has each property, as the metadata says, and no other. */
class ConfigurationDocumentationTests {

	private static final Path DOCUMENT = Path.of("../docs/configuration.md");

	private static final Path EXPECTED = Path.of("target/configuration.md");

	@Test
	void theTablesAreThoseOfTheMetadata() throws IOException {
		String document = Files.readString(DOCUMENT);
		String expected = new ConfigurationTables(document).rewrite(document);
		Files.writeString(EXPECTED, expected);
		List<String> missing = expected.lines().filter((line) -> !document.lines().toList().contains(line)).toList();
		List<String> wrong = document.lines().filter((line) -> !expected.lines().toList().contains(line)).toList();
		if (!document.equals(expected)) {
			fail("""
					docs/configuration.md differs from the metadata. Copy %s over it, or

					add
					%s

					remove
					%s
					""", EXPECTED.toAbsolutePath(), String.join("\n", missing), String.join("\n", wrong));
		}
		assertThat(document).as("the meaning of each attribute of a plugin")
			.doesNotContain(ConfigurationTables.NO_MEANING);
	}

}
