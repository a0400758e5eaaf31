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
 * A stream made of streams around each other, whose errors name the file. An error stays:
 * libraries differ in what they do when they are asked again after one.
 */
final class NamedInputStream extends InputStream {

	private final String name;

	private final Deque<InputStream> streams = new ArrayDeque<>();

	private @Nullable IOException failure;

	NamedInputStream(String name, InputStream input) {
		this.name = name;
		this.streams.push(input);
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
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) != -1) ? one[0] & 0xFF : -1;
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
		Exception failed = null;
		for (InputStream stream : this.streams) {
			try {
				stream.close();
			}
			catch (IOException | RuntimeException ex) {
				if (failed == null) {
					failed = ex;
				}
				else {
					failed.addSuppressed(ex);
				}
			}
		}
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
