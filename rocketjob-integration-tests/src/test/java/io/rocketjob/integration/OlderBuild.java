package io.rocketjob.integration;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The build that is kept in {@code older/}, to run servers of it beside servers of this
 * one.
 */
final class OlderBuild {

	private static final Path DIRECTORY = Path.of(System.getProperty("basedir", ""), "older").toAbsolutePath();

	/** The modules that it consists of. */
	private static final List<String> MODULES = List.of("rocketjob-core", "rocketjob-spring-boot-autoconfigure");

	private OlderBuild() {
	}

	/**
	 * The class path of this process, with the older build instead of this one.
	 * @return the class path
	 */
	static String classPath() {
		List<String> entries = new ArrayList<>();
		for (String module : MODULES) {
			entries.add(jar(module).toString());
		}
		Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> MODULES.stream().noneMatch((module) -> isOf(module, entry)))
			.forEach(entries::add);
		return String.join(File.pathSeparator, entries);
	}

	private static boolean isOf(String module, String entry) {
		Path path = Path.of(entry);
		String file = path.getFileName().toString();
		return file.matches(module + "-\\d.*\\.jar")
				|| (file.equals("classes") && path.endsWith(Path.of(module, "target", "classes")));
	}

	private static Path jar(String module) {
		try (Stream<Path> jars = Files.list(DIRECTORY)) {
			return jars.filter((jar) -> isOf(module, jar.toString()))
				.findFirst()
				.orElseThrow(() -> new IllegalStateException(DIRECTORY + " holds no jar of " + module));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
