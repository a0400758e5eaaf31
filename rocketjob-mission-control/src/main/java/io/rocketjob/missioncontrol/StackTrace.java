package io.rocketjob.missioncontrol;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A stack trace in parts: frames of libraries, of which one rarely wants to know, can be
 * folded.
 */
final class StackTrace {

	private static final Set<String> LIBRARIES = Set.of("java.", "javax.", "jdk.", "sun.", "jakarta.",
			"org.springframework.", "io.rocketjob.", "com.mongodb.", "org.bson.", "org.apache.", "kotlin.",
			"com.fasterxml.", "tools.jackson.", "io.micrometer.", "org.slf4j.", "reactor.", "io.netty.");

	/** The sample is an application. */
	private static final String SAMPLE = "io.rocketjob.sample.";

	private static final int FEW = 2;

	private StackTrace() {
	}

	static List<Part> parts(String text) {
		List<Part> parts = new ArrayList<>();
		List<String> lines = new ArrayList<>();
		boolean library = false;
		for (String line : text.lines().toList()) {
			boolean now = isLibrary(line);
			if (now != library && !lines.isEmpty()) {
				parts.add(part(parts.size(), library, lines));
				lines = new ArrayList<>();
			}
			library = now;
			lines.add(line);
		}
		if (!lines.isEmpty()) {
			parts.add(part(parts.size(), library, lines));
		}
		return parts;
	}

	private static Part part(int number, boolean library, List<String> lines) {
		return new Part(number, library && lines.size() > FEW, lines);
	}

	private static boolean isLibrary(String line) {
		String frame = line.strip();
		if (!frame.startsWith("at ")) {
			return frame.startsWith("... ");
		}
		String method = frame.substring("at ".length()).replaceFirst("^[^(]*/", "");
		return !method.startsWith(SAMPLE) && LIBRARIES.stream().anyMatch(method::startsWith);
	}

	/**
	 * Lines that belong together.
	 *
	 * @param number the number of the part
	 * @param folded whether they are shown on demand only
	 * @param lines the lines
	 */
	record Part(int number, boolean folded, List<String> lines) {
	}

}
