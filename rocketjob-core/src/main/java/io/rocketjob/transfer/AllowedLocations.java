package io.rocketjob.transfer;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.rocketjob.stream.RealPath;
import org.jspecify.annotations.Nullable;

/**
 * The locations that jobs may read or write: those below what the configuration names.
 * The fields of a job are given by whoever may create it, so nothing else may decide. A
 * file is looked at each time, because links change. Thread-safe.
 */
public final class AllowedLocations {

	/** Two letters at least, so that it is no drive. */
	private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

	/** What servers may take for a part of a path that is not written so. */
	private static final Pattern DISGUISED = Pattern.compile("%(2e|2f|5c|00)|\\\\|\\p{Cntrl}",
			Pattern.CASE_INSENSITIVE);

	private static final String FILE = "file:";

	private final String property;

	private final List<String> texts;

	private final List<Location> prefixes = new ArrayList<>();

	/**
	 * Makes it.
	 * @param property the property that names the locations
	 * @param prefixes what it says: directories as absolute paths or as {@code file:},
	 * and beginnings of other locations; nothing is allowed where it is empty
	 * @throws IllegalArgumentException when one is wrong, with what would be right
	 */
	public AllowedLocations(String property, List<String> prefixes) {
		this.property = property;
		this.texts = List.copyOf(prefixes);
		for (String prefix : prefixes) {
			this.prefixes.add(prefix(prefix));
		}
	}

	private Location prefix(String text) {
		Location location;
		try {
			location = Location.parse(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(this.property + ": '" + text + "' is wrong: " + ex.getMessage(), ex);
		}
		Path file = location.file();
		if (file != null && file.getNameCount() == 0) {
			throw new IllegalArgumentException(this.property + ": '" + text
					+ "' is wrong, because it is everything; right would be a directory, such as /data/in");
		}
		if (file == null && location.http() == null && !text.endsWith("/") && !text.endsWith(":")) {
			throw new IllegalArgumentException(
					this.property + ": '" + text + "' is wrong; right would be to end it with a slash");
		}
		return location;
	}

	/**
	 * Checks that a location is allowed.
	 * @param what what it is, for the message
	 * @param text the location
	 * @return where it leads; of a file, with its links followed
	 * @throws IllegalArgumentException when it is not, with the reason and what would be
	 * right
	 */
	Location check(String what, String text) {
		if (this.prefixes.isEmpty()) {
			throw refused(what, text, "because " + this.property
					+ " is empty; right would be to name there what jobs may use, such as /data/in");
		}
		Location location;
		try {
			location = Location.parse(text);
		}
		catch (IllegalArgumentException ex) {
			throw refused(what, text, "because " + ex.getMessage());
		}
		Path file = location.file();
		Location real = (file != null) ? new Location(text, RealPath.of(file), null) : location;
		if (this.prefixes.stream().noneMatch((prefix) -> prefix.isAbove(real))) {
			String leads = (file != null && !file.equals(real.file())) ? "it leads to " + real.file() + " and is"
					: "it is";
			throw refused(what, text, "because " + leads + " outside of " + String.join(", ", this.texts)
					+ "; right would be a location below these, or another one in " + this.property);
		}
		return real;
	}

	private static IllegalArgumentException refused(String what, String text, String why) {
		return new IllegalArgumentException(what + ": " + text + " is refused, " + why);
	}

	/**
	 * A location, as far as it is looked into.
	 *
	 * @param text as it was given
	 * @param file where it is, if it is a file
	 * @param http what is asked for, if a web server has it
	 */
	record Location(String text, @Nullable Path file, @Nullable URI http) {

		static Location parse(String text) {
			if (text.isBlank()) {
				throw new IllegalArgumentException("it is blank");
			}
			boolean hasScheme = SCHEME.matcher(text).matches();
			String scheme = hasScheme ? text.substring(0, text.indexOf(':')).toLowerCase(Locale.ROOT) : "";
			if (!hasScheme || scheme.equals("file")) {
				return new Location(text, path(hasScheme ? FILE + text.substring(FILE.length()) : text), null);
			}
			if (DISGUISED.matcher(text).find()) {
				throw new IllegalArgumentException(
						"of an encoded dot or slash, a backslash or a control character in it;"
								+ " right would be the location without these");
			}
			if (List.of(text.split("[/:!]", -1)).contains("..")) {
				throw new IllegalArgumentException("of the \"..\" in it; right would be the location that is meant");
			}
			return new Location(text, null, scheme.equals("http") || scheme.equals("https") ? uri(text) : null);
		}

		private static Path path(String text) {
			Path path;
			try {
				path = text.startsWith(FILE) ? Path.of(URI.create(text)) : Path.of(text);
			}
			catch (IllegalArgumentException | FileSystemNotFoundException ex) {
				throw new IllegalArgumentException(
						"it is no path of a file; right would be as /data/in/a.csv or file:/data/in/a.csv", ex);
			}
			if (!path.isAbsolute()) {
				throw new IllegalArgumentException("it is not absolute; right would be as /data/in/a.csv");
			}
			for (Path name : path) {
				if (name.toString().equals("..")) {
					throw new IllegalArgumentException("of the \"..\" in it; right would be the path that is meant");
				}
			}
			return path.normalize();
		}

		private static URI uri(String text) {
			URI uri;
			try {
				uri = new URI(text);
			}
			catch (URISyntaxException ex) {
				throw new IllegalArgumentException("it is no URL; right would be as https://example.com/data/a.csv",
						ex);
			}
			if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
				throw new IllegalArgumentException("it must have a host, and neither a user nor a fragment; right would"
						+ " be as https://example.com/data/a.csv");
			}
			return uri;
		}

		boolean isAbove(Location other) {
			if (this.file != null) {
				return other.file != null && other.file.startsWith(RealPath.of(this.file));
			}
			if (this.http != null) {
				return other.http != null && isAbove(this.http, other.http);
			}
			return other.file == null && other.http == null && other.text.startsWith(this.text);
		}

		private static boolean isAbove(URI prefix, URI other) {
			String path = other.getRawPath().isEmpty() ? "/" : other.getRawPath();
			String above = prefix.getRawPath().isEmpty() ? "/" : prefix.getRawPath();
			return prefix.getScheme().equalsIgnoreCase(other.getScheme())
					&& prefix.getHost().equalsIgnoreCase(other.getHost()) && port(prefix) == port(other)
					&& (path.equals(above) || path.startsWith(above.endsWith("/") ? above : above + "/"));
		}

		private static int port(URI uri) {
			return (uri.getPort() != -1) ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
		}

	}

}
