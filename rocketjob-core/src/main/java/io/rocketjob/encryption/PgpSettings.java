package io.rocketjob.encryption;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * Keys for files that are encrypted by OpenPGP.
 *
 * @param publicKeys location of the public keys, binary or with ASCII armor: those of
 * recipients, and of who signs files that are read; {@code null} when no file is written
 * and no signature is checked
 * @param secretKeys location of the secret keys that decrypt and sign; {@code null} when
 * no file is read or signed
 * @param passphrase what opens the secret keys, {@code null} when nothing does
 * @param recipients who can decrypt the files that are written: key ids, fingerprints,
 * e-mail addresses, or whole user ids; each must mean one of the public keys
 * @param signer whose secret key signs the files that are written, as for recipients;
 * {@code null} when they are not signed
 * @param signatureRequired whether files that are read must be signed by one of the
 * public keys; otherwise a signature is only checked where its key is there
 * @since 0.1.0
 */
public record PgpSettings(@Nullable Resource publicKeys, @Nullable Resource secretKeys, @Nullable String passphrase,
		List<String> recipients, @Nullable String signer, boolean signatureRequired) {

	public PgpSettings {
		recipients = List.copyOf(recipients);
	}

	@Override
	public String toString() {
		return "PgpSettings[publicKeys=" + this.publicKeys + ", secretKeys=" + this.secretKeys + ", recipients="
				+ this.recipients + ", signer=" + this.signer + "]";
	}

}
