package io.rocketjob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the pages import is there, whatever the module. */
class DocumentationImportsTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern IMPORT = Pattern.compile("(?m)^import (io\\.rocketjob\\.[\\w.]*[A-Z]\\w*);?$");

	@Test
	void eachClassThatAPageImportsIsOneOfAModule() throws IOException {
		List<Path> sources;
		try (Stream<Path> modules = Files.list(ROOT)) {
			sources = modules.map((module) -> module.resolve("src/main/java")).filter(Files::isDirectory).toList();
		}
		List<String> imports = new ArrayList<>();
		for (Path page : pages()) {
			IMPORT.matcher(Files.readString(page)).results().map((found) -> found.group(1)).forEach(imports::add);
		}
		assertThat(imports).contains("io.rocketjob.plugin.cron.Cron", "io.rocketjob.test.JobQueue");
		assertThat(imports).allSatisfy((name) -> assertThat(sources)
			.anyMatch((source) -> Files.exists(source.resolve(name.replace('.', '/') + ".java"))));
	}

	private static List<Path> pages() throws IOException {
		List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
		try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
			docs.filter((page) -> page.toString().endsWith(".md")).forEach(pages::add);
		}
		return pages;
	}

}
