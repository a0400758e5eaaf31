package io.rocketjob.benchmark.process;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Files of lines that are transferred, and how long that took.
 */
public final class LineFile implements AutoCloseable {

	private final Path input;

	private final Path output;

	private long uploadNanos;

	private volatile long downloadNanos;

	/**
	 * Makes two files.
	 * @throws IOException when that is not possible
	 */
	public LineFile() throws IOException {
		this.input = Files.createTempFile("benchmark-input", ".txt");
		this.output = Files.createTempFile("benchmark-output", ".txt");
	}

	/**
	 * Writes lines into the input.
	 * @param count how many
	 * @throws IOException when that is not possible
	 */
	public void fill(int count) throws IOException {
		try (BufferedWriter writer = Files.newBufferedWriter(this.input)) {
			for (int i = 0; i < count; i++) {
				writer.write(Lines.line(i));
				writer.write('\n');
			}
		}
	}

	/**
	 * The file to upload.
	 * @return the file
	 */
	public Path input() {
		return this.input;
	}

	/**
	 * The file to download to.
	 * @return the file
	 */
	public Path output() {
		return this.output;
	}

	/**
	 * Notes how long the upload took.
	 * @param nanos the nanoseconds
	 */
	public void uploaded(long nanos) {
		this.uploadNanos = nanos;
	}

	/**
	 * Notes how long the download took.
	 * @param nanos the nanoseconds
	 */
	public void downloaded(long nanos) {
		this.downloadNanos = nanos;
	}

	/**
	 * Checks that the output is the same as the input, and tells what it took.
	 * @return {@code bytes}, {@code uploadNanos}, {@code downloadNanos}
	 * @throws IOException when they cannot be read
	 * @throws IllegalStateException when they differ
	 */
	public Map<String, Object> details() throws IOException {
		long difference = Files.mismatch(this.input, this.output);
		if (difference >= 0) {
			throw new IllegalStateException("The output differs from the input at byte " + difference);
		}
		return Map.of("bytes", Files.size(this.input), "uploadNanos", this.uploadNanos, "downloadNanos",
				this.downloadNanos);
	}

	@Override
	public void close() throws IOException {
		Files.deleteIfExists(this.input);
		Files.deleteIfExists(this.output);
	}

}
