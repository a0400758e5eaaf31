package io.rocketjob.encryption;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPPublicKeyRingCollection;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRingCollection;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * The keys of the settings. Touches Bouncy Castle. Thread-safe.
 */
final class PgpKeys {

	private static final int MAY_ENCRYPT = KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE;

	private final PgpSettings settings;

	private final List<PGPPublicKeyRing> publicRings = new ArrayList<>();

	private final List<PGPSecretKeyRing> secretRings = new ArrayList<>();

	private final List<PGPPublicKey> recipients = new ArrayList<>();

	private final @Nullable PGPSecretKey signer;

	/**
	 * Reads them.
	 * @param settings where they are
	 * @throws EncryptionException when something is missing or wrong
	 */
	PgpKeys(PgpSettings settings) {
		this.settings = settings;
		if (settings.publicKeys() != null) {
			read(settings.publicKeys(), "public",
					(stream) -> new PGPPublicKeyRingCollection(stream, new BcKeyFingerprintCalculator())
						.forEach(this.publicRings::add));
			require(!this.publicRings.isEmpty(), settings.publicKeys() + " has no public keys");
		}
		if (settings.secretKeys() != null) {
			read(settings.secretKeys(), "secret",
					(stream) -> new PGPSecretKeyRingCollection(stream, new BcKeyFingerprintCalculator())
						.forEach(this.secretRings::add));
			require(!this.secretRings.isEmpty(), settings.secretKeys() + " has no secret keys");
			this.secretRings.forEach((ring) -> open(ring.getSecretKey()));
		}
		for (String recipient : settings.recipients()) {
			this.recipients.add(encryptionKey(recipient));
		}
		this.signer = (settings.signer() != null) ? signingKey(settings.signer()) : null;
		require(!settings.signatureRequired() || !this.publicRings.isEmpty(),
				"Signatures can only be required where there are public keys");
	}

	private static void require(boolean condition, String otherwise) {
		if (!condition) {
			throw new EncryptionException(otherwise);
		}
	}

	private static void read(Resource resource, String kind, Reading reading) {
		try (InputStream stream = PGPUtil.getDecoderStream(resource.getInputStream())) {
			reading.read(stream);
		}
		catch (IOException | PGPException | RuntimeException ex) {
			throw new EncryptionException("The OpenPGP " + kind + " keys at " + resource + " cannot be read: "
					+ ((ex instanceof IOException) ? ex.getMessage() : "it has no such keys"), ex);
		}
	}

	/**
	 * Opens a secret key.
	 * @param key the key
	 * @return what is in it, {@code null} when it is not there, as of a primary key that
	 * is kept elsewhere
	 */
	private @Nullable PGPPrivateKey open(PGPSecretKey key) {
		if (key.isPrivateKeyEmpty()) {
			return null;
		}
		String passphrase = this.settings.passphrase();
		try {
			return key.extractPrivateKey(new BcPBESecretKeyDecryptorBuilder(new BcPGPDigestCalculatorProvider())
				.build((passphrase != null) ? passphrase.toCharArray() : new char[0]));
		}
		catch (PGPException ex) {
			throw new EncryptionException("The passphrase does not open the OpenPGP secret key " + id(key.getKeyID()),
					ex);
		}
	}

	private PGPPublicKey encryptionKey(String recipient) {
		List<PGPPublicKeyRing> rings = this.publicRings.stream()
			.filter((ring) -> matches(recipient, ring.getPublicKey(), ring.getPublicKeys()))
			.toList();
		require(rings.size() == 1, "The recipient '" + recipient + "' means "
				+ (rings.isEmpty() ? "none" : rings.size() + "") + " of the OpenPGP public keys; it must mean one");
		PGPPublicKeyRing ring = rings.get(0);
		PGPPublicKey found = null;
		Iterator<PGPPublicKey> all = ring.getPublicKeys();
		while (all.hasNext()) {
			PGPPublicKey each = all.next();
			// the newest, as it replaces older ones
			if (isUsable(each) && mayEncrypt(each)
					&& (found == null || !each.getCreationTime().before(found.getCreationTime()))) {
				found = each;
			}
		}
		if (found == null || !isUsable(ring.getPublicKey())) {
			throw new EncryptionException(
					"The OpenPGP key of the recipient '" + recipient + "' cannot encrypt, or is expired or revoked");
		}
		return found;
	}

