package io.rocketjob.stream;

import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that is read by blocks; a single byte is one of a byte.
 */
abstract class BlockInputStream extends InputStream {

	@Override
	public final int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) != -1) ? one[0] & 0xFF : -1;
	}

	@Override
	public abstract int read(byte[] bytes, int offset, int length) throws IOException;

}
