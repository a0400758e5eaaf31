package io.rocketjob.encryption;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.bouncycastle.openpgp.PGPCompressedData;
import org.bouncycastle.openpgp.PGPEncryptedData;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPMarker;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPOnePassSignature;
import org.bouncycastle.openpgp.PGPOnePassSignatureList;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyEncryptedData;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyDataDecryptorFactory;
import org.jspecify.annotations.Nullable;

/**
 * The content of an encrypted OpenPGP message. Its last byte is only followed by the end
 * when integrity and signature are right.
 */
final class PgpInputStream extends InputStream {

	private final InputStream encrypted;

	private final PgpKeys keys;

	/** The packets around the encrypted one. */
	private final PGPObjectFactory outer;

	private final PGPEncryptedData message;

	private final InputStream decrypted;

	/** The packets within it, or within the compressed one in it. */
	private final PGPObjectFactory inner;

	private final @Nullable InputStream decompressed;

	private final @Nullable PGPOnePassSignature signature;

	private final boolean signed;

	private final InputStream content;

	private boolean ended;

	private PgpInputStream(InputStream encrypted, PgpKeys keys) throws IOException, PGPException {
		this.encrypted = encrypted;
		this.keys = keys;
		keys.secretKeyIds();
		this.outer = new BcPGPObjectFactory(PGPUtil.getDecoderStream(encrypted));
		PGPPublicKeyEncryptedData found = encrypted(next(this.outer), keys);
		if (!found.isIntegrityProtected() && !found.isAEAD()) {
			throw new IOException("its integrity is not protected, so that nothing tells whether it has been altered;"
					+ " have it encrypted with an integrity packet (MDC), as programs do by default");
		}
		this.message = found;
		this.decrypted = found.getDataStream(new BcPublicKeyDataDecryptorFactory(key(found, keys)));
		PGPObjectFactory packets = new BcPGPObjectFactory(this.decrypted);
		Object packet = next(packets);
		// each call makes another stream
		this.decompressed = (packet instanceof PGPCompressedData data) ? data.getDataStream() : null;
		if (this.decompressed != null) {
			packets = new BcPGPObjectFactory(this.decompressed);
			packet = next(packets);
		}
		this.inner = packets;
		this.signed = packet instanceof PGPOnePassSignatureList;
		this.signature = (packet instanceof PGPOnePassSignatureList signatures) ? signature(signatures) : null;
		if (this.signed) {
			packet = next(packets);
		}
		if (keys.isSignatureRequired() && this.signature == null) {
			throw new IOException(this.signed ? "it is signed by a key that is not among the public keys"
					: "it is not signed, and rocketjob.pgp.signature-required says that it must be");
		}
		if (!(packet instanceof PGPLiteralData literal)) {
			throw new IOException("there is no content in the OpenPGP message");
		}
		this.content = literal.getInputStream();
	}

	/**
	 * Opens a message.
	 * @param encrypted the message
	 * @param keys the keys
	 * @return its content
	 * @throws IOException when it is none, or not for these keys, or damaged
	 */
	static InputStream open(InputStream encrypted, PgpKeys keys) throws IOException {
		try {
			return new PgpInputStream(encrypted, keys);
		}
		catch (PGPException ex) {
			throw new IOException("it cannot be decrypted: " + ex.getMessage(), ex);
		}
	}

	/** What is encrypted for one of the keys. */
	private static PGPPublicKeyEncryptedData encrypted(@Nullable Object packet, PgpKeys keys) throws IOException {
		if (!(packet instanceof PGPEncryptedDataList list)) {
			boolean open = packet instanceof PGPCompressedData || packet instanceof PGPLiteralData
					|| packet instanceof PGPOnePassSignatureList;
			throw new IOException(
					open ? "it is an OpenPGP message that is not encrypted" : "it is no encrypted OpenPGP message");
		}
		List<String> others = new ArrayList<>();
		for (PGPEncryptedData each : list) {
			if (each instanceof PGPPublicKeyEncryptedData forKey) {
				if (keys.decryptionKey(forKey.getKeyIdentifier().getKeyId()) != null) {
					return forKey;
				}
				others.add(PgpKeys.id(forKey.getKeyIdentifier().getKeyId()));
			}
		}
		throw new IOException(others.isEmpty() ? "it is encrypted by a passphrase, and not for a key"
				: "it is encrypted for " + String.join(", ", others) + ", and there are only the secret keys "
						+ String.join(", ", keys.secretKeyIds()));
	}

	private static PGPKeyPair key(PGPPublicKeyEncryptedData encrypted, PgpKeys keys) {
		return Objects.requireNonNull(keys.decryptionKey(encrypted.getKeyIdentifier().getKeyId()));
	}

	/** The next packet that means something. */
	private static @Nullable Object next(PGPObjectFactory packets) throws IOException {
		Object packet = packets.nextObject();
		while (packet instanceof PGPMarker) {
			packet = packets.nextObject();
		}
		return packet;
	}

	/** Of several the one whose key is there. */
	private @Nullable PGPOnePassSignature signature(PGPOnePassSignatureList signatures) throws PGPException {
		for (PGPOnePassSignature each : signatures) {
			PGPPublicKey key = this.keys.publicKey(each.getKeyIdentifier().getKeyId());
			if (key != null) {
				each.init(new BcPGPContentVerifierBuilderProvider(), key);
				return each;
			}
		}
		return null;
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) != -1) ? one[0] & 0xFF : -1;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (this.ended) {
			return -1;
		}
		int count = this.content.read(bytes, offset, length);
		if (count == -1) {
			this.ended = true;
			try {
				requireEnd();
			}
			catch (PGPException ex) {
				throw new IOException("it cannot be verified: " + ex.getMessage(), ex);
			}
		}
		else if (this.signature != null) {
			this.signature.update(bytes, offset, count);
		}
		return count;
	}

	private void requireEnd() throws IOException, PGPException {
		Object packet = next(this.inner);
		boolean right = this.signature == null;
		if (this.signed && packet instanceof PGPSignatureList signatures) {
			for (PGPSignature each : signatures) {
				right |= this.signature != null && each.getKeyID() == this.signature.getKeyIdentifier().getKeyId()
						&& this.signature.verify(each);
			}
			packet = next(this.inner);
		}
		else if (this.signed) {
			throw new EOFException("it is cut off before its signature");
		}
		if (packet != null) {
			throw new IOException("it has more than one content");
		}
		if (this.decompressed != null) {
			this.decompressed.transferTo(OutputStream.nullOutputStream());
		}
		this.decrypted.transferTo(OutputStream.nullOutputStream());
		if (!this.message.isAEAD() && !this.message.verify()) {
			throw new IOException("it has been altered or damaged: its integrity packet (MDC) is another");
		}
		if (!right) {
			throw new IOException("its signature is wrong");
		}
		if (next(this.outer) != null) {
			throw new IOException("something follows the end of the OpenPGP message");
		}
	}

	@Override
	public void close() throws IOException {
		this.ended = true;
		this.encrypted.close();
	}

}
