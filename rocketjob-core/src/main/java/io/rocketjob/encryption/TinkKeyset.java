package io.rocketjob.encryption;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.Key;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AeadKey;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import com.google.crypto.tink.streamingaead.StreamingAeadKey;
import org.jspecify.annotations.Nullable;

/**
 * A keyset of one kind: everything that touches Tink. Use only after
 * {@link TinkLibrary#require}. Errors of Tink while it parses are never passed on, as
 * they may quote what they parsed. Thread-safe.
 */
final class TinkKeyset {

	private static final byte[] NONE = new byte[0];

	/** The first byte of what a key with an id encrypts; four bytes of the id follow. */
	private static final byte WITH_ID = 1;

	static {
		try {
			AeadConfig.register();
			StreamingAeadConfig.register();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Tink cannot be set up", ex);
		}
	}

	private final KeyKind kind;

	private final KeysetHandle handle;

	private final @Nullable Aead aead;

	private final @Nullable StreamingAead streamingAead;

	private TinkKeyset(KeyKind kind, KeysetHandle handle) throws GeneralSecurityException {
		this.kind = kind;
		this.handle = handle;
		this.aead = (kind == KeyKind.VALUES) ? handle.getPrimitive(RegistryConfiguration.get(), Aead.class) : null;
		this.streamingAead = (kind == KeyKind.FILES)
				? handle.getPrimitive(RegistryConfiguration.get(), StreamingAead.class) : null;
	}

	/**
	 * Makes a keyset with one new key.
	 * @param kind what it is for
	 * @return the keyset
	 */
	static TinkKeyset generate(KeyKind kind) {
		try {
			Parameters parameters = switch (kind) {
				case VALUES -> PredefinedAeadParameters.AES256_GCM;
				case FILES -> PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB;
			};
			return new TinkKeyset(kind, KeysetHandle.generateNew(parameters, RegistryConfiguration.get()));
		}
		catch (GeneralSecurityException ex) {
			throw new EncryptionException("Cannot make a keyset for " + kind.purpose(), ex);
		}
	}

	/**
	 * Reads a keyset.
	 * @param kind what it must be for
	 * @param json Tink's JSON format, not encrypted
	 * @param where what it is and where it comes from, the beginning of a sentence
	 * @return the keyset
	 * @throws EncryptionException when it is no keyset of that kind
	 */
	static TinkKeyset parse(KeyKind kind, String json, String where) {
		KeysetHandle handle = parse(json, where);
		KeyKind found = kind(handle, where);
		if (found != kind) {
			throw new EncryptionException(
					where + " holds keys for " + found.purpose() + ", where keys for " + kind.purpose()
							+ " are needed; make a keyset with the command '" + kind.command() + "' of Keysets");
		}
		return checked(kind, handle, where);
	}

	/**
	 * Reads a keyset of whatever kind.
	 * @param json Tink's JSON format, not encrypted
	 * @param where what it is and where it comes from, the beginning of a sentence
	 * @return the keyset
	 * @throws EncryptionException when it is no keyset of a known kind
	 */
	static TinkKeyset parseAny(String json, String where) {
		KeysetHandle handle = parse(json, where);
		return checked(kind(handle, where), handle, where);
	}

	private static KeysetHandle parse(String json, String where) {
		KeysetHandle handle;
		try {
			handle = TinkJsonProtoKeysetFormat.parseKeyset(json, RegistryConfiguration.get(),
					InsecureSecretKeyAccess.get());
		}
		catch (GeneralSecurityException | RuntimeException ex) {
			handle = null;
		}
		if (handle == null) {
			throw new EncryptionException(where + " is no cleartext Tink keyset in JSON, or a damaged one");
		}
		return handle;
	}

	private static KeyKind kind(KeysetHandle handle, String where) {
		KeyKind kind = null;
		for (int i = 0; i < handle.size(); i++) {
			Key key = key(handle, i, where);
			KeyKind next = (key instanceof AeadKey) ? KeyKind.VALUES
					: (key instanceof StreamingAeadKey) ? KeyKind.FILES : null;
			if (next == null || (kind != null && next != kind)) {
				throw new EncryptionException(
						where + " holds "
								+ ((next == null) ? "a " + key.getClass().getSimpleName()
										+ ", which is neither for values (AEAD) nor for" + " files (streaming AEAD)"
										: "keys for values and for files, which belong into two keysets"));
			}
			kind = next;
		}
		if (kind == null) {
			throw new EncryptionException(where + " holds no key");
		}
		return kind;
	}

	private static Key key(KeysetHandle handle, int index, String where) {
		Key key;
		try {
			key = handle.getAt(index).getKey();
		}
		catch (RuntimeException ex) {
			key = null;
		}
		if (key == null) {
			throw new EncryptionException(where + " holds a key that cannot be used");
		}
		return key;
	}

