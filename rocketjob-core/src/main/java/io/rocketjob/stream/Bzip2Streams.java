package io.rocketjob.stream;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/**
 * Everything that touches Commons Compress. Use only after
 * {@link OptionalLibrary#require}.
 */
final class Bzip2Streams {

	private static final int BUFFER = 64 * 1024;

	private Bzip2Streams() {
	}

	/**
	 * Reads bzip2.
	 * @param input one or more streams of bzip2, one after the other
	 * @return the content
	 * @throws IOException when it does not begin like bzip2
	 */
	static InputStream input(InputStream input) throws IOException {
		return new UnpackingInputStream("bzip2", input,
				(compressed) -> new BZip2CompressorInputStream(new BufferedInputStream(compressed, BUFFER), true));
	}

	/**
	 * Writes bzip2.
	 * @param output where to
	 * @return what compresses
	 * @throws IOException when writing fails
	 */
	static OutputStream output(OutputStream output) throws IOException {
		return new BZip2CompressorOutputStream(new BufferedOutputStream(output, BUFFER));
	}

	/**
	 * Writes bzip2 of which the length is known, with no more memory than that takes.
	 * @param output where to, in memory
	 * @param length the number of bytes that will be written
	 * @return what compresses
	 * @throws IOException when writing fails
	 */
	static OutputStream output(OutputStream output, int length) throws IOException {
		int hundredThousands = length / 100_000 + 1;
		return new BZip2CompressorOutputStream(output,
				Math.min(hundredThousands, BZip2CompressorOutputStream.MAX_BLOCKSIZE));
	}

}
