package io.rocketjob.stream;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/**
 * Everything that touches XZ for Java. Use only after {@link OptionalLibrary#require}.
 */
final class XzStreams {

	/** A window of 4 MB, for which writing takes about 40 MB of memory. */
	private static final int PRESET = 3;

	private static final int BUFFER = 64 * 1024;

	/** What a decoder takes beside its window. */
	private static final int DECODER = 1024;

	private XzStreams() {
	}

	/**
	 * Reads xz.
	 * @param input one or more streams of xz, one after the other
	 * @param settings how large the window may be
	 * @return the content
	 * @throws IOException when it does not begin like xz
	 */
	static InputStream input(InputStream input, FileSettings settings) throws IOException {
		int most = (int) Math.min(settings.maximumWindow() / 1024 + DECODER, Integer.MAX_VALUE);
		return new UnpackingInputStream("xz", input, new Decoder(most));
	}

	/**
	 * Writes xz.
	 * @param output where to
	 * @return what compresses
	 * @throws IOException when writing fails
	 */
	static OutputStream output(OutputStream output) throws IOException {
		return new XZOutputStream(new BufferedOutputStream(output, BUFFER), new LZMA2Options(PRESET), XZ.CHECK_CRC64);
	}

	/** Reads it by the library. */
	private static final class Decoder implements UnpackingInputStream.Decoder {

		private final int most;

		private Decoder(int most) {
			this.most = most;
		}

		@Override
		public InputStream open(InputStream compressed) throws IOException {
			return new XZInputStream(new BufferedInputStream(compressed, BUFFER), this.most);
		}

		@Override
		public @Nullable String limit(Exception ex) {
			return (ex instanceof MemoryLimitException limit) ? "reading it takes " + limit.getMemoryNeeded() / 1024
					+ " MB of memory, more than rocketjob.files.max-window allows" : null;
		}

	}

}
