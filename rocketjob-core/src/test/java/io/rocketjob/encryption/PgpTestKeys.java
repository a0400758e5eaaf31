package io.rocketjob.encryption;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;

import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

/** A person with a key that signs, and one below it that encrypts. */
public final class PgpTestKeys {

	private final PGPSecretKeyRing secret;

	private final PGPPublicKeyRing open;

	private PgpTestKeys(PGPSecretKeyRing secret, PGPPublicKeyRing open) {
		this.secret = secret;
		this.open = open;
	}

	public static PgpTestKeys of(String user, String passphrase) {
		return of(user, passphrase, 0);
	}

	/** Valid from an hour ago for some seconds, 0 for ever. */
	static PgpTestKeys of(String user, String passphrase, long seconds) {
		try {
			Date made = Date.from(Instant.now().minusSeconds(3600));
			PGPDigestCalculator sha1 = new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1);
			PGPSignatureSubpacketGenerator mayEncrypt = flags(KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE,
					seconds);
			PGPSignatureSubpacketGenerator maySign = flags(KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA, seconds);
			BcPGPKeyPair primary = pair(made);
			PGPKeyRingGenerator generator = new PGPKeyRingGenerator(PGPSignature.POSITIVE_CERTIFICATION, primary, user,
					sha1, maySign.generate(), null,
					new BcPGPContentSignerBuilder(primary.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA256),
					new BcPBESecretKeyEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_128, sha1)
						.build(passphrase.toCharArray()));
			generator.addSubKey(pair(made), mayEncrypt.generate(), null);
			return new PgpTestKeys(generator.generateSecretKeyRing(), generator.generatePublicKeyRing());
		}
		catch (PGPException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static PGPSignatureSubpacketGenerator flags(int flags, long seconds) {
		PGPSignatureSubpacketGenerator generator = new PGPSignatureSubpacketGenerator();
		generator.setKeyFlags(false, flags);
		generator.setKeyExpirationTime(false, seconds);
		return generator;
	}

	private static BcPGPKeyPair pair(Date made) throws PGPException {
		RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
		generator.init(new RSAKeyGenerationParameters(BigInteger.valueOf(0x10001), new SecureRandom(), 1024, 12));
		return new BcPGPKeyPair(PublicKeyPacket.VERSION_4, PublicKeyAlgorithmTags.RSA_GENERAL,
				generator.generateKeyPair(), made);
	}

	public Resource secretKeys() {
		try {
			return new ByteArrayResource(this.secret.getEncoded(), "secret keys");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public Resource publicKeys() {
		return publicKeys(this);
	}

	/** Of several people, with ASCII armor. */
	public static Resource publicKeys(PgpTestKeys... people) {
		try {
			ByteArrayOutputStream stream = new ByteArrayOutputStream();
			try (OutputStream armored = ArmoredOutputStream.builder().build(stream)) {
				for (PgpTestKeys each : people) {
					each.open.encode(armored);
				}
			}
			return new ByteArrayResource(stream.toString(StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8),
					"public keys");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	PGPPublicKey encryptionKey() {
		return this.open.getPublicKey(this.encryptionKeyId());
	}

	private long encryptionKeyId() {
		long id = 0;
		for (PGPPublicKey key : this.open) {
			id = key.getKeyID();
		}
		return id;
	}

	String encryptionId() {
		return "%016X".formatted(encryptionKeyId());
	}

	String primaryId() {
		return "%016X".formatted(this.open.getPublicKey().getKeyID());
	}

}
