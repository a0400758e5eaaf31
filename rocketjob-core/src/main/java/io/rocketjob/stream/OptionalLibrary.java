package io.rocketjob.stream;

import io.rocketjob.RocketJobException;

import org.springframework.util.ClassUtils;

/**
 * A library that only some formats need.
 */
enum OptionalLibrary {

	COMPRESS("Apache Commons Compress", "org.apache.commons:commons-compress",
			"org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream"),

	XZ("XZ for Java", "org.tukaani:xz", "org.tukaani.xz.XZInputStream"),

	ZSTD("zstd-jni", "com.github.luben:zstd-jni", "com.github.luben.zstd.ZstdInputStreamNoFinalizer");

	private final String title;

	private final String coordinates;

	private final String type;

	OptionalLibrary(String title, String coordinates, String type) {
		this.title = title;
		this.coordinates = coordinates;
		this.type = type;
	}

	/**
	 * Checks that the library is there, before a class that uses it is touched.
	 * @param purpose what it is wanted for, the beginning of a sentence
	 * @throws RocketJobException when it is missing, with the dependency to add
	 */
	void require(String purpose) {
		if (!ClassUtils.isPresent(this.type, OptionalLibrary.class.getClassLoader())) {
			throw new RocketJobException(purpose + " needs " + this.title
					+ ", which is not on the class path; add the dependency " + this.coordinates);
		}
	}

}
