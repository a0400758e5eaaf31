package io.rocketjob.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/**
 * Something to copy.
 */
interface Source {

	/**
	 * Opens it.
	 * @param from how many of its first bytes are there already
	 * @param version the version of which they are, {@code null} when that is not known
	 * @return the content from there, or from its beginning where it is another version
	 * or begins nowhere else
	 * @throws IOException when it cannot be read
	 * @throws InterruptedException when the caller is interrupted
	 */
	Content open(long from, @Nullable String version) throws IOException, InterruptedException;

	/**
	 * Checks after the last byte that it is still what it was.
	 * @param content what was opened
	 * @throws IOException when it is not
	 */
	default void requireUnchanged(Content content) throws IOException {
	}

	/**
	 * What was opened.
	 *
	 * @param stream the bytes
	 * @param start the position of the first of them
	 * @param length how many there are from the beginning, -1 when that is not known
	 * @param version what tells the version from others, {@code null} when nothing does
	 */
	record Content(InputStream stream, long start, long length, @Nullable String version) implements Closeable {

		@Override
		public void close() throws IOException {
			this.stream.close();
		}

	}

}
