package io.rocketjob;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The bill of materials has each module that is published, in its version. */
class BomTests {

	private static final Path ROOT = Path.of("..");

	@Test
	void hasEachModuleThatIsPublished() throws IOException {
		String root = Files.readString(ROOT.resolve("pom.xml"));
		List<String> published = all("<module>([^<]+)</module>", root)
			.filter((module) -> !module.equals("rocketjob-bom"))
			.filter((module) -> !read(module).contains("<maven.deploy.skip>true</maven.deploy.skip>"))
			.toList();
		String bom = read("rocketjob-bom");
		String managed = bom.substring(bom.indexOf("<dependencies>"), bom.indexOf("</dependencies>"));
		assertThat(all("<artifactId>([^<]+)</artifactId>", managed)).containsExactlyInAnyOrderElementsOf(published);
		assertThat(all("<version>([^<]+)</version>", managed)).hasSameSizeAs(published)
			.containsOnly("${project.version}");
	}

	@Test
	void hasTheVersionOfTheOthers() throws IOException {
		String root = Files.readString(ROOT.resolve("pom.xml"));
		assertThat(all("<version>([^<]+)</version>", read("rocketjob-bom")).findFirst())
			.isEqualTo(all("<version>([^<]+)</version>", root).findFirst());
	}

	private static Stream<String> all(String pattern, String text) {
		return Pattern.compile(pattern).matcher(text).results().map((found) -> found.group(1));
	}

	private static String read(String module) {
		try {
			return Files.readString(ROOT.resolve(module).resolve("pom.xml"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
