package io.rocketjob;

/**
 * How the records of a category are stored.
 *
 * @since 0.1.0
 */
public enum Serializer {

	/** As BSON, as it is. */
	NONE,

	/** As BSON, compressed. The default. */
	COMPRESSED,

	/**
	 * As BSON, compressed and encrypted; see {@link io.rocketjob.encryption.Encryption}.
	 */
	ENCRYPTED,

	/**
	 * As lines of text in a bzip2 stream, only for output: a download to a {@code .bz2}
	 * file puts the stored slices one after the other without unpacking them.
	 */
	BZIP2,

	/** As {@link #BZIP2}, with each stored slice encrypted. Only for output. */
	ENCRYPTED_BZIP2;

	/**
	 * Whether it stores lines of text rather than values.
	 * @return {@code true} for the bzip2 ones
	 */
	public boolean isText() {
		return this == BZIP2 || this == ENCRYPTED_BZIP2;
	}

	/**
	 * Whether what is stored is encrypted.
	 * @return {@code true} for the encrypted ones
	 */
	public boolean isEncrypted() {
		return this == ENCRYPTED || this == ENCRYPTED_BZIP2;
	}

}