	private static TinkKeyset checked(KeyKind kind, KeysetHandle handle, String where) {
		TinkKeyset keyset;
		try {
			keyset = new TinkKeyset(kind, handle);
		}
		catch (GeneralSecurityException | RuntimeException ex) {
			keyset = null;
		}
		if (keyset == null) {
			throw new EncryptionException(where + " holds a key that cannot be used");
		}
		return keyset;
	}

	/**
	 * Adds a new key, made in the same way as the primary one.
	 * @param primary whether to encrypt with it from now on
	 * @return the longer keyset
	 */
	TinkKeyset withNewKey(boolean primary) {
		Parameters parameters = this.handle.getPrimary().getKey().getParameters();
		KeysetHandle.Builder.Entry entry = KeysetHandle.generateEntryFromParameters(parameters).withRandomId();
		return changed(KeysetHandle.newBuilder(this.handle).addEntry(primary ? entry.makePrimary() : entry));
	}

	/**
	 * Makes the last key the primary one.
	 * @return the changed keyset
	 */
	TinkKeyset withLastAsPrimary() {
		KeysetHandle.Builder builder = KeysetHandle.newBuilder(this.handle);
		builder.getAt(builder.size() - 1).makePrimary();
		return changed(builder);
	}

	private TinkKeyset changed(KeysetHandle.Builder builder) {
		try {
			return new TinkKeyset(this.kind, builder.build());
		}
		catch (GeneralSecurityException ex) {
			throw new EncryptionException("Cannot change the keyset for " + this.kind.purpose(), ex);
		}
	}

	/**
	 * The keyset with its secrets.
	 * @return Tink's JSON format
	 */
	String toJson() {
		try {
			return TinkJsonProtoKeysetFormat.serializeKeyset(this.handle, RegistryConfiguration.get(),
					InsecureSecretKeyAccess.get());
		}
		catch (GeneralSecurityException ex) {
			throw new EncryptionException("Cannot write the keyset for " + this.kind.purpose(), ex);
		}
	}

	byte[] encrypt(byte[] plain, byte[] associatedData) {
		try {
			return required(this.aead).encrypt(plain, associatedData);
		}
		catch (GeneralSecurityException ex) {
			throw new EncryptionException("Cannot encrypt a value", ex);
		}
	}

	byte[] decrypt(byte[] encrypted, byte[] associatedData) {
		try {
			return required(this.aead).decrypt(encrypted, associatedData);
		}
		catch (GeneralSecurityException ex) {
			throw new EncryptionException(
					"Cannot decrypt a value: "
							+ (hasKeyOf(encrypted) ? "it has been altered, or belongs to something else"
									: "its key is not in the keyset, or it is not encrypted; the keyset has " + this),
					ex);
		}
	}

	/**
	 * Whether the primary key has encrypted a value.
	 * @param encrypted the encrypted value
	 * @return whether it names that key; {@code false} where keys are not named
	 */
	boolean isCurrent(byte[] encrypted) {
		Integer id = this.handle.getPrimary().getKey().getIdRequirementOrNull();
		return id != null && namesKey(encrypted) && id == ByteBuffer.wrap(encrypted).getInt(1);
	}

	private static boolean namesKey(byte[] encrypted) {
		return encrypted.length > Byte.BYTES + Integer.BYTES && encrypted[0] == WITH_ID;
	}

	/** Keys that put no id into what they encrypt may be the ones. */
	private boolean hasKeyOf(byte[] encrypted) {
		boolean named = namesKey(encrypted);
		for (int i = 0; i < this.handle.size(); i++) {
			KeysetHandle.Entry entry = this.handle.getAt(i);
			Integer id = entry.getKey().getIdRequirementOrNull();
			if (entry.getStatus() == KeyStatus.ENABLED
					&& (id == null || (named && id == ByteBuffer.wrap(encrypted).getInt(1)))) {
				return true;
			}
		}
		return false;
	}

	InputStream decrypting(InputStream encrypted) throws IOException {
		try {
			return required(this.streamingAead).newDecryptingStream(encrypted, NONE);
		}
		catch (GeneralSecurityException ex) {
			throw new EncryptionException("Cannot decrypt files", ex);
		}
	}

	OutputStream encrypting(OutputStream encrypted) throws IOException {
		try {
			return required(this.streamingAead).newEncryptingStream(encrypted, NONE);
		}
		catch (GeneralSecurityException ex) {
			throw new EncryptionException("Cannot encrypt files", ex);
		}
	}

	private <T> T required(@Nullable T primitive) {
		if (primitive == null) {
			throw new IllegalStateException("The keyset is for " + this.kind.purpose());
		}
		return primitive;
	}

	@Override
	public String toString() {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < this.handle.size(); i++) {
			KeysetHandle.Entry entry = this.handle.getAt(i);
			ids.add(Integer.toUnsignedString(entry.getId()) + (entry.isPrimary() ? " (primary)" : ""));
		}
		return ((ids.size() == 1) ? "key " : "keys ") + String.join(", ", ids);
	}

}
