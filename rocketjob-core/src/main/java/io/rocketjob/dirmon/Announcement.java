package io.rocketjob.dirmon;

/**
 * What a sender says of a file by another file beside it, whose name has more at its end.
 * Without the other file, the file waits.
 *
 * @since 0.1.0
 */
public enum Announcement {

	/** Nothing. */
	NONE(""),

	/** That it is complete: {@code NAME.done} is there. What is in it does not matter. */
	MARKER(".done"),

	/** How many bytes it has: a decimal number in {@code NAME.size}. */
	SIZE(".size"),

	/**
	 * Its checksum: {@code NAME.sha256} begins with the SHA-256 in hexadecimal digits, as
	 * {@code sha256sum} writes it. The file is read to compare it.
	 */
	SHA256(".sha256");

	private final String suffix;

	Announcement(String suffix) {
		this.suffix = suffix;
	}

	/**
	 * What the name of the other file has at its end.
	 * @return the suffix, empty for {@link #NONE}
	 */
	public String suffix() {
		return this.suffix;
	}

}
