package io.rocketjob.encryption;

import io.rocketjob.RocketJobException;
import org.jspecify.annotations.Nullable;

/**
 * Something cannot be encrypted or decrypted: a keyset is missing or of the wrong kind, a
 * key is not in it, or the data has been altered. The message never contains data or key
 * material.
 *
 * @since 0.1.0
 */
public class EncryptionException extends RocketJobException {

	public EncryptionException(String message) {
		super(message);
	}

	public EncryptionException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
