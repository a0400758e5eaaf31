package io.rocketjob.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The ways in which a file may be wrapped, each told by an ending of its name.
 */
enum Wrapping {

	GZIP(".gz", ".gzip"),

	BZIP2(".bz2"),

	XZ(".xz"),

	ZSTD(".zst"),

	ZIP(".zip"),

	ENCRYPTION(".enc"),

	PGP(".pgp", ".gpg");

	private final String ending;

	private final String otherEnding;

	Wrapping(String ending) {
		this(ending, ending);
	}

	Wrapping(String ending, String otherEnding) {
		this.ending = ending;
		this.otherEnding = otherEnding;
	}

	/**
	 * What a file of that name is wrapped in.
	 * @param name the name of the file; upper and lower case are the same
	 * @return the wrappings, the outermost first
	 */
	static List<Wrapping> of(String name) {
		List<Wrapping> wrappings = new ArrayList<>();
		String rest = name.toLowerCase(Locale.ROOT);
		Wrapping wrapping = outermost(rest);
		while (wrapping != null) {
			wrappings.add(wrapping);
			rest = rest.substring(0, rest.length() - wrapping.endingOf(rest).length());
			wrapping = outermost(rest);
		}
		return wrappings;
	}

	private static @Nullable Wrapping outermost(String name) {
		for (Wrapping wrapping : values()) {
			if (!wrapping.endingOf(name).isEmpty()) {
				return wrapping;
			}
		}
		return null;
	}

	/**
	 * Whether it may make content smaller.
	 * @return whether it may
	 */
	boolean compresses() {
		return this != ENCRYPTION;
	}

	/**
	 * The ending by which a name tells this wrapping.
	 * @param name the name of a file
	 * @return the ending, empty when the name has none of this wrapping's
	 */
	String endingOf(String name) {
		String lower = name.toLowerCase(Locale.ROOT);
		if (lower.endsWith(this.ending)) {
			return this.ending;
		}
		return lower.endsWith(this.otherEnding) ? this.otherEnding : "";
	}

}
