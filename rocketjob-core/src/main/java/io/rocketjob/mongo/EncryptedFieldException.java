package io.rocketjob.mongo;

import io.rocketjob.encryption.EncryptionException;
import org.jspecify.annotations.Nullable;

/**
 * An object with encrypted fields cannot be mapped. Neither the message nor a cause shows
 * a value.
 */
public final class EncryptedFieldException extends EncryptionException {

	EncryptedFieldException(String message) {
		super(message);
	}

	EncryptedFieldException(String message, EncryptionException cause) {
		super(message, cause);
	}

	/**
	 * Stands for an exception whose texts may show values, and keeps of it only what it
	 * is and where it was thrown.
	 * @param message what is wrong
	 * @param hidden the exception
	 * @return the exception to throw instead
	 */
	static EncryptedFieldException instead(String message, Throwable hidden) {
		EncryptedFieldException present = find(hidden);
		if (present != null) {
			return present;
		}
		Throwable root = root(hidden);
		EncryptedFieldException exception = new EncryptedFieldException(
				message + " (" + root.getClass().getName() + ", whose message could show an encrypted value)");
		exception.setStackTrace(root.getStackTrace());
		return exception;
	}

	static @Nullable EncryptedFieldException find(Throwable thrown) {
		Throwable next = thrown;
		while (next != null && !(next instanceof EncryptedFieldException)) {
			next = next.getCause();
		}
		return (EncryptedFieldException) next;
	}

	private static Throwable root(Throwable thrown) {
		Throwable root = thrown;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

}
