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
	 * As text compressed by bzip2, only for output: a download to a {@code .bz2} file
	 * puts the stored slices one after the other without unpacking them. Workers write
	 * the text, in the format of the category; those whose records are texts of their own
	 * can be used, such as raw lines and JSON.
	 */
	BZIP2,

	/** As {@link #BZIP2}, with each stored slice encrypted. Only for output. */
	ENCRYPTED_BZIP2,

	/**
	 * As text compressed by gzip, only for output: a download to a {@code .gz} file puts
	 * the stored slices one after the other without unpacking them.
	 */
	GZIP,

	/** As {@link #GZIP}, with each stored slice encrypted. Only for output. */
	ENCRYPTED_GZIP;

	/**
	 * Whether it stores text rather than values.
	 * @return {@code true} for those of bzip2 and gzip
	 */
	public boolean isText() {
		return switch (this) {
			case NONE, COMPRESSED, ENCRYPTED -> false;
			case BZIP2, ENCRYPTED_BZIP2, GZIP, ENCRYPTED_GZIP -> true;
		};
	}

	/**
	 * Whether what is stored is encrypted.
	 * @return {@code true} for the encrypted ones
	 */
	public boolean isEncrypted() {
		return this == ENCRYPTED || this == ENCRYPTED_BZIP2 || this == ENCRYPTED_GZIP;
	}

}
