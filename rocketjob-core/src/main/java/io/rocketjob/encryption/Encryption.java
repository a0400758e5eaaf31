package io.rocketjob.encryption;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Encrypts and decrypts values and files. What is decrypted is also authenticated:
 * altered data is an error, never a wrong result. Thread-safe; the streams are not.
 *
 * @since 0.1.0
 */
public interface Encryption {

	/**
	 * Encrypts a value.
	 * @param plain the value, may be empty; not changed
	 * @param associatedData what the value belongs to, such as the id of its document; is
	 * not encrypted or stored, but must be the same to decrypt; may be empty
	 * @return the encrypted value
	 * @throws EncryptionException when it cannot be encrypted
	 */
	byte[] encrypt(byte[] plain, byte[] associatedData);

	/**
	 * Decrypts a value.
	 * @param encrypted what {@link #encrypt} returned
	 * @param associatedData the same as in {@link #encrypt}
	 * @return the value
	 * @throws EncryptionException when its key is not there, when it has been altered, or
	 * when the associated data is another
	 */
	byte[] decrypt(byte[] encrypted, byte[] associatedData);

	/**
	 * Whether a value was encrypted with the key that encrypts now, as far as that can be
	 * told without decrypting it. Values of which this is not so are encrypted again when
	 * keys are to be removed.
	 * @param encrypted what {@link #encrypt} returned, here or in another process
	 * @return {@code false} also when it cannot be told, as by default
	 */
	default boolean isCurrent(byte[] encrypted) {
		return false;
	}

	/**
	 * Decrypts a file. Gives out only bytes that are authenticated; the end of the stream
	 * tells that nothing is missing.
	 * @param encrypted what was written through {@link #encrypting}
	 * @return the content; reading throws an {@link IOException} when its key is not
	 * there, or when it has been altered or cut off; closing it closes the other
	 * @throws IOException when the stream cannot be read
	 * @throws EncryptionException when files cannot be decrypted, as no key for them is
	 * configured
	 */
	InputStream decrypting(InputStream encrypted) throws IOException;

	/**
	 * Encrypts a file.
	 * @param encrypted where the encrypted file goes
	 * @return where to write the content; closing it completes the file, and closes the
	 * other
	 * @throws IOException when the stream cannot be written
	 * @throws EncryptionException when files cannot be encrypted, as no key for them is
	 * configured
	 */
	OutputStream encrypting(OutputStream encrypted) throws IOException;

}
