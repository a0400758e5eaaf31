package io.rocketjob.dirmon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What a file system says of a file. A link is not followed.
 *
 * @param kind what it is
 * @param device where it is
 * @param inode which file it is there; both are 0 where the system does not tell
 * @param size its bytes
 * @param modified when it was last written, or what a tool has set
 * @param changed when it, its name, or what is said of it was last changed, which no tool
 * can set; as {@code modified} where the system does not tell
 * @param links how many names it has
 */
record FileFacts(Kind kind, long device, long inode, long size, Instant modified, Instant changed, int links) {

	private static final String ATTRIBUTES = "unix:dev,ino,nlink,ctime,size,lastModifiedTime,isRegularFile,isDirectory,"
			+ "isSymbolicLink";

	/** What can be under a name. */
	enum Kind {

		REGULAR, DIRECTORY, LINK, OTHER

	}

	/**
	 * Looks at a file.
	 * @param path the file
	 * @return what there is
	 * @throws IOException when it is not there, or cannot be looked at
	 */
	static FileFacts of(Path path) throws IOException {
		if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
			Map<String, Object> facts = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
			return new FileFacts(
					kind(get(facts, "isRegularFile", Boolean.class), get(facts, "isDirectory", Boolean.class),
							get(facts, "isSymbolicLink", Boolean.class)),
					get(facts, "dev", Long.class), get(facts, "ino", Long.class), get(facts, "size", Long.class),
					get(facts, "lastModifiedTime", FileTime.class).toInstant(),
					get(facts, "ctime", FileTime.class).toInstant(), get(facts, "nlink", Integer.class));
		}
		BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
		Instant modified = facts.lastModifiedTime().toInstant();
		return new FileFacts(kind(facts.isRegularFile(), facts.isDirectory(), facts.isSymbolicLink()), 0, 0,
				facts.size(), modified, modified, 1);
	}

	private static <T> T get(Map<String, Object> facts, String name, Class<T> type) {
		return Objects.requireNonNull(type.cast(facts.get(name)));
	}

	private static Kind kind(boolean regular, boolean directory, boolean link) {
		return regular ? Kind.REGULAR : directory ? Kind.DIRECTORY : link ? Kind.LINK : Kind.OTHER;
	}

	boolean isRegular() {
		return this.kind == Kind.REGULAR;
	}

	/**
	 * Whether another look has shown the same file with the same content, though its name
	 * may be another.
	 * @param other what there is then
	 * @return whether file, size and time of the last write are the same
	 */
	boolean hasSameContent(FileFacts other) {
		return this.kind == other.kind && this.device == other.device && this.inode == other.inode
				&& hasSameSizeAndTime(other);
	}

	/**
	 * The same for a copy on another file system.
	 * @param other what there is then
	 * @return whether size and time of the last write are the same
	 */
	boolean hasSameSizeAndTime(FileFacts other) {
		return this.size == other.size && this.modified.equals(other.modified);
	}

	/**
	 * All that must stay the same while nobody writes, as bytes.
	 * @return the bytes
	 */
	ByteBuffer fingerprint() {
		return ByteBuffer.allocate(7 * Long.BYTES)
			.putLong(this.device)
			.putLong(this.inode)
			.putLong(this.size)
			.putLong(this.modified.getEpochSecond())
			.putLong(this.changed.getEpochSecond())
			.putInt(this.modified.getNano())
			.putInt(this.changed.getNano())
			.putLong(this.links)
			.flip();
	}

}
