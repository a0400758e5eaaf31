package io.rocketjob.dirmon;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import io.rocketjob.dirmon.ArrivingFile.State;
import org.jspecify.annotations.Nullable;

/**
 * Says when a file has arrived. Immutable.
 *
 * @param quietPeriod for how long nothing about the file may change
 * @param empty whether empty files are taken
 * @param leftOut names of files and directories that are left out
 * @param announcement what the sender says of the file
 * @param reads whether files are read, for their checksum
 */
record ArrivalRule(Duration quietPeriod, boolean empty, List<NamePattern> leftOut, Announcement announcement,
		boolean reads) {

	/** Names that tools give to what they have not finished, and to their own files. */
	static final List<String> LEFT_OUT = List.of(".*", "*~", "~$*", "#*#", "*.tmp", "*.temp", "*.part", "*.partial",
			"*.filepart", "*.crdownload", "*.download", "*.aria2", "*.aria2__temp", "*.swp", "*.lock", "4913",
			"zi[!.][!.][!.][!.][!.][!.]", "sed[!.][!.][!.][!.][!.][!.]");

	/** A file waits while one of these is beside it. */
	private static final List<String> CONTROL_FILES = List.of(".aria2", ".part", ".crdownload", ".filepart", ".lock");

	/** More than any number or checksum with the name of a file after it. */
	private static final int LONGEST_ANNOUNCEMENT = 10_000;

	/**
	 * Whether a name is left out.
	 * @param name its characters
	 * @return whether it is
	 */
	boolean isLeftOut(int[] name) {
		// for each file of a directory that may have many
		for (NamePattern pattern : this.leftOut) {
			if (pattern.matches(name)) {
				return true;
			}
		}
		return this.announcement != Announcement.NONE && endsWith(name, this.announcement.suffix());
	}

	private static boolean endsWith(int[] name, String suffix) {
		int start = name.length - suffix.length();
		for (int i = 0; i < suffix.length(); i++) {
			if (start < 0 || name[start + i] != suffix.charAt(i)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Judges a file.
	 * @param file the file
	 * @param facts what there is
	 * @param since since when it has been seen like that, {@code null} when it has not
	 * @param now the time
	 * @return what a scan makes of it
	 */
	ArrivingFile judge(Path file, FileFacts facts, @Nullable Instant since, Instant now) {
		String odd = odd(facts);
		if (odd != null) {
			return with(file, facts, State.HELD, odd);
		}
		String early = early(since, now);
		if (early == null) {
			early = control(file);
		}
		if (early != null) {
			return with(file, facts, State.WAITING, early);
		}
		if (!Files.isReadable(file)) {
			return with(file, facts, State.HELD,
					"it may not be read by the user that this process runs as; right would be a permission to read it");
		}
		String contradiction;
		try {
			contradiction = contradiction(file, facts);
		}
		catch (IOException ex) {
			contradiction = "it cannot be compared with what its sender says: " + ex;
		}
		return (contradiction != null) ? with(file, facts, State.WAITING, contradiction)
				: with(file, facts, State.READY, null);
	}

	private static ArrivingFile with(Path file, FileFacts facts, State state, @Nullable String reason) {
		return new ArrivingFile(file, facts.size(), facts.modified(), state, reason);
	}

	private @Nullable String odd(FileFacts facts) {
		if (facts.size() == 0 && !this.empty) {
			return "it is empty, as a file is before its first byte is written; an entry may take empty files";
		}
		if (facts.modified().equals(Instant.EPOCH)) {
			return "its time of modification is 1970-01-01T00:00:00Z, which is how rsync marks a part of a file";
		}
		return (facts.links() > 1)
				? "it has " + facts.links() + " names (hard links), so it can be written under another" : null;
	}

	private @Nullable String early(@Nullable Instant since, Instant now) {
		if (since == null) {
			return "it is new, or has changed since the last scan";
		}
		Duration quiet = Duration.between(since, now);
		return (quiet.compareTo(this.quietPeriod) < 0)
				? "it has been unchanged for " + quiet.toSeconds() + " of " + this.quietPeriod.toSeconds() + " seconds"
				: null;
	}

	private static @Nullable String control(Path file) {
		return CONTROL_FILES.stream()
			.filter((suffix) -> Files.exists(Names.beside(file, suffix), LinkOption.NOFOLLOW_LINKS))
			.map((suffix) -> "its name with " + suffix + " at the end is beside it, so a tool is still at work")
			.findFirst()
			.orElse(null);
	}

	private @Nullable String contradiction(Path file, FileFacts facts) throws IOException {
		if (this.announcement == Announcement.NONE) {
			return null;
		}
		Path other = Names.beside(file, this.announcement.suffix());
		String said;
		try {
			said = FileFacts.of(other).isRegular() ? text(other) : null;
		}
		catch (NoSuchFileException ex) {
			said = null;
		}
		if (said == null) {
			return "its sender has not said that it is complete: its name with " + this.announcement.suffix()
					+ " at the end is not beside it";
		}
		return switch (this.announcement) {
			case SIZE -> said.strip().equals(Long.toString(facts.size())) ? null
					: "it has " + facts.size() + " bytes, and its sender says " + shortened(said);
			case SHA256 -> (!this.reads || said.strip().toLowerCase(Locale.ROOT).startsWith(checksum(file))) ? null
					: "its SHA-256 is another than its sender says: " + shortened(said);
			case NONE, MARKER -> null;
		};
	}

	private static String text(Path file) throws IOException {
		try (InputStream input = Files.newInputStream(file)) {
			return new String(input.readNBytes(LONGEST_ANNOUNCEMENT), StandardCharsets.ISO_8859_1);
		}
	}

	private static String shortened(String said) {
		String text = said.strip();
		return "'" + ((text.length() > 80) ? text.substring(0, 80) + "…" : text) + "'";
	}

	private static String checksum(Path file) throws IOException {
		MessageDigest digest = sha256();
		try (InputStream input = new DigestInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), digest)) {
			input.transferTo(OutputStream.nullOutputStream());
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
