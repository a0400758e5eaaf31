package io.rocketjob.operation;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import io.rocketjob.dirmon.TakenFile;
import org.jspecify.annotations.Nullable;

/**
 * Files of an entry of the directory monitor that were taken and have no jobs.
 *
 * @param failed of how many no job could be made
 * @param others how many are on their way
 * @param files the files, at most {@value DirmonOperations#MOST_FILES}: first those of
 * which no job could be made
 * @since 0.1.0
 */
public record DirmonFilesDescriptor(int failed, int others, List<FileDescriptor> files) {

	static DirmonFilesDescriptor of(List<TakenFile> files, Masking masking) {
		int failed = (int) files.stream().filter((each) -> each.problem() != null).count();
		return new DirmonFilesDescriptor(failed, files.size() - failed,
				files.stream()
					.sorted(Comparator.comparing((TakenFile each) -> each.problem() == null))
					.limit(DirmonOperations.MOST_FILES)
					.map((each) -> FileDescriptor.of(each, masking))
					.toList());
	}

	/**
	 * A file that was taken and has no job.
	 *
	 * @param job the id that its job has or is going to have
	 * @param source where it was
	 * @param archived where it is in the archive
	 * @param takenAt when it was taken
	 * @param problem why no job could be made of it, {@code null} while it is on its way
	 */
	public record FileDescriptor(String job, @Nullable String source, @Nullable String archived, Instant takenAt,
			@Nullable String problem) {

		private static FileDescriptor of(TakenFile file, Masking masking) {
			return new FileDescriptor(file.job().toHexString(), masking.text(file.source()),
					masking.text(file.archived()), file.takenAt(), masking.text(file.problem()));
		}

	}

}
