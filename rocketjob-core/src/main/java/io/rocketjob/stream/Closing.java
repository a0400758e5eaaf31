package io.rocketjob.stream;

import java.io.Closeable;
import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Closes streams that are around each other.
 */
final class Closing {

	private Closing() {
	}

	/**
	 * Closes all of some streams, whatever becomes of the others.
	 * @param streams the streams, the outermost first
	 * @return what failed first, with what failed after it; {@code null} when all are
	 * closed
	 */
	static @Nullable Exception all(Iterable<? extends Closeable> streams) {
		Exception failed = null;
		for (Closeable stream : streams) {
			try {
				stream.close();
			}
			catch (IOException | RuntimeException ex) {
				if (failed == null) {
					failed = ex;
				}
				else if (failed != ex) {
					// streams throw again what those within them have thrown
					failed.addSuppressed(ex);
				}
			}
		}
		return failed;
	}

}
