package io.rocketjob.encryption;

import org.springframework.util.ClassUtils;

/**
 * Whether Tink is there. Asked before a class that uses it is touched.
 */
final class TinkLibrary {

	private static final String TYPE = "com.google.crypto.tink.TinkJsonProtoKeysetFormat";

	private TinkLibrary() {
	}

	static boolean isPresent() {
		return ClassUtils.isPresent(TYPE, TinkLibrary.class.getClassLoader());
	}

	/**
	 * Checks that it is.
	 * @param purpose what it is wanted for, the beginning of a sentence
	 * @throws EncryptionException when it is missing, with the dependency to add
	 */
	static void require(String purpose) {
		if (!isPresent()) {
			throw new EncryptionException(purpose + " needs Google Tink, which is not on the class path; add the"
					+ " dependency com.google.crypto.tink:tink");
		}
	}

}
