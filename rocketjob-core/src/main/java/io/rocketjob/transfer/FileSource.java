package io.rocketjob.transfer;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

import org.jspecify.annotations.Nullable;

/**
 * A file.
 *
 * @param file its path, which is no link
 */
record FileSource(Path file) implements Source {

	@Override
	public Content open(long from, @Nullable String version) throws IOException {
		String now = version();
		FileChannel channel = FileChannel.open(this.file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
		long start = (now.equals(version) && from <= channel.size()) ? from : 0;
		channel.position(start);
		return new Content(Channels.newInputStream(channel), start, channel.size(), now);
	}

	@Override
	public void requireUnchanged(Content content) throws IOException {
		requireVersion(content.version());
	}

	void requireVersion(@Nullable String version) throws IOException {
		if (!version().equals(version)) {
			throw new IOException("The file " + this.file + " has changed while it was read");
		}
	}

	String version() throws IOException {
		try {
			BasicFileAttributes now = Files.readAttributes(this.file, BasicFileAttributes.class,
					LinkOption.NOFOLLOW_LINKS);
			if (!now.isRegularFile()) {
				throw new IOException(this.file + " is no regular file");
			}
			return now.fileKey() + " " + now.size() + " " + now.lastModifiedTime();
		}
		catch (NoSuchFileException ex) {
			throw new FileNotFoundException("There is no file " + this.file + " on this server");
		}
	}

}
