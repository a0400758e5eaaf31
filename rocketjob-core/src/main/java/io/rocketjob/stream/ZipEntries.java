package io.rocketjob.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipException;

import org.jspecify.annotations.Nullable;

/**
 * Which file of a zip archive is wanted, and which ones it has.
 */
final class ZipEntries {

	private static final int MOST_NAMES = 10;

	private static final int MOST_CHARACTERS = 200;

	private final @Nullable String wanted;

	private final List<String> files = new ArrayList<>();

	private boolean more;

	private int matches;

	/**
	 * Makes it.
	 * @param wanted the name of the file, {@code null} for the only one
	 */
	ZipEntries(@Nullable String wanted) {
		this.wanted = wanted;
	}

	/**
	 * Whether an entry is nothing that users put there: a folder, or what a Mac adds.
	 * @param name the name of the entry
	 * @return whether it is
	 */
	static boolean isPassedOver(String name) {
		return name.endsWith("/") || name.startsWith("__MACOSX/") || name.equals(".DS_Store")
				|| name.endsWith("/.DS_Store");
	}

	/**
	 * How a name is shown, which whoever has made the archive has chosen freely.
	 * @param name the name of an entry
	 * @return the name, in one line, and only the end of one that is very long
	 */
	static String shown(String name) {
		StringBuilder shown = new StringBuilder();
		int start = Math.max(0, name.length() - MOST_CHARACTERS);
		if (start > 0) {
			shown.append('…');
		}
		for (int i = start; i < name.length(); i++) {
			char each = name.charAt(i);
			if (isVisible(each)) {
				shown.append(each);
			}
			else {
				shown.append(String.format(Locale.ROOT, "\\u%04X", (int) each));
			}
		}
		return shown.toString();
	}

	/** Not what breaks lines, changes the direction of writing, or moves a cursor. */
	private static boolean isVisible(char each) {
		return switch (Character.getType(each)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
			default -> true;
		};
	}

	/**
	 * Adds an entry.
	 * @param name its name
	 * @return whether it is the one to read
	 */
	boolean add(String name) {
		if (isPassedOver(name)) {
			return false;
		}
		if (this.files.size() < MOST_NAMES) {
			this.files.add(shown(name));
		}
		else {
			this.more = true;
		}
		boolean match = this.wanted == null || this.wanted.equals(name);
		if (match) {
			this.matches++;
		}
		return match && this.matches == 1;
	}

	/**
	 * Whether more need not be looked at, as it is known that there are too many.
	 * @return whether there are
	 */
	boolean areTooMany() {
		return this.matches > 1 && this.more;
	}

	/**
	 * Checks that exactly one file is the one to read.
	 * @throws ZipException when there is none, or several
	 */
	void requireOne() throws ZipException {
		if (this.matches == 1) {
			return;
		}
		if (this.files.isEmpty()) {
			throw new ZipException("it is no zip archive, or one that holds no file");
		}
		String names = String.join(", ", this.files) + (this.more ? ", …" : "");
		if (this.wanted == null) {
			throw new ZipException("the zip archive holds several files: " + names
					+ "; say which one by the option entry(\"" + this.files.get(0) + "\") of writeFile");
		}
		throw new ZipException("the zip archive holds " + ((this.matches == 0) ? "no file" : "several files")
				+ " named '" + this.wanted + "'" + ((this.matches == 0) ? ", but " + names : ""));
	}

}
