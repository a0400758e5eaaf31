package io.rocketjob.encryption;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import org.springframework.util.ClassUtils;

/**
 * Encrypts and decrypts files by OpenPGP, with Bouncy Castle. Files are encrypted to the
 * public keys of their recipients by AES-256 with an integrity packet, and signed where
 * that is wanted. What is read must be encrypted with protection of its integrity, which
 * is verified at the end: whoever reads must not count on the content before that.
 * Everything is streamed. Thread-safe; the streams are not.
 *
 * @since 0.1.0
 */
public final class PgpEncryption {

	private static final String TYPE = "org.bouncycastle.openpgp.bc.BcPGPObjectFactory";

	private final PgpKeys keys;

	private PgpEncryption(PgpKeys keys) {
		this.keys = keys;
	}

	/**
	 * Whether the library is there.
	 * @return whether this class can be used
	 */
	public static boolean isUsable() {
		return ClassUtils.isPresent(TYPE, PgpEncryption.class.getClassLoader());
	}

	/**
	 * Reads the keys, and checks that they are as the settings say.
	 * @param settings the settings
	 * @return the encryption
	 * @throws EncryptionException when Bouncy Castle or a key is missing, a file has no
	 * keys, the passphrase is another, or a recipient means no key or several
	 */
	public static PgpEncryption of(PgpSettings settings) {
		if (!isUsable()) {
			throw new EncryptionException("OpenPGP needs Bouncy Castle, which is not on the class path; add the"
					+ " dependency org.bouncycastle:bcpg-jdk18on");
		}
		return new PgpEncryption(new PgpKeys(settings));
	}

	/**
	 * Decrypts a file.
	 * @param encrypted the file, binary or with ASCII armor
	 * @return the content; reading throws an {@link IOException} when it has been altered
	 * or cut off, in the worst case at the end; closing it closes the other
	 * @throws IOException when it is no such file, is not protected against being
	 * altered, or is encrypted for other keys, which are named
	 * @throws EncryptionException when there are no secret keys
	 */
	public InputStream decrypting(InputStream encrypted) throws IOException {
		return PgpInputStream.open(encrypted, this.keys);
	}

	/**
	 * Encrypts a file.
	 * @param encrypted where the encrypted file goes, in binary
	 * @param compress whether to compress the content before
	 * @return where to write the content; closing it completes the file, and closes the
	 * other
	 * @throws IOException when it cannot be written
	 * @throws EncryptionException when there are no recipients
	 */
	public OutputStream encrypting(OutputStream encrypted, boolean compress) throws IOException {
		return PgpOutputStream.open(encrypted, this.keys, compress);
	}

}
