package io.rocketjob.dirmon;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a look at the directories of an entry has found. Immutable.
 *
 * @param files the files that match
 * @param names how many names of files and directories it has come by, those that do not
 * match among them
 * @param stoppedAt where it has stopped, because these were as many as it was to look at,
 * or it took as long as it was to take; {@code null} when it has looked at everything
 * @since 0.1.0
 */
public record DirectoryLook(List<ArrivingFile> files, int names, @Nullable Path stoppedAt) {

	/**
	 * Makes it.
	 */
	public DirectoryLook {
		files = List.copyOf(files);
	}

}
