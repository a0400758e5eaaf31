package io.rocketjob.dirmon;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;

import org.jspecify.annotations.Nullable;

/**
 * Moves a file into the archive, in steps that can be made again. Looks at what there is
 * instead of trusting what a move returns.
 *
 * @param copied is told when a copy is complete, and the original still there
 */
record FileMove(Runnable copied) {

	private static final int BUFFER = 1 << 20;

	/**
	 * Moves a file, or goes on where another process has stopped.
	 * @param note what was noted of it
	 * @return {@code null} when it is in the archive as it was noted; else why it must
	 * not be processed
	 * @throws Gone when there is nothing to take: it has vanished, or is another by now
	 * @throws IOException when it cannot be moved; then it is where it was
	 */
	@Nullable String move(FileNote note) throws IOException, Gone {
		FileFacts source = facts(note.source());
		FileFacts target = facts(note.target());
		if (target == null) {
			if (source == null) {
				throw new Gone("it has vanished before it could be moved");
			}
			if (!source.hasSameContent(note.facts())) {
				throw new Gone("it has changed before it could be moved");
			}
			Files.createDirectories(Names.directory(note.target()));
			try {
				Files.move(note.source(), note.target(), StandardCopyOption.ATOMIC_MOVE);
			}
			catch (AtomicMoveNotSupportedException ex) {
				copy(note);
				this.copied.run();
			}
			source = facts(note.source());
			target = facts(note.target());
		}
		if (target == null) {
			throw new IOException("The file system says that " + note.source() + " was moved to " + note.target()
					+ ", and it is not there");
		}
		boolean isCopy = !target.hasSameContent(note.facts());
		if (source != null && isCopy && source.hasSameContent(note.facts())
				&& target.hasSameSizeAndTime(note.facts())) {
			Files.delete(note.source());
		}
		else if (source != null && source.inode() != 0 && source.device() == target.device()
				&& source.inode() == target.inode()) {
			throw new IOException("The file system says that " + note.source() + " was moved to " + note.target()
					+ ", and it is still there");
		}
		return changed(note);
	}

	private static @Nullable FileFacts facts(Path path) throws IOException {
		try {
			return FileFacts.of(path);
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	/**
	 * Says what has changed since a file was noted.
	 * @param note the note
	 * @return why it must not be processed, {@code null} when nothing has
	 * @throws IOException when it cannot be looked at
	 */
	static @Nullable String changed(FileNote note) throws IOException {
		FileFacts now = FileFacts.of(note.target());
		if (!now.isRegular()) {
			return "it is no regular file any more";
		}
		return now.hasSameSizeAndTime(note.facts()) ? null
				: "it was changed after it was taken: it had " + note.facts().size() + " bytes of "
						+ note.facts().modified() + ", and has " + now.size() + " of " + now.modified();
	}

	/**
	 * Copies a file to another file system, where it has its name only when all of it is
	 * on the disk.
	 */
	private static void copy(FileNote note) throws IOException, Gone {
		Path part = note.target().resolveSibling("." + note.job().toHexString() + ".part");
		Files.deleteIfExists(part);
		try (FileChannel from = FileChannel.open(note.source(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
				FileChannel to = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
			long position = 0;
			for (long count = 1; count > 0; position += count) {
				count = from.transferTo(position, BUFFER, to);
			}
			to.force(true);
		}
		FileFacts after = facts(note.source());
		if (after == null || !after.hasSameContent(note.facts())) {
			Files.deleteIfExists(part);
			throw new Gone("it has changed while it was copied to another file system");
		}
		Files.setLastModifiedTime(part, FileTime.from(note.facts().modified()));
		if (Files.exists(note.target(), LinkOption.NOFOLLOW_LINKS)) {
			throw new FileAlreadyExistsException(note.target().toString());
		}
		Files.move(part, note.target(), StandardCopyOption.ATOMIC_MOVE);
		force(note.target());
	}

	private static void force(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
			channel.force(true);
		}
	}

	/** There is nothing to take. The message goes on after the name of the file. */
	static final class Gone extends Exception {

		Gone(String message) {
			super(message);
		}

	}

}
