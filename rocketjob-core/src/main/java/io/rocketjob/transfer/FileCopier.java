package io.rocketjob.transfer;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

import io.rocketjob.JobContext;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.WritableResource;

/**
 * Copies one file, in steps that a later run continues or repeats. Used by one thread.
 */
final class FileCopier {

	/** How many bytes are written before they are forced to the disk, and noted. */
	static final long STEP = 16 << 20;

	private static final int BUFFER = 128 << 10;

	private final Locations locations;

	private final FileCopy copy;

	private final JobContext context;

	FileCopier(Locations locations, FileCopy copy, JobContext context) {
		this.locations = locations;
		this.copy = copy;
		this.context = context;
	}

	CopiedFile copy() throws IOException, InterruptedException {
		Source source = this.locations.source(this.copy.source());
		Path file = this.locations.targetFile(this.copy.target());
		return (file != null) ? toFile(source, file)
				: toResource(source, this.locations.writable("target", this.copy.target()));
	}

	private CopiedFile toFile(Source source, Path target) throws IOException, InterruptedException {
		requireDirectory(target);
		PartFile part = PartFile.of(target, this.context.id());
		if (part.isComplete()) {
			part.delete();
			return new CopiedFile(Files.size(target), Files.size(target));
		}
		PartFile.State state = part.state();
		try (Source.Content content = source.open(state.length(), state.version())) {
			requireFree(target, content);
			try (FileChannel channel = part.open(content.start())) {
				write(content, channel, part);
				long length = channel.size();
				source.requireUnchanged(content);
				check(channel, content, part);
				this.context.checkCancelled();
				part.complete(this.copy.overwrite());
				return new CopiedFile(length, content.start());
			}
		}
	}

	private static void requireDirectory(Path target) throws IOException {
		Path directory = target.getParent();
		if (Files.isDirectory(target)) {
			throw new IOException("The target " + target + " is a directory; give the path of a file in it");
		}
		if (directory == null || !Files.isDirectory(directory)) {
			throw new FileNotFoundException("The target " + target + " cannot be written, as there is no directory "
					+ directory + " on this server");
		}
	}

	/**
	 * A file that may be the one which an earlier run has copied is compared at the end.
	 */
	private void requireFree(Path target, Source.Content content) throws IOException {
		if (!this.copy.overwrite() && Files.exists(target) && content.length() != -1
				&& content.length() != Files.size(target)) {
			throw new FileAlreadyExistsException(target.toString(), null,
					"the target of the copy is there already, with another length; remove it, or create the job with a"
							+ " copy that is overwriting()");
		}
	}

	private void write(Source.Content content, FileChannel channel, PartFile part) throws IOException {
		byte[] buffer = new byte[BUFFER];
		long kept = content.start();
		if (kept == 0) {
			part.keep(channel, content.version());
		}
		try {
			for (int count = read(content, buffer); count >= 0; count = read(content, buffer)) {
				PartFile.write(channel, buffer, count);
				if (channel.position() - kept >= STEP) {
					kept = channel.position();
					part.keep(channel, content.version());
				}
				progress(channel.position(), content.length());
			}
		}
		finally {
			if (channel.isOpen()) {
				part.keep(channel, content.version());
			}
		}
	}

	private int read(Source.Content content, byte[] buffer) throws IOException {
		this.context.checkCancelled();
		return content.stream().read(buffer);
	}

	private void progress(long position, long length) {
		if (length > 0) {
			this.context.percentComplete((int) Math.min(99, position * 100 / length));
		}
	}

	/** What is wrong is no part of a later run. */
	private void check(FileChannel channel, Source.Content content, PartFile part) throws IOException {
		if (content.length() != -1 && channel.size() != content.length()) {
			part.delete();
			throw lengthDiffers(channel.size(), content);
		}
		if (this.copy.sha256() != null) {
			// what is on the disk, whichever run has written it
			String actual = hash(channel);
			if (!isExpected(actual)) {
				part.delete();
				throw hashDiffers(actual);
			}
		}
	}

	private boolean isExpected(String hash) {
		String expected = this.copy.sha256();
		return expected == null || hash.equals(expected.toLowerCase(Locale.ROOT));
	}

	private IOException lengthDiffers(long length, Source.Content content) {
		return new IOException(
				this.copy.source() + " has " + content.length() + " bytes, and " + length + " of them were read");
	}

	private IOException hashDiffers(String actual) {
		return new IOException("The content of " + this.copy.source() + " has the SHA-256 " + actual + ", and not "
				+ this.copy.sha256());
	}

	private String hash(FileChannel channel) throws IOException {
		MessageDigest digest = sha256();
		ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
		long position = 0;
		for (int count = channel.read(buffer, position); count >= 0; count = channel.read(buffer, position)) {
			this.context.checkCancelled();
			digest.update(buffer.flip());
			buffer.clear();
			position += count;
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Each Java has SHA-256", ex);
		}
	}

	/** How safe that is, is a matter of the resource. */
	private CopiedFile toResource(Source source, WritableResource target) throws IOException, InterruptedException {
		if (!this.copy.overwrite() && this.context.failureCount() == 0 && target.exists()) {
			throw new FileAlreadyExistsException(this.copy.target(), null,
					"the target of the copy is there already; remove it, or create the job with a copy that is"
							+ " overwriting()");
		}
		try (Source.Content content = source.open(0, null)) {
			MessageDigest digest = sha256();
			long length = 0;
			try (InputStream digested = new DigestInputStream(content.stream(), digest);
					OutputStream output = target.getOutputStream()) {
				byte[] buffer = new byte[BUFFER];
				for (int count = digested.read(buffer); count >= 0; count = digested.read(buffer)) {
					this.context.checkCancelled();
					output.write(buffer, 0, count);
					length += count;
					progress(length, content.length());
				}
			}
			source.requireUnchanged(content);
			if (content.length() != -1 && length != content.length()) {
				throw lengthDiffers(length, content);
			}
			String actual = HexFormat.of().formatHex(digest.digest());
			if (!isExpected(actual)) {
				throw hashDiffers(actual);
			}
			return new CopiedFile(length, 0);
		}
	}

	/**
	 * Says what can be told to be wrong before a job is stored.
	 * @param copy what shall be copied
	 * @return what is wrong, {@code null} when nothing is
	 */
	static @Nullable String problemOfHash(FileCopy copy) {
		String hash = copy.sha256();
		return (hash == null || hash.matches("[0-9a-fA-F]{64}")) ? null
				: "sha256: must be 64 hexadecimal digits, but is '" + hash + "'";
	}

}
