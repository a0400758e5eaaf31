package io.rocketjob.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

import io.rocketjob.RocketJobException;

/**
 * Internal: compresses each of many pieces into a complete bzip2 stream of its own, so
 * that they are one valid {@code .bz2} file when written one after the other. Needs
 * Commons Compress; every method throws a {@link RocketJobException} that says so when it
 * is missing. Thread-safe.
 */
public final class BzipBlocks {

	private static final String PURPOSE = "Compressing by bzip2";

	private BzipBlocks() {
	}

	/**
	 * Compresses.
	 * @param plain the bytes, may be empty
	 * @return one complete bzip2 stream
	 */
	public static byte[] compress(byte[] plain) {
		OptionalLibrary.COMPRESS.require(PURPOSE);
		ByteArrayOutputStream compressed = new ByteArrayOutputStream(plain.length / 4 + 64);
		try (OutputStream output = Bzip2Streams.output(compressed, plain.length)) {
			output.write(plain);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot compress in memory", ex);
		}
		return compressed.toByteArray();
	}

	/**
	 * Decompresses.
	 * @param compressed one or more complete bzip2 streams, one after the other
	 * @return the bytes
	 * @throws IOException when it is cut off, damaged, or no bzip2
	 */
	public static byte[] decompress(byte[] compressed) throws IOException {
		OptionalLibrary.COMPRESS.require(PURPOSE);
		try (InputStream input = Bzip2Streams.input(new ByteArrayInputStream(compressed))) {
			return input.readAllBytes();
		}
		catch (RuntimeException ex) {
			throw new IOException("Cannot decompress: the bzip2 data is damaged", ex);
		}
	}

}
