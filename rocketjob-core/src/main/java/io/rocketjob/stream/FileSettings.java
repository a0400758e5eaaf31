package io.rocketjob.stream;

import io.rocketjob.encryption.PgpEncryption;
import org.jspecify.annotations.Nullable;

/**
 * Internal: what the configuration says of files.
 *
 * @param maximumSize how many bytes a compressed file may have when it is unpacked
 * @param maximumRatio how many times as large as the file its content may be
 * @param ratioFrom from how many bytes of content on that is looked at
 * @param maximumWindow how many bytes back a compressed file may refer to, which is what
 * takes memory when it is read
 * @param pgp what encrypts and decrypts {@code .pgp}, {@code null} when there are no keys
 */
public record FileSettings(long maximumSize, long maximumRatio, long ratioFrom, long maximumWindow,
		@Nullable PgpEncryption pgp) {

	/** What holds where nothing is said. */
	public static final FileSettings DEFAULTS = new FileSettings(1L << 40, 2000, 1L << 30, 128L << 20, null);

	public FileSettings {
		if (maximumSize < 1 || maximumRatio < 1 || ratioFrom < 0 || maximumWindow < 1) {
			throw new IllegalArgumentException("The limits of files must be positive");
		}
	}

}
