package io.rocketjob.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with a file that a library cannot decompress, where the library only
 * has words for those who know the format. Errors of reading the file stay as they are.
 */
final class UnpackingInputStream extends BlockInputStream {

	private final String title;

	private final Decoder decoder;

	private final Source source;

	private final InputStream content;

	private long count;

	/**
	 * Opens it.
	 * @param title the name of the compression
	 * @param input what is compressed
	 * @param decoder decompresses it
	 * @throws IOException when its beginning cannot be read, saying why
	 */
	UnpackingInputStream(String title, InputStream input, Decoder decoder) throws IOException {
		this.title = title;
		this.decoder = decoder;
		this.source = new Source(input);
		try {
			this.content = decoder.open(this.source);
		}
		catch (IOException | RuntimeException ex) {
			throw explained(ex);
		}
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		try {
			int read = this.content.read(bytes, offset, length);
			this.count += Math.max(read, 0);
			return read;
		}
		catch (IOException | RuntimeException ex) {
			throw explained(ex);
		}
	}

	@Override
	public int available() throws IOException {
		return this.content.available();
	}

	private IOException explained(Exception ex) {
		if (this.source.failure != null) {
			return this.source.failure;
		}
		String limit = this.decoder.limit(ex);
		return new IOException((limit != null) ? limit : damage() + words(ex), ex);
	}

	private String damage() {
		if (this.source.isEmpty()) {
			return "it is empty, and no " + this.title;
		}
		if (this.count == 0) {
			return "it is no " + this.title + ", or it is cut off or damaged at its beginning";
		}
		String after = " after " + this.count + " bytes of its content, or what follows its end is no " + this.title;
		return (this.source.ended ? "it is cut off" : "it is damaged") + after;
	}

	private static String words(Exception ex) {
		return (ex.getMessage() != null) ? " (" + ex.getMessage() + ")" : "";
	}

	@Override
	public void close() throws IOException {
		this.content.close();
	}

	/** What a library does. */
	interface Decoder {

		/**
		 * Opens it.
		 * @param compressed what is compressed
		 * @return the content
		 * @throws IOException when it cannot be read
		 */
		InputStream open(InputStream compressed) throws IOException;

		/**
		 * Whether an error is that of a limit.
		 * @param ex the error
		 * @return what to say of the limit, {@code null} when it is none
		 */
		default @Nullable String limit(Exception ex) {
			return null;
		}

	}

	/** Remembers what has become of reading the file. */
	private static final class Source extends FilterInputStream {

		private boolean begun;

		private boolean ended;

		private @Nullable IOException failure;

		private Source(InputStream input) {
			super(input);
		}

		private boolean isEmpty() {
			return this.ended && !this.begun;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) != -1) ? one[0] & 0xFF : -1;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			try {
				int read = super.read(bytes, offset, length);
				this.begun |= read > 0;
				this.ended |= read == -1;
				return read;
			}
			catch (IOException ex) {
				this.failure = ex;
				throw ex;
			}
		}

		@Override
		public long skip(long length) throws IOException {
			// by reading, so that nothing is missed
			return (length > 0 && read() != -1) ? 1 : 0;
		}

		@Override
		public boolean markSupported() {
			return false;
		}

	}

}
