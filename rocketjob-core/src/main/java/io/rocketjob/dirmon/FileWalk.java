package io.rocketjob.dirmon;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Goes through the directories that a pattern names, and shows each regular file that
 * matches. Lists each directory once, and asks once for the attributes of each name that
 * may match.
 */
final class FileWalk {

	private final Predicate<int[]> leftOut;

	private final Visitor visitor;

	private final LookBound bound;

	private FileWalk(Predicate<int[]> leftOut, Visitor visitor, LookBound bound) {
		this.bound = bound;
		this.leftOut = leftOut;
		this.visitor = visitor;
	}

	/**
	 * Shows the files that match.
	 * @param pattern the pattern
	 * @param root where it begins: the root of the file system for an absolute one
	 * @param leftOut the names of directories and files that are left out; those of the
	 * directories before the first wildcard are not asked
	 * @param bound is asked before each name, and says when to stop
	 * @param visitor is shown the files
	 * @throws IOException when a directory is not there that the pattern names before its
	 * first wildcard, or it cannot be read
	 */
	static void walk(FilePattern pattern, Path root, Predicate<int[]> leftOut, LookBound bound, Visitor visitor)
			throws IOException {
		FileWalk walk = new FileWalk(leftOut, visitor, bound);
		Map<Path, Set<Place>> bases = new LinkedHashMap<>();
		for (List<NamePattern> names : pattern.alternatives()) {
			Base base = Base.of(names, root);
			bases.computeIfAbsent(base.directory(), (first) -> new LinkedHashSet<>())
				.addAll(places(names, base.names()));
		}
		for (Path base : bases.keySet()) {
			requireDirectory(base);
		}
		for (Map.Entry<Path, Set<Place>> base : bases.entrySet()) {
			walk.list(base.getKey(), base.getValue());
		}
	}

	/**
	 * The directories that a pattern names before its first wildcard.
	 * @param pattern the pattern
	 * @param root where it begins
	 * @return the directories
	 */
	static Set<Path> bases(FilePattern pattern, Path root) {
		Set<Path> bases = new LinkedHashSet<>();
		pattern.alternatives().forEach((names) -> bases.add(Base.of(names, root).directory()));
		return bases;
	}

	private static void requireDirectory(Path directory) throws IOException {
		if (Files.isDirectory(directory)) {
			return;
		}
		if (Files.exists(directory)) {
			throw new NotDirectoryException(directory.toString());
		}
		throw new NoSuchFileException(directory.toString());
	}

	/** A name that the locale of the process cannot say is found by listing. */
	private static @Nullable Path resolve(Path directory, String name) {
		try {
			return directory.resolve(name);
		}
		catch (InvalidPathException ex) {
			return null;
		}
	}

	private void list(Path directory, Set<Place> places) throws IOException {
		Map<Path, Set<Place>> written = new LinkedHashMap<>();
		List<Place> listed = new ArrayList<>();
		for (Place place : places) {
			String literal = place.name().literal();
			Path path = (literal != null) ? resolve(directory, literal) : null;
			if (path != null) {
				written.computeIfAbsent(path, (first) -> new LinkedHashSet<>()).add(place);
			}
			else {
				listed.add(place);
			}
		}
		if (!listed.isEmpty()) {
			try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
				for (Path child : children) {
					if (!this.bound.goesOn(child)) {
						return;
					}
					int[] name = NameText.of(child);
					Set<Place> named = written.remove(child);
					Set<Place> matching = (named != null) ? named : new LinkedHashSet<>(2);
					for (Place place : listed) {
						if (place.name().matches(name)) {
							matching.add(place);
						}
					}
					if (!matching.isEmpty()) {
						look(child, name, matching);
					}
				}
			}
			catch (DirectoryIteratorException ex) {
				throw ex.getCause();
			}
		}
		written.forEach((path, matching) -> {
			if (this.bound.goesOn(path)) {
				look(path, NameText.of(path), matching);
			}
		});
	}

	private void look(Path path, int[] name, Set<Place> places) {
		if (this.leftOut.test(name)) {
			return;
		}
		try {
			FileFacts facts = FileFacts.of(path);
			switch (facts.kind()) {
				case REGULAR -> {
					if (places.stream().anyMatch(Place::isLast)) {
						this.visitor.file(path, facts);
					}
				}
				case DIRECTORY -> enter(path, places);
				case LINK -> enterLink(path, places);
				case OTHER -> {
					// to open it might block
				}
			}
		}
		catch (NoSuchFileException ex) {
			// it is gone by now, or a name that is written out is not there
		}
		catch (IOException ex) {
			this.visitor.problem(path, ex);
		}
	}

	private void enterLink(Path link, Set<Place> places) throws IOException {
		Set<Place> written = new LinkedHashSet<>();
		places.stream().filter((place) -> place.name().literal() != null).forEach(written::add);
		if (!written.isEmpty() && Files.isDirectory(link)) {
			enter(link, written);
		}
	}

	private void enter(Path directory, Set<Place> places) throws IOException {
		Set<Place> inside = new LinkedHashSet<>();
		for (Place place : places) {
			if (place.name() == NamePattern.DIRECTORIES) {
				inside.addAll(places(place.names(), place.at()));
			}
			else if (!place.isLast()) {
				inside.addAll(places(place.names(), place.at() + 1));
			}
		}
		if (!inside.isEmpty()) {
			list(directory, inside);
		}
	}

	/** A place in a pattern, and the one after it where that may stand for nothing. */
	private static Set<Place> places(List<NamePattern> names, int at) {
		Set<Place> places = new LinkedHashSet<>();
		places.add(new Place(names, at));
		if (names.get(at) == NamePattern.DIRECTORIES && at + 1 < names.size()) {
			places.add(new Place(names, at + 1));
		}
		return places;
	}

	/** Is shown what matches. */
	interface Visitor {

		/**
		 * A regular file that matches.
		 * @param file its path
		 * @param facts what there is
		 */
		void file(Path file, FileFacts facts);

		/**
		 * Something that may match, and cannot be looked at.
		 * @param path its path
		 * @param problem why not
		 */
		void problem(Path path, IOException problem);

	}

	/**
	 * The directory that a pattern names before its first wildcard.
	 */
	private record Base(Path directory, int names) {

		static Base of(List<NamePattern> pattern, Path root) {
			Path directory = root;
			int at = 0;
			while (at < pattern.size() - 1) {
				String literal = pattern.get(at).literal();
				Path next = (literal != null) ? resolve(directory, literal) : null;
				if (next == null) {
					break;
				}
				directory = next;
				at++;
			}
			return new Base(directory, at);
		}

	}

	/**
	 * A place in one alternative of a pattern.
	 */
	private record Place(List<NamePattern> names, int at) {

		NamePattern name() {
			return this.names.get(this.at);
		}

		boolean isLast() {
			return this.at == this.names.size() - 1;
		}

	}

}
