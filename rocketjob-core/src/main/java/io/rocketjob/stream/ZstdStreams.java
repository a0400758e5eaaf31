package io.rocketjob.stream;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that touches zstd-jni. Use only after {@link OptionalLibrary#require}, or
 * where {@link ZstdBlocks#areUsable()}.
 */
final class ZstdStreams {

	/** As powers of two. */
	private static final int LEAST_WINDOW = 10;

	private static final int MOST_WINDOW = 31;

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
	 * @param settings how large the window may be
	 * @return the content
	 * @throws IOException when it cannot be read
	 */
	static InputStream input(InputStream input, FileSettings settings) throws IOException {
		int window = 63 - Long.numberOfLeadingZeros(settings.maximumWindow());
		return new UnpackingInputStream("zstd", input,
				new Decoder(Math.min(Math.max(window, LEAST_WINDOW), MOST_WINDOW)));
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

	/** Reads it by the library. */
	private static final class Decoder implements UnpackingInputStream.Decoder {

		private final int window;

		private Decoder(int window) {
			this.window = window;
		}

		@Override
		public InputStream open(InputStream compressed) throws IOException {
			PushbackInputStream pushback = new PushbackInputStream(compressed);
			int first = pushback.read();
			if (first == -1) {
				// of which the library makes an empty content
				throw new EOFException();
			}
			pushback.unread(first);
			return new ZstdInputStreamNoFinalizer(pushback).setLongMax(this.window);
		}

		@Override
		public @Nullable String limit(Exception ex) {
			return (ex instanceof ZstdIOException zstd && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge())
					? "reading it takes more memory than rocketjob.files.max-window allows: " + ex.getMessage() : null;
		}

	}

}
