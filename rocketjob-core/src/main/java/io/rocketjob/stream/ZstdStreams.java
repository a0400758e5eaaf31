package io.rocketjob.stream;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;

/**
 * Everything that touches zstd-jni. Use only after {@link OptionalLibrary#require}.
 */
final class ZstdStreams {

	private ZstdStreams() {
	}

	/**
	 * Reads zstd.
	 * @param input one or more frames, one after the other
	 * @return the content
	 * @throws IOException when it cannot be read
	 */
	static InputStream input(InputStream input) throws IOException {
		PushbackInputStream pushback = new PushbackInputStream(input);
		int first = pushback.read();
		if (first == -1) {
			// of which the library makes an empty content
			throw new EOFException("it is empty, and no zstd");
		}
		pushback.unread(first);
		return new ZstdInputStreamNoFinalizer(pushback);
	}

	/**
	 * Writes zstd, with a checksum.
	 * @param output where to
	 * @return what compresses
	 * @throws IOException when writing fails
	 */
	static OutputStream output(OutputStream output) throws IOException {
		return new ZstdOutputStreamNoFinalizer(output).setChecksum(true);
	}

}
