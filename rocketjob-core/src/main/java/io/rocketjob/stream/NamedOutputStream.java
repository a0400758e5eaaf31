package io.rocketjob.stream;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * A stream made of streams around each other, whose errors name the file.
 */
final class NamedOutputStream extends OutputStream {

	private static final int BUFFER = 64 * 1024;

	private final String name;

	private final Deque<OutputStream> streams = new ArrayDeque<>();

	private @Nullable OutputStream writing;

	private boolean closed;

	NamedOutputStream(String name, OutputStream output) {
		this.name = name;
		this.streams.push(output);
	}

	/**
	 * Puts a stream inside the innermost one.
	 * @param wrapping makes it
	 * @throws IOException when that fails
	 */
	void wrap(Nesting wrapping) throws IOException {
		try {
			this.streams.push(wrapping.wrap(this.streams.element()));
		}
		catch (IOException ex) {
			throw failed("write", ex);
		}
	}

	@Override
	public void write(int value) throws IOException {
		try {
			writing().write(value);
		}
		catch (IOException ex) {
			throw failed("write", ex);
		}
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		try {
			writing().write(bytes, offset, length);
		}
		catch (IOException ex) {
			throw failed("write", ex);
		}
	}

	@Override
	public void flush() throws IOException {
		try {
			writing().flush();
		}
		catch (IOException ex) {
			throw failed("write", ex);
		}
	}

	/** Single bytes are dear to most of the wrappings. */
	private OutputStream writing() throws IOException {
		if (this.closed) {
			throw new IOException("it is closed");
		}
		if (this.writing == null) {
			this.writing = new BufferedOutputStream(this.streams.element(), BUFFER);
			this.streams.push(this.writing);
		}
		return this.writing;
	}

	private IOException failed(String verb, Exception cause) {
		String message = cause.getMessage();
		return new IOException("Cannot " + verb + " " + this.name + ": " + ((message != null) ? message : cause),
				cause);
	}

	@Override
	public void close() throws IOException {
		if (this.closed) {
			return;
		}
		this.closed = true;
		Exception failed = Closing.all(this.streams);
		if (failed != null) {
			throw failed("finish", failed);
		}
	}

	/**
	 * Closes all because of a failure, to which what fails then is added.
	 * @param failure the failure
	 */
	void abandon(Throwable failure) {
		this.closed = true;
		Exception further = Closing.all(this.streams);
		if (further != null) {
			failure.addSuppressed(further);
		}
	}

	/** Makes a stream inside another. */
	interface Nesting {

		OutputStream wrap(OutputStream output) throws IOException;

	}

}
