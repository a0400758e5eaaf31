package io.rocketjob.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A file that is being copied, beside its target and named by the job. What of it is
 * known to be on the disk, and of which version of the source it is, is in a note beside
 * it, so that a later run goes on there.
 *
 * @param target what it becomes
 * @param data where the bytes are
 * @param note says how many of them count
 */
record PartFile(Path target, Path data, Path note) {

	static PartFile of(Path target, ObjectId job) {
		return new PartFile(target, target.resolveSibling("." + job.toHexString() + ".part"),
				target.resolveSibling("." + job.toHexString() + ".note"));
	}

	/**
	 * What an earlier run has left.
	 * @return how many bytes count, and of which version; none when there is no such
	 */
	State state() throws IOException {
		try {
			List<String> lines = Files.readAllLines(this.note);
			long length = Long.parseLong(lines.get(0));
			if (lines.size() == 2 && length <= Files.size(this.data)) {
				return new State(length, lines.get(1));
			}
		}
		catch (NoSuchFileException | NumberFormatException | IndexOutOfBoundsException ex) {
			// then it begins anew
		}
		return State.NONE;
	}

	/**
	 * Whether a run has given it its name and could not say so.
	 * @return whether the target is this file
	 */
	boolean isComplete() throws IOException {
		return Files.exists(this.data) && Files.exists(this.target) && Files.isSameFile(this.data, this.target);
	}

	/**
	 * Opens it to go on. One run at a time has it, also where a server stood still, was
	 * declared dead and goes on.
	 * @param start how many bytes are kept
	 * @return where to write, and to read again
	 */
	FileChannel open(long start) throws IOException {
		FileChannel channel = FileChannel.open(this.data, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
		try {
			if (!isLocked(channel) || channel.size() < start) {
				throw new IOException("Another run of the job still writes " + this.data);
			}
			channel.truncate(start);
			return channel.position(start);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private static boolean isLocked(FileChannel channel) throws IOException {
		try {
			return channel.tryLock() != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
		catch (ClosedChannelException ex) {
			// interrupted: whether another run has locked it is not known
			throw ex;
		}
		catch (IOException ex) {
			// a file system without locks
			return true;
		}
	}

	/**
	 * Forces what was written to the disk, and notes that.
	 * @param channel where was written
	 * @param version of which version it is, {@code null} to note nothing
	 */
	void keep(FileChannel channel, @Nullable String version) throws IOException {
		channel.force(true);
		if (version != null) {
			Path next = this.note.resolveSibling(this.note.getFileName() + ".next");
			Files.writeString(next, channel.position() + "\n" + version + "\n");
			force(next);
			Files.move(next, this.note, StandardCopyOption.ATOMIC_MOVE);
		}
	}

	/**
	 * Gives it its name.
	 * @param overwrite whether that may be the name of another file
	 * @throws FileAlreadyExistsException when it is, and may not
	 */
	void complete(boolean overwrite) throws IOException {
		if (Files.isDirectory(this.target)) {
			throw new DirectoryNotEmptyException(this.target + " is a directory");
		}
		if (overwrite) {
			Files.move(this.data, this.target, StandardCopyOption.ATOMIC_MOVE);
		}
		else {
			link();
		}
		forceDirectory();
		delete();
	}

	/** Unlike a move, a link is made only where there is no file of that name. */
	private void link() throws IOException {
		try {
			Files.createLink(this.target, this.data);
		}
		catch (FileAlreadyExistsException ex) {
			if (Files.mismatch(this.target, this.data) != -1) {
				throw new FileAlreadyExistsException(this.target.toString(), null,
						"the target of the copy is there already, with another content; remove it, or create the job"
								+ " with a copy that is overwriting()");
			}
			// a run that was not able to say so has copied it
		}
		catch (IOException | UnsupportedOperationException ex) {
			if (Files.exists(this.target, LinkOption.NOFOLLOW_LINKS)) {
				throw new FileAlreadyExistsException(this.target.toString());
			}
			Files.move(this.data, this.target, StandardCopyOption.ATOMIC_MOVE);
		}
	}

	/**
	 * Deletes what is no longer needed.
	 */
	void delete() throws IOException {
		Files.deleteIfExists(this.note);
		Files.deleteIfExists(this.note.resolveSibling(this.note.getFileName() + ".next"));
		Files.deleteIfExists(this.data);
	}

	/**
	 * Deletes what no run will go on with, unless one still has it open, which then does
	 * this itself.
	 */
	void discard() throws IOException {
		try (FileChannel channel = FileChannel.open(this.data, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
			if (isLocked(channel)) {
				delete();
			}
		}
		catch (NoSuchFileException ex) {
			delete();
		}
	}

	/** Some file systems cannot. */
	private void forceDirectory() {
		Path directory = this.target.getParent();
		try (FileChannel channel = FileChannel.open((directory != null) ? directory : this.target,
				StandardOpenOption.READ)) {
			channel.force(true);
		}
		catch (IOException ex) {
			// the name may be lost when the machine fails; the job then says what is so
		}
	}

	private static void force(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
			channel.force(true);
		}
	}

	/**
	 * Writes all of a buffer.
	 * @param channel where
	 * @param bytes what
	 * @param length how many of them
	 */
	static void write(FileChannel channel, byte[] bytes, int length) throws IOException {
		ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
		while (buffer.hasRemaining()) {
			channel.write(buffer);
		}
	}

	/**
	 * What is there.
	 *
	 * @param length how many bytes count
	 * @param version the version of the source of which they are
	 */
	record State(long length, @Nullable String version) {

		private static final State NONE = new State(0, null);

	}

}
