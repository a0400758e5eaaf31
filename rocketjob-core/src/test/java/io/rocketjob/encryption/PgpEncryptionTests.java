package io.rocketjob.encryption;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.bouncycastle.bcpg.AEADAlgorithmTags;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPBEKeyEncryptionMethodGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class PgpEncryptionTests {

	private static final PgpTestKeys ANN = PgpTestKeys.of("Ann <ann@example.com>", "secret");

	private static final PgpTestKeys BOB = PgpTestKeys.of("Bob <bob@example.com>", "other");

	private static final byte[] CONTENT = content(300_000);

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 100, 65_535, 65_536, 300_000 })
	void whatIsEncryptedForAPersonCanBeDecryptedByThem(int length) throws IOException {
		byte[] content = content(length);
		for (boolean compress : new boolean[] { true, false }) {
			byte[] file = encrypt(forAnn(null), content, compress);
			assertThat(decrypt(ann(), file)).isEqualTo(content);
			if (length > 1000) {
				assertThat(file.length < content.length / 2).isEqualTo(compress);
			}
		}
	}

	@Test
	void severalRecipientsCanDecryptEach() throws IOException {
		PgpEncryption both = PgpEncryption.of(new PgpSettings(PgpTestKeys.publicKeys(ANN, BOB), null, null,
				List.of("ann@example.com", "0x" + BOB.primaryId()), null, false));
		byte[] file = encrypt(both, CONTENT, true);

		assertThat(decrypt(ann(), file)).isEqualTo(CONTENT);
		assertThat(decrypt(PgpEncryption.of(new PgpSettings(null, BOB.secretKeys(), "other", List.of(), null, false)),
				file))
			.isEqualTo(CONTENT);
	}

	@Test
	void aFileForOthersNamesTheKeys() throws IOException {
		byte[] file = encrypt(forAnn(null), CONTENT, true);
		PgpEncryption bob = PgpEncryption.of(new PgpSettings(null, BOB.secretKeys(), "other", List.of(), null, false));

		assertThatIOException().isThrownBy(() -> decrypt(bob, file))
			.withMessage("it is encrypted for " + ANN.encryptionId() + ", and there are only the secret keys "
					+ BOB.primaryId() + ", " + BOB.encryptionId());
	}

	@Test
	void anAlteredOrCutFileIsAnErrorWhereverItIs() throws IOException {
		for (boolean compress : new boolean[] { true, false }) {
			byte[] content = content(500);
			byte[] file = encrypt(forAnn("ann@example.com"), content, compress);
			PgpEncryption reading = PgpEncryption
				.of(new PgpSettings(ANN.publicKeys(), ANN.secretKeys(), "secret", List.of(), null, true));
			assertThat(decrypt(reading, file)).isEqualTo(content);
			for (int length = 0; length < file.length; length += (length > file.length - 60) ? 1 : 17) {
				byte[] cut = Arrays.copyOf(file, length);
				assertThatExceptionOfType(Exception.class).as("the first %d of %d bytes", length, file.length)
					.isThrownBy(() -> decrypt(reading, cut));
			}
			for (int position = 0; position < file.length; position += (position > file.length - 60) ? 1 : 17) {
				byte[] altered = file.clone();
				altered[position] ^= 4;
				try {
					assertThat(decrypt(reading, altered)).as("byte %d of %d", position, file.length).isEqualTo(content);
				}
				catch (IOException | RuntimeException ex) {
					// as it should be
				}
			}
			// behind the key, all is under the integrity packet
			byte[] altered = file.clone();
			altered[file.length - 100] ^= 4;
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> decrypt(reading, altered));
			assertThatExceptionOfType(Exception.class)
				.isThrownBy(() -> decrypt(reading, Arrays.copyOf(file, file.length + 10)));
		}
	}

	@Test
	void aFileWithoutProtectionOfItsIntegrityIsRefused() throws Exception {
		byte[] file = message(
				new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256).setWithIntegrityPacket(false));

		assertThatIOException().isThrownBy(() -> decrypt(ann(), file))
			.withMessage("its integrity is not protected, so that nothing tells whether it has been altered; have it"
					+ " encrypted with an integrity packet (MDC), as programs do by default");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aFileWithAuthenticatedEncryptionIsRead(boolean old) throws Exception {
		BcPGPDataEncryptorBuilder builder = new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
			.setWithAEAD(AEADAlgorithmTags.OCB, 6);
		byte[] file = message(old ? builder.setUseV5AEAD() : builder.setUseV6AEAD());

		assertThat(decrypt(ann(), file)).isEqualTo(CONTENT);
		byte[] altered = file.clone();
		altered[file.length / 2] ^= 1;
		assertThatIOException().isThrownBy(() -> decrypt(ann(), altered));
		assertThatIOException().isThrownBy(() -> decrypt(ann(), Arrays.copyOf(file, file.length - 40)));
		for (int length = file.length - 60; length < file.length; length++) {
			byte[] cut = Arrays.copyOf(file, length);
			assertThatExceptionOfType(Exception.class).as("the first %d of %d bytes", length, file.length)
				.isThrownBy(() -> decrypt(ann(), cut));
		}
	}

	@Test
	void asciiArmorIsRead() throws IOException {
		ByteArrayOutputStream file = new ByteArrayOutputStream();
		try (OutputStream armored = ArmoredOutputStream.builder().build(file)) {
			armored.write(encrypt(forAnn(null), CONTENT, true));
		}

		assertThat(file.toString(StandardCharsets.US_ASCII)).startsWith("-----BEGIN PGP MESSAGE-----");
		assertThat(decrypt(ann(), file.toByteArray())).isEqualTo(CONTENT);
	}

	@Test
	void whatIsNotEncryptedForAKeyIsRefused() throws Exception {
		ByteArrayOutputStream literal = new ByteArrayOutputStream();
		try (OutputStream output = new PGPLiteralDataGenerator().open(literal, PGPLiteralData.BINARY, "", 3,
				PGPLiteralData.NOW)) {
			output.write(new byte[3]);
		}
		assertThatIOException().isThrownBy(() -> decrypt(ann(), literal.toByteArray()))
			.withMessage("it is an OpenPGP message that is not encrypted");

		PGPEncryptedDataGenerator generator = new PGPEncryptedDataGenerator(
				new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256).setWithIntegrityPacket(true));
		generator.addMethod(new BcPBEKeyEncryptionMethodGenerator("word".toCharArray()));
		byte[] byPassphrase = message(generator);
		assertThatIOException().isThrownBy(() -> decrypt(ann(), byPassphrase))
			.withMessage("it is encrypted by a passphrase, and not for a key");
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> decrypt(ann(), "a,b\n1,2\n".getBytes()));
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> decrypt(ann(), new byte[0]));
	}

	@Test
	void aSignatureIsCheckedWhereItsKeyIsThereAndRequiredOnRequest() throws IOException {
		byte[] signed = encrypt(forAnn("ann@example.com"), CONTENT, true);
		byte[] unsigned = encrypt(forAnn(null), CONTENT, true);
		PgpEncryption strict = PgpEncryption
			.of(new PgpSettings(ANN.publicKeys(), ANN.secretKeys(), "secret", List.of(), null, true));
		PgpEncryption stranger = PgpEncryption
			.of(new PgpSettings(BOB.publicKeys(), ANN.secretKeys(), "secret", List.of(), null, true));

		assertThat(decrypt(ann(), signed)).isEqualTo(CONTENT);
		assertThat(decrypt(strict, signed)).isEqualTo(CONTENT);
		assertThatIOException().isThrownBy(() -> decrypt(strict, unsigned))
			.withMessage("it is not signed, and rocketjob.pgp.signature-required says that it must be");
		assertThatIOException().isThrownBy(() -> decrypt(stranger, signed))
			.withMessage("it is signed by a key that is not among the public keys");
	}

	@Test
	void keysThatDoNotFitAreRefusedAtOnce() {
		assertRefused("The passphrase does not open the OpenPGP secret key " + ANN.primaryId(), null, ANN.secretKeys(),
				"wrong", null);
		assertRefused("The passphrase does not open the OpenPGP secret key " + ANN.primaryId(), null, ANN.secretKeys(),
				null, null);
		assertRefused("The recipient 'cid@example.com' means none of the OpenPGP public keys; it must mean one",
				PgpTestKeys.publicKeys(ANN, BOB), null, null, "cid@example.com");
		assertRefused("The recipient 'ann' means none of the OpenPGP public keys", ANN.publicKeys(), null, null, "ann");
		PgpTestKeys twin = PgpTestKeys.of("Ann Two <ann@example.com>", "");
		assertRefused("The recipient 'ann@example.com' means 2 of the OpenPGP public keys; it must mean one",
				PgpTestKeys.publicKeys(ANN, twin), null, null, "ann@example.com");
		PgpTestKeys expired = PgpTestKeys.of("Old <old@example.com>", "", 60);
		assertRefused("The OpenPGP key of the recipient 'old@example.com' cannot encrypt, or is expired or revoked",
				expired.publicKeys(), null, null, "old@example.com");
		assertRefused("The OpenPGP public keys at file [/does/not/exist] cannot be read",
				new FileSystemResource("/does/not/exist"), null, null, null);
		assertRefused(
				"The OpenPGP public keys at Byte array resource [secret keys] cannot be read: it has no such keys",
				ANN.secretKeys(), null, null, null);
	}

	@Test
	void withoutKeysTheErrorSaysWhichToSet() {
		PgpEncryption reading = ann();
		assertThatExceptionOfType(EncryptionException.class)
			.isThrownBy(() -> reading.encrypting(new ByteArrayOutputStream(), true))
			.withMessageContaining("rocketjob.pgp.recipients");
		PgpEncryption writing = forAnn(null);
		assertThatExceptionOfType(EncryptionException.class).isThrownBy(() -> decrypt(writing, new byte[10]))
			.withMessageContaining("rocketjob.pgp.secret-keys");
	}

	@Test
	void theSettingsDoNotShowThePassphrase() {
		assertThat(new PgpSettings(null, ANN.secretKeys(), "secret word", List.of(), null, false).toString())
			.doesNotContain("secret word");
	}

	@Test
	void filesAreReadAndWrittenByGnuPgToo() throws Exception {
		// a short path, as its agent listens there
		Path home = Files.createTempDirectory(Path.of("/tmp"), "pgp");
		assumeTrue(gpg(home, "--version") == 0, "GnuPG is not on this machine, so nothing is compared with it");
		try {
			for (String kind : new String[] { "default", "future-default" }) {
				assertThat(gpg(home, "--passphrase", "word", "--quick-generate-key", kind + "@example.com", kind,
						"default", "never"))
					.isZero();
			}
			Path open = home.resolve("open.asc");
			Path secret = home.resolve("secret.gpg");
			assertThat(gpg(home, "--armor", "--output", open + "", "--export")).isZero();
			assertThat(gpg(home, "--passphrase", "word", "--output", secret + "", "--export-secret-keys")).isZero();
			for (String user : new String[] { "default@example.com", "future-default@example.com" }) {
				PgpEncryption ours = PgpEncryption.of(new PgpSettings(new FileSystemResource(open),
						new FileSystemResource(secret), "word", List.of(user), user, true));
				Path plain = Files.write(home.resolve("plain"), CONTENT);
				Path file = home.resolve(user + ".gpg");
				assertThat(gpg(home, "--passphrase", "word", "--trust-model", "always", "--sign", "--local-user", user,
						"--encrypt", "--recipient", user, "--output", file + "", plain + ""))
					.isZero();
				assertThat(decrypt(ours, Files.readAllBytes(file))).isEqualTo(CONTENT);
				Files.delete(file);
				assertThat(gpg(home, "--passphrase", "word", "--trust-model", "always", "--sign", "--local-user", user,
						"--encrypt", "--armor", "--recipient", user, "--output", file + "", plain + ""))
					.isZero();
				assertThat(decrypt(ours, Files.readAllBytes(file))).isEqualTo(CONTENT);

				for (boolean compress : new boolean[] { true, false }) {
					Files.write(file, encrypt(ours, CONTENT, compress));
					Path back = home.resolve("back");
					assertThat(gpg(home, "--passphrase", "word", "--trust-model", "always", "--output", back + "",
							"--decrypt", file + ""))
						.isZero();
					assertThat(back).hasBinaryContent(CONTENT);
					Files.delete(back);
				}
			}
		}
		finally {
			new ProcessBuilder("gpgconf", "--homedir", home + "", "--kill", "all").start()
				.waitFor(20, TimeUnit.SECONDS);
			FileSystemUtils.deleteRecursively(home);
		}
	}

	private static int gpg(Path home, String... arguments) throws InterruptedException {
		List<String> command = new ArrayList<>(
				List.of("gpg", "--homedir", home + "", "--batch", "--yes", "--pinentry-mode", "loopback"));
		command.addAll(List.of(arguments));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (!process.waitFor(60, TimeUnit.SECONDS)) {
				process.destroy();
				throw new AssertionError("gpg did not come to its end");
			}
			return process.exitValue();
		}
		catch (IOException ex) {
			return -1;
		}
	}

	private static void assertRefused(String message, @Nullable Resource open, @Nullable Resource secret,
			@Nullable String passphrase, @Nullable String recipient) {
		assertThatExceptionOfType(EncryptionException.class)
			.isThrownBy(() -> PgpEncryption.of(new PgpSettings(open, secret, passphrase,
					(recipient != null) ? List.of(recipient) : List.of(), null, false)))
			.withMessageStartingWith(message);
	}

	private static PgpEncryption ann() {
		return PgpEncryption.of(new PgpSettings(null, ANN.secretKeys(), "secret", List.of(), null, false));
	}

	private static PgpEncryption forAnn(@Nullable String signer) {
		return PgpEncryption.of(new PgpSettings(ANN.publicKeys(), (signer != null) ? ANN.secretKeys() : null, "secret",
				List.of("ann@example.com"), signer, false));
	}

	private static byte[] message(BcPGPDataEncryptorBuilder builder) throws IOException, PGPException {
		PGPEncryptedDataGenerator generator = new PGPEncryptedDataGenerator(
				builder.setSecureRandom(new SecureRandom()));
		generator.addMethod(new BcPublicKeyKeyEncryptionMethodGenerator(ANN.encryptionKey()));
		return message(generator);
	}

	private static byte[] message(PGPEncryptedDataGenerator generator) throws IOException, PGPException {
		ByteArrayOutputStream file = new ByteArrayOutputStream();
		try (OutputStream encrypted = generator.open(file, new byte[1 << 16]);
				OutputStream literal = new PGPLiteralDataGenerator().open(encrypted, PGPLiteralData.BINARY, "",
						CONTENT.length, PGPLiteralData.NOW)) {
			literal.write(CONTENT);
		}
		return file.toByteArray();
	}

	private static byte[] encrypt(PgpEncryption encryption, byte[] content, boolean compress) throws IOException {
		ByteArrayOutputStream file = new ByteArrayOutputStream();
		try (OutputStream output = encryption.encrypting(file, compress)) {
			output.write(content, 0, content.length / 2);
			output.write(content, content.length / 2, content.length - content.length / 2);
		}
		return file.toByteArray();
	}

	private static byte[] decrypt(PgpEncryption encryption, byte[] file) throws IOException {
		try (InputStream input = encryption.decrypting(new ByteArrayInputStream(file))) {
			return input.readAllBytes();
		}
	}

	private static byte[] content(int length) {
		StringBuilder text = new StringBuilder();
		Random random = new Random(length);
		while (text.length() < length) {
			text.append(random.nextInt(1000)).append(";a line;a line\n");
		}
		return Arrays.copyOf(text.toString().getBytes(StandardCharsets.UTF_8), length);
	}

}
