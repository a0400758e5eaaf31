package io.rocketjob.operation;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import io.rocketjob.dirmon.ArrivingFile;
import io.rocketjob.dirmon.DirectoryLook;
import org.jspecify.annotations.Nullable;

/**
 * The files that match the pattern of an entry of the directory monitor.
 *
 * @param ready how many would be taken
 * @param waiting how many are not complete yet
 * @param held how many would be held back
 * @param names how many names of files and directories were looked at, those that do not
 * match among them
 * @param stoppedAt where looking has stopped after {@value DirmonOperations#MOST_NAMES}
 * names, or after three seconds: what comes after it is not among the numbers;
 * {@code null} when everything was looked at
 * @param files the files, at most {@value DirmonOperations#MOST_FILES}: first those that
 * would be held back, then those that wait
 * @since 0.1.0
 */
public record DirmonMatchesDescriptor(int ready, int waiting, int held, int names, @Nullable String stoppedAt,
		List<MatchDescriptor> files) {

	static DirmonMatchesDescriptor of(DirectoryLook look, Masking masking) {
		List<ArrivingFile> files = look.files();
		String stoppedAt = (look.stoppedAt() != null) ? masking.text(look.stoppedAt().toString()) : null;
		return new DirmonMatchesDescriptor(count(files, ArrivingFile.State.READY),
				count(files, ArrivingFile.State.WAITING), count(files, ArrivingFile.State.HELD), look.names(),
				stoppedAt,
				files.stream()
					.sorted(Comparator.comparing(ArrivingFile::state).reversed().thenComparing(ArrivingFile::path))
					.limit(DirmonOperations.MOST_FILES)
					.map((each) -> MatchDescriptor.of(each, masking))
					.toList());
	}

	private static int count(List<ArrivingFile> files, ArrivingFile.State state) {
		return (int) files.stream().filter((each) -> each.state() == state).count();
	}

	/**
	 * How many files match.
	 * @return the number
	 */
	public int total() {
		return this.ready + this.waiting + this.held;
	}

	/**
	 * A file that matches.
	 *
	 * @param path where it is
	 * @param size its bytes
	 * @param modified when it was last written, as the file system says
	 * @param state {@code ready}, {@code waiting} or {@code held}
	 * @param reason why it is not taken, in words that begin with "it"; {@code null} when
	 * it would be
	 */
	public record MatchDescriptor(@Nullable String path, long size, Instant modified, String state,
			@Nullable String reason) {

		private static MatchDescriptor of(ArrivingFile file, Masking masking) {
			String state = switch (file.state()) {
				case READY -> "ready";
				case WAITING -> "waiting";
				case HELD -> "held";
			};
			return new MatchDescriptor(masking.text(file.path().toString()), file.size(), file.modified(), state,
					masking.text(file.reason()));
		}

	}

}
