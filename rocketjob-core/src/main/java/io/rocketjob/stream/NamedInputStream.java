package io.rocketjob.stream;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

import io.rocketjob.RocketJobException;
import org.jspecify.annotations.Nullable;

/**
 * Internal: a stream made of streams around each other, whose errors name the file. An
 * error stays: libraries differ in what they do when they are asked again after one.
 */
public final class NamedInputStream extends BlockInputStream {

	private final String name;

	private final Deque<InputStream> streams = new ArrayDeque<>();

	private @Nullable String contentName;

	private @Nullable String entryName;

	private @Nullable IOException failure;

	NamedInputStream(String name, InputStream input) {
		this.name = name;
		this.streams.push(input);
	}

	/**
	 * The name of the file.
	 * @return the name
	 */
	String name() {
		return this.name;
	}

	/**
	 * Says what the content is named.
	 * @param content the name of the file without the endings that tell how it is
	 * wrapped, {@code null} when it is not known
	 * @param entry the name of the content in an archive, {@code null} when there is none
	 * @return this
	 */
	NamedInputStream contentName(@Nullable String content, @Nullable String entry) {
		this.contentName = (content != null) ? content : this.contentName;
		this.entryName = (entry != null) ? entry : this.entryName;
		return this;
	}

	/**
	 * The name of the content.
	 * @return the name of the file without the endings that tell how it is wrapped; where
	 * that has no other ending, and the content is a file in a zip archive, the name of
	 * that; without folders; {@code null} when there is none
	 */
	public @Nullable String contentName() {
		if (this.entryName != null && (this.contentName == null || this.contentName.lastIndexOf('.') < 1)) {
			return ZipEntries.shown(this.entryName.substring(this.entryName.lastIndexOf('/') + 1));
		}
		return this.contentName;
	}

	/**
	 * Puts a stream around the outermost one.
	 * @param unwrapping makes it
	 * @throws IOException when that fails
	 */
	void unwrap(Unwrapping unwrapping) throws IOException {
		try {
			this.streams.push(unwrapping.unwrap(this.streams.element()));
		}
		catch (RocketJobException ex) {
			throw ex;
		}
		catch (IOException | RuntimeException ex) {
			// damaged data makes some libraries throw what comes
			throw failed(ex);
		}
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, bytes.length);
		if (this.failure != null) {
			throw new IOException(this.failure.getMessage(), this.failure);
		}
		if (length == 0) {
			return 0;
		}
		try {
			int count;
			do {
				count = this.streams.element().read(bytes, offset, length);
			}
			while (count == 0);
			return count;
		}
		catch (IOException | RuntimeException ex) {
			throw failed(ex);
		}
	}

	@Override
	public int available() throws IOException {
		return (this.failure != null) ? 0 : this.streams.element().available();
	}

	private IOException failed(Exception cause) {
		String message = cause.getMessage();
		String reason = (message != null && !(cause instanceof FileNotFoundException)) ? message : cause.toString();
		this.failure = new IOException("Cannot read " + this.name + ": " + reason, cause);
		return this.failure;
	}

	@Override
	public void close() throws IOException {
		if (this.failure == null) {
			this.failure = new IOException("Cannot read " + this.name + ": it is closed");
		}
		Exception failed = Closing.all(this.streams);
		// once closed nothing is closed again, as a close that failed has done what it
		// can
		if (failed != null) {
			throw new IOException("Cannot close " + this.name + ": " + failed.getMessage(), failed);
		}
	}

	/** Makes a stream around another. */
	interface Unwrapping {

		InputStream unwrap(InputStream wrapped) throws IOException;

	}

}
