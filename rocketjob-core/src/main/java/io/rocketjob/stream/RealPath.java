package io.rocketjob.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Internal: where paths lead. Links change, so what it says holds for the moment.
 */
public final class RealPath {

	private RealPath() {
	}

	/**
	 * Where a path leads by its links; the names at its end that are not there are kept.
	 * A link that leads nowhere, or whose target may not be seen, leads outside of
	 * everything: to the root of its file system.
	 * @param path an absolute path without {@code ..}
	 * @return where it leads
	 */
	public static Path of(Path path) {
		for (Path present = path; present != null; present = present.getParent()) {
			try {
				return present.toRealPath().resolve(present.relativize(path)).normalize();
			}
			catch (IOException ex) {
				if (Files.isSymbolicLink(present)) {
					return path.getRoot();
				}
			}
		}
		return path.normalize();
	}

}
