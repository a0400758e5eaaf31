package io.rocketjob.encryption;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * Encrypts with keysets of Google Tink, in its JSON format and not encrypted themselves;
 * {@link Keysets} makes them. Needs {@code com.google.crypto.tink:tink} on the class
 * path.
 * <p>
 * Values are encrypted by authenticated encryption (AEAD), files by streaming AEAD, each
 * with the primary key of its keyset. An encrypted value carries the id of its key, and
 * an encrypted file is tried with all keys, so that what older keys of the keyset
 * encrypted stays readable. Thread-safe.
 *
 * @since 0.1.0
 */
public final class TinkEncryption implements Encryption {

	private final TinkKeyset values;

	private final @Nullable TinkKeyset files;

	private TinkEncryption(TinkKeyset values, @Nullable TinkKeyset files) {
		this.values = values;
		this.files = files;
	}

	/**
	 * Whether Google Tink is on the class path.
	 * @return whether there can be instances
	 */
	public static boolean isUsable() {
		return TinkLibrary.isPresent();
	}

	/**
	 * Makes an encryption of values only.
	 * @param values the keyset for values
	 * @return the encryption
	 * @throws EncryptionException when the keyset is missing, unreadable, or of the wrong
	 * kind, or when Tink is not on the class path
	 */
	public static TinkEncryption of(Resource values) {
		return of(values, null);
	}

	/**
	 * Makes an encryption.
	 * @param values the keyset for values
	 * @param files the keyset for files, {@code null} when no files are encrypted
	 * @return the encryption
	 * @throws EncryptionException when a keyset is missing, unreadable, or of the wrong
	 * kind, or when Tink is not on the class path
	 */
	public static TinkEncryption of(Resource values, @Nullable Resource files) {
		TinkLibrary.require("Encryption by TinkEncryption");
		return new TinkEncryption(read(KeyKind.VALUES, values), (files != null) ? read(KeyKind.FILES, files) : null);
	}

	private static TinkKeyset read(KeyKind kind, Resource resource) {
		String where = "The keyset for " + kind.purpose() + " at " + resource.getDescription();
		if (!resource.exists()) {
			throw new EncryptionException(
					where + " is missing; make one with the command '" + kind.command() + "' of Keysets");
		}
		String json;
		try {
			json = resource.getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new EncryptionException(where + " cannot be read: " + ex.getMessage(), ex);
		}
		return TinkKeyset.parse(kind, json, where);
	}

	@Override
	public byte[] encrypt(byte[] plain, byte[] associatedData) {
		return this.values.encrypt(plain, associatedData);
	}

	@Override
	public byte[] decrypt(byte[] encrypted, byte[] associatedData) {
		return this.values.decrypt(encrypted, associatedData);
	}

	@Override
	public boolean isCurrent(byte[] encrypted) {
		return this.values.isCurrent(encrypted);
	}

	@Override
	public InputStream decrypting(InputStream encrypted) throws IOException {
		return files().decrypting(encrypted);
	}

	@Override
	public OutputStream encrypting(OutputStream encrypted) throws IOException {
		return files().encrypting(encrypted);
	}

	private TinkKeyset files() {
		if (this.files == null) {
			throw new EncryptionException(
					"Encrypted files need a keyset for files, and none is configured; make one" + " with the command '"
							+ KeyKind.FILES.command() + "' of Keysets, and give it to the TinkEncryption");
		}
		return this.files;
	}

	/**
	 * Names the ids of the keys, and no more of them.
	 * @return a text for people
	 */
	@Override
	public String toString() {
		return "TinkEncryption[values: " + this.values + ", files: " + ((this.files != null) ? this.files : "none")
				+ "]";
	}

}
