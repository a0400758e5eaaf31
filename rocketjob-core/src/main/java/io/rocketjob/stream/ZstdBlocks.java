package io.rocketjob.stream;

/**
 * Internal: compresses blocks of bytes by zstd, where the library can be used.
 * Thread-safe.
 */
public final class ZstdBlocks {

	private static final boolean USABLE = isUsable();

	private ZstdBlocks() {
	}

	private static boolean isUsable() {
		try {
			byte[] probe = { 1 };
			return ZstdStreams.decompress(ZstdStreams.compress(probe), 0, probe.length).length == 1;
		}
		catch (RuntimeException | LinkageError ex) {
			// not on the class path, or no native part for this platform
			return false;
		}
	}

	/**
	 * Whether this process can compress and decompress by zstd.
	 * @return whether the library is there and works
	 */
	public static boolean areUsable() {
		return USABLE;
	}

	/**
	 * Compresses a block.
	 * @param plain the content
	 * @return one frame of zstd
	 */
	public static byte[] compress(byte[] plain) {
		return ZstdStreams.compress(plain);
	}

	/**
	 * Decompresses a block.
	 * @param compressed what has one frame of zstd in it
	 * @param offset where that begins
	 * @param size the size of the content
	 * @return the content
	 * @throws IllegalArgumentException when it is damaged
	 */
	public static byte[] decompress(byte[] compressed, int offset, int size) {
		return ZstdStreams.decompress(compressed, offset, size);
	}

}
