package io.rocketjob.dirmon;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import io.rocketjob.stream.RealPath;

/**
 * The directories in which the monitor may read and write: those that the configuration
 * names. Where a path leads by links is looked at each time, because links change.
 * Thread-safe.
 *
 * @param roots absolute paths
 */
record AllowedRoots(List<Path> roots) {

	static final String PROPERTY = "rocketjob.dirmon.roots";

	/**
	 * Makes it.
	 * @throws IllegalArgumentException when a root is not absolute, or is the root of its
	 * file system
	 */
	AllowedRoots {
		for (Path root : roots) {
			if (!root.isAbsolute() || root.normalize().getNameCount() == 0) {
				throw new IllegalArgumentException(PROPERTY + ": '" + root
						+ "' is wrong; right would be the absolute path of a directory that is not the root of the file"
						+ " system, such as /data/in");
			}
		}
		roots = roots.stream().map(Path::normalize).toList();
	}

	/**
	 * Checks that a path leads into one of them.
	 * @param what what is checked, in words
	 * @param path an absolute path; what of it is not there yet, is taken as it is
	 * written
	 * @return where it leads
	 * @throws IllegalArgumentException when it does not, saying where it leads and what
	 * would be right
	 */
	Path check(String what, Path path) {
		if (this.roots.isEmpty()) {
			throw new IllegalArgumentException(what + " " + path + " is refused, because " + PROPERTY
					+ " is empty; right would be to name there the directories that the monitor may use");
		}
		for (Path name : path) {
			if (name.toString().equals("..")) {
				throw new IllegalArgumentException(what + " " + path
						+ " is refused, because of the \"..\" in it; right would be the path that is meant");
			}
		}
		Path real = RealPath.of(path);
		boolean inside = this.roots.stream().anyMatch((root) -> real.startsWith(RealPath.of(root)));
		if (!inside) {
			throw new IllegalArgumentException(what + " " + path + " is refused, because "
					+ (real.equals(path.normalize()) ? "it" : "it leads to " + real + " and") + " is outside of "
					+ this.roots.stream().map(Path::toString).collect(Collectors.joining(", "))
					+ "; right would be a path in one of these, or another directory in " + PROPERTY);
		}
		return real;
	}

}
