package io.rocketjob.dirmon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.springframework.util.Assert;

/**
 * Which files are meant: a glob, such as <code>/data/in/**&#47;*.{csv,csv.gz}</code>.
 * <table>
 * <caption>What it may have</caption>
 * <tr>
 * <td>{@code *}</td>
 * <td>any characters of one name, also none</td>
 * </tr>
 * <tr>
 * <td>{@code ?}</td>
 * <td>one character: one code point, or one byte that is not UTF-8</td>
 * </tr>
 * <tr>
 * <td>{@code [a-z_]}, {@code [!a]}, {@code [^a]}</td>
 * <td>one character of a set, or one that is not in it</td>
 * </tr>
 * <tr>
 * <td><code>{a,b}</code></td>
 * <td>either; may be nested, may be empty, and may have slashes</td>
 * </tr>
 * <tr>
 * <td><code>**</code></td>
 * <td>as a whole name: any number of directories, also none; last in a pattern, all files
 * in them</td>
 * </tr>
 * <tr>
 * <td>{@code \}</td>
 * <td>takes the meaning from the character after it</td>
 * </tr>
 * </table>
 * <p>
 * Case counts, on every system, and nothing is normalized. A dot at the beginning of a
 * name is matched by a dot that is written out only. A link to a directory is followed
 * where its name is written out, and not by a wildcard. Only regular files match. What
 * would mean something else to other tools is refused: <code>**</code> within a name, and
 * classes such as {@code [[:digit:]]}. Immutable and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class FilePattern {

	private final String text;

	private final List<List<NamePattern>> alternatives;

	private final boolean absolute;

	private FilePattern(String text, List<List<NamePattern>> alternatives, boolean absolute) {
		this.text = text;
		this.alternatives = alternatives;
		this.absolute = absolute;
	}

	/**
	 * Reads a pattern.
	 * @param text the pattern, with slashes between names
	 * @return the pattern
	 * @throws IllegalArgumentException when it is wrong; the message quotes it, and says
	 * what is wrong and what would be right
	 */
	public static FilePattern parse(String text) {
		Assert.notNull(text, "text must not be null");
		try {
			if (text.isBlank()) {
				throw new IllegalArgumentException("it is empty; right would be \"/data/in/*.csv\"");
			}
			if (text.indexOf('\0') >= 0) {
				throw new IllegalArgumentException("it has a character 0, which no name has; remove it");
			}
			List<String> expanded = Braces.expand(text);
			boolean absolute = expanded.get(0).startsWith("/");
			List<List<NamePattern>> alternatives = new ArrayList<>();
			for (String each : expanded) {
				if (each.startsWith("/") != absolute) {
					throw new IllegalArgumentException("some of its alternatives begin with a slash and others do not;"
							+ " right would be one slash before the brace");
				}
				alternatives.add(names(each));
			}
			return new FilePattern(text, List.copyOf(alternatives), absolute);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("Wrong pattern \"" + text + "\": " + ex.getMessage(), ex);
		}
	}

	private static List<NamePattern> names(String text) {
		List<NamePattern> names = new ArrayList<>();
		for (String name : split(text)) {
			if (name.equals("..")) {
				throw new IllegalArgumentException(
						"\"..\" leads out of the directory before it; right would be the path that is meant");
			}
			NamePattern parsed = NamePattern.parse(name);
			if ("..".equals(parsed.literal()) || ".".equals(parsed.literal())) {
				throw new IllegalArgumentException(
						"\"" + name + "\" is no name of a file; right would be the path that is meant");
			}
			boolean again = parsed == NamePattern.DIRECTORIES && !names.isEmpty()
					&& names.get(names.size() - 1) == NamePattern.DIRECTORIES;
			if (!again) {
				names.add(parsed);
			}
		}
		return List.copyOf(names);
	}

	private static List<String> split(String text) {
		List<String> names = new ArrayList<>();
		int start = 0;
		for (int at = 0; at < text.length(); at++) {
			char each = text.charAt(at);
			if (each == '\\') {
				at++;
				if (at < text.length() && text.charAt(at) == '/') {
					throw new IllegalArgumentException(
							"a slash is escaped, and no name has one; right would be the slash alone");
				}
			}
			else if (each == '/') {
				addName(text.substring(start, at), names);
				start = at + 1;
			}
		}
		if (start == text.length()) {
			throw new IllegalArgumentException(
					text.isEmpty() ? "one of its alternatives is empty and names no file; right would be a name in it"
							: "it ends with a slash and names a directory; right would be \"" + text
									+ "*\" for the files in it");
		}
		names.add(text.substring(start));
		return names;
	}

	private static void addName(String name, List<String> names) {
		if (!name.isEmpty() && !name.equals(".")) {
			names.add(name);
		}
	}

	/**
	 * Whether a path is like this pattern, by its names alone: whether it is a regular
	 * file, and which of its directories are links, is not looked at.
	 * @param path the path, absolute if, and only if, the pattern is
	 * @return whether it matches
	 */
	public boolean matches(Path path) {
		if (path.isAbsolute() != this.absolute) {
			return false;
		}
		List<int[]> names = new ArrayList<>();
		path.forEach((name) -> names.add(NameText.of(name)));
		return this.alternatives.stream().anyMatch((pattern) -> matches(pattern, 0, names, 0));
	}

	private static boolean matches(List<NamePattern> pattern, int at, List<int[]> names, int name) {
		if (at == pattern.size()) {
			return name == names.size();
		}
		NamePattern first = pattern.get(at);
		if (first != NamePattern.DIRECTORIES) {
			return name < names.size() && first.matches(names.get(name)) && matches(pattern, at + 1, names, name + 1);
		}
		boolean last = at + 1 == pattern.size();
		for (int next = name; next <= names.size(); next++) {
			if (last ? next == names.size() && next > name : matches(pattern, at + 1, names, next)) {
				return true;
			}
			if (next < names.size() && !first.matches(names.get(next))) {
				return false;
			}
		}
		return false;
	}

	/**
	 * Whether the pattern begins with a slash.
	 * @return whether it does
	 */
	public boolean isAbsolute() {
		return this.absolute;
	}

	/**
	 * The pattern as it was written.
	 * @return the text
	 */
	public String text() {
		return this.text;
	}

	/**
	 * What it stands for.
	 * @return the names of each alternative
	 */
	List<List<NamePattern>> alternatives() {
		return this.alternatives;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof FilePattern pattern && pattern.text.equals(this.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	@Override
	public String toString() {
		return this.text;
	}

}