	private PGPSecretKey signingKey(String wanted) {
		List<PGPSecretKeyRing> rings = this.secretRings.stream()
			.filter((ring) -> matches(wanted, ring.getPublicKey(), ring.getPublicKeys()))
			.toList();
		require(rings.size() == 1, "The signer '" + wanted + "' means " + (rings.isEmpty() ? "none" : rings.size() + "")
				+ " of the OpenPGP secret keys; it must mean one");
		for (PGPSecretKey key : rings.get(0)) {
			int flags = flags(key.getPublicKey());
			boolean mine = (flags != 0) ? (flags & KeyFlags.SIGN_DATA) != 0 : key.isSigningKey();
			if (mine && isUsable(key.getPublicKey()) && open(key) != null) {
				return key;
			}
		}
		throw new EncryptionException(
				"The OpenPGP key of the signer '" + wanted + "' cannot sign, or is expired or" + " revoked");
	}

	private static boolean matches(String wanted, PGPPublicKey primary, Iterator<PGPPublicKey> keys) {
		String text = wanted.strip().toLowerCase(Locale.ROOT);
		String hex = text.replace(" ", "").replaceFirst("^0x", "");
		while (keys.hasNext()) {
			PGPPublicKey key = keys.next();
			String fingerprint = Hex.toHexString(key.getFingerprint());
			if (fingerprint.equals(hex) || (hex.length() == 16 && id(key.getKeyID()).equalsIgnoreCase(hex))) {
				return true;
			}
		}
		Iterator<String> users = primary.getUserIDs();
		while (users.hasNext()) {
			String user = users.next().toLowerCase(Locale.ROOT);
			if (user.equals(text) || user.endsWith("<" + text + ">")) {
				return true;
			}
		}
		return false;
	}

	private static boolean isUsable(PGPPublicKey key) {
		long seconds = key.getValidSeconds();
		return !key.hasRevocation()
				&& (seconds == 0 || key.getCreationTime().toInstant().plusSeconds(seconds).isAfter(Instant.now()));
	}

	/** By its flags, since a key that can encrypt by its kind may be meant to sign. */
	private static boolean mayEncrypt(PGPPublicKey key) {
		int flags = flags(key);
		return key.isEncryptionKey() && (flags == 0 || (flags & MAY_ENCRYPT) != 0);
	}

	private static int flags(PGPPublicKey key) {
		int flags = 0;
		Iterator<PGPSignature> signatures = key.getSignatures();
		while (signatures.hasNext()) {
			PGPSignature signature = signatures.next();
			if (signature.getHashedSubPackets() != null) {
				flags |= signature.getHashedSubPackets().getKeyFlags();
			}
		}
		return flags;
	}

	/**
	 * The key to decrypt with.
	 * @param keyId its id
	 * @return the key, {@code null} when it is not there
	 */
	@Nullable PGPKeyPair decryptionKey(long keyId) {
		for (PGPSecretKeyRing ring : this.secretRings) {
			PGPSecretKey key = ring.getSecretKey(keyId);
			PGPPrivateKey opened = (key != null) ? open(key) : null;
			if (key != null && opened != null) {
				return new PGPKeyPair(key.getPublicKey(), opened);
			}
		}
		return null;
	}

	/**
	 * The key to check a signature with.
	 * @param keyId its id
	 * @return the key, {@code null} when it is not there
	 */
	@Nullable PGPPublicKey publicKey(long keyId) {
		for (PGPPublicKeyRing ring : this.publicRings) {
			PGPPublicKey key = ring.getPublicKey(keyId);
			if (key != null) {
				return key;
			}
		}
		return null;
	}

	/**
	 * The ids of the keys to decrypt with.
	 * @return the ids
	 * @throws EncryptionException when there are none
	 */
	List<String> secretKeyIds() {
		require(!this.secretRings.isEmpty(),
				"Reading OpenPGP needs secret keys, and none are configured; set rocketjob.pgp.secret-keys");
		List<String> ids = new ArrayList<>();
		this.secretRings.forEach((ring) -> ring.forEach((key) -> ids.add(id(key.getKeyID()))));
		return ids;
	}

	/**
	 * The keys of the recipients.
	 * @return the keys
	 * @throws EncryptionException when there are none
	 */
	List<PGPPublicKey> recipients() {
		require(!this.recipients.isEmpty(), "Writing OpenPGP needs recipients, and none are configured; set"
				+ " rocketjob.pgp.public-keys and rocketjob.pgp.recipients");
		return this.recipients;
	}

	@Nullable PGPSecretKey signer() {
		return this.signer;
	}

	@Nullable PGPPrivateKey signing() {
		return (this.signer != null) ? open(this.signer) : null;
	}

	boolean isSignatureRequired() {
		return this.settings.signatureRequired();
	}

	/**
	 * How the id of a key is shown.
	 * @param keyId the id
	 * @return 16 digits
	 */
	static String id(long keyId) {
		return "%016X".formatted(keyId);
	}

	/** Reads keys. */
	private interface Reading {

		void read(InputStream stream) throws IOException, PGPException;

	}

}
