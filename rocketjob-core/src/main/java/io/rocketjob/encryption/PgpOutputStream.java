package io.rocketjob.encryption;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;

import org.bouncycastle.bcpg.CompressionAlgorithmTags;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPCompressedDataGenerator;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes the content of an encrypted OpenPGP message.
 */
final class PgpOutputStream extends OutputStream {

	private static final int BUFFER = 64 * 1024;

	private final OutputStream output;

	private final OutputStream encrypted;

	/** The encrypted stream, where the content is not compressed. */
	private final OutputStream packets;

	private final OutputStream content;

	private final @Nullable PGPSignatureGenerator signature;

	private boolean closed;

	private PgpOutputStream(OutputStream output, PgpKeys keys, boolean compress) throws IOException, PGPException {
		this.output = new BufferedOutputStream(output, BUFFER);
		PGPEncryptedDataGenerator encryption = new PGPEncryptedDataGenerator(
				new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256).setWithIntegrityPacket(true)
					.setSecureRandom(new SecureRandom()));
		for (PGPPublicKey recipient : keys.recipients()) {
			encryption.addMethod(new BcPublicKeyKeyEncryptionMethodGenerator(recipient));
		}
		this.encrypted = encryption.open(this.output, new byte[BUFFER]);
		this.packets = compress
				? new PGPCompressedDataGenerator(CompressionAlgorithmTags.ZLIB).open(this.encrypted, new byte[BUFFER])
				: this.encrypted;
		this.signature = signature(keys);
		if (this.signature != null) {
			this.signature.generateOnePassVersion(false).encode(this.packets);
		}
		this.content = new PGPLiteralDataGenerator().open(this.packets, PGPLiteralData.BINARY, "", PGPLiteralData.NOW,
				new byte[BUFFER]);
	}

	private static @Nullable PGPSignatureGenerator signature(PgpKeys keys) throws PGPException {
		PGPSecretKey signer = keys.signer();
		PGPPrivateKey signing = keys.signing();
		if (signer == null || signing == null) {
			return null;
		}
		PGPPublicKey key = signer.getPublicKey();
		PGPSignatureGenerator generator = new PGPSignatureGenerator(
				new BcPGPContentSignerBuilder(key.getAlgorithm(), HashAlgorithmTags.SHA256), key);
		generator.init(PGPSignature.BINARY_DOCUMENT, signing);
		return generator;
	}

	/**
	 * Begins a message.
	 * @param output where to write it
	 * @param keys the keys
	 * @param compress whether to compress the content
	 * @return where to write its content
	 * @throws IOException when it cannot be written
	 */
	static OutputStream open(OutputStream output, PgpKeys keys, boolean compress) throws IOException {
		try {
			return new PgpOutputStream(output, keys, compress);
		}
		catch (PGPException ex) {
			throw new IOException("it cannot be encrypted: " + ex.getMessage(), ex);
		}
	}

	@Override
	public void write(int value) throws IOException {
		write(new byte[] { (byte) value }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		this.content.write(bytes, offset, length);
		if (this.signature != null) {
			this.signature.update(bytes, offset, length);
		}
	}

	@Override
	public void close() throws IOException {
		if (this.closed) {
			return;
		}
		this.closed = true;
		try (this.output) {
			this.content.close();
			if (this.signature != null) {
				this.signature.generate().encode(this.packets);
			}
			if (this.packets != this.encrypted) {
				this.packets.close();
			}
			this.encrypted.close();
		}
		catch (PGPException ex) {
			throw new IOException("it cannot be signed: " + ex.getMessage(), ex);
		}
	}

}
