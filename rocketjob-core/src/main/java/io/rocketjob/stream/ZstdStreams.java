package io.rocketjob.stream;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;

/**
 * Everything that touches zstd-jni. Use only after {@link OptionalLibrary#require}, or
 * where {@link ZstdBlocks#areUsable()}.
 */
final class ZstdStreams {

	private ZstdStreams() {
	}

	/**
	 * Compresses a block at the fastest level, which is also denser than deflate.
	 * @param plain the content
	 * @return one frame
	 */
	static byte[] compress(byte[] plain) {
		return Zstd.compress(plain, 1);
	}

	/**
	 * Decompresses a block.
	 * @param compressed what has one frame in it
	 * @param offset where that begins
	 * @param size the size of the content
	 * @return the content
	 * @throws IllegalArgumentException when it is damaged
	 */
	static byte[] decompress(byte[] compressed, int offset, int size) {
		byte[] plain = new byte[size];
		try {
			long length = Zstd.decompressByteArray(plain, 0, size, compressed, offset, compressed.length - offset);
			if (length != size) {
				throw new IllegalArgumentException("it has " + length + " bytes in place of " + size);
			}
			return plain;
		}
		catch (ZstdException ex) {
			throw new IllegalArgumentException(ex.getMessage(), ex);
		}
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
