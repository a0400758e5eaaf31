package io.rocketjob.encryption;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class TinkEncryptionTests {

	private static final byte[] PLAIN = "the secret value".getBytes(StandardCharsets.UTF_8);

	private static final byte[] PLACE = "job 1".getBytes(StandardCharsets.UTF_8);

	private final String valuesKeyset = Keysets.newValues();

	private final String filesKeyset = Keysets.newFiles();

	private final TinkEncryption encryption = encryption(this.valuesKeyset, this.filesKeyset);

	@Test
	void whatWasEncryptedCanBeDecrypted() {
		byte[] encrypted = this.encryption.encrypt(PLAIN, PLACE);

		assertThat(new String(encrypted, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
		assertThat(this.encryption.decrypt(encrypted, PLACE)).isEqualTo(PLAIN);
		assertThat(this.encryption.decrypt(this.encryption.encrypt(new byte[0], new byte[0]), new byte[0])).isEmpty();
	}

	@Test
	void theSameValueIsEncryptedDifferentlyEachTime() {
		assertThat(this.encryption.encrypt(PLAIN, PLACE)).isNotEqualTo(this.encryption.encrypt(PLAIN, PLACE));
	}

	@Test
	void anotherPlaceIsRefused() {
		byte[] encrypted = this.encryption.encrypt(PLAIN, PLACE);

		assertThatExceptionOfType(EncryptionException.class)
			.isThrownBy(() -> this.encryption.decrypt(encrypted, "job 2".getBytes(StandardCharsets.UTF_8)))
			.withMessageContaining("altered, or belongs to something else");
	}

	@Test
	void aValueThatWasAlteredAnywhereIsRefused() {
		byte[] encrypted = this.encryption.encrypt(PLAIN, PLACE);

		for (int i = 0; i < encrypted.length; i++) {
			byte[] altered = encrypted.clone();
			altered[i] ^= 1;
			assertThatExceptionOfType(EncryptionException.class)
				.isThrownBy(() -> this.encryption.decrypt(altered, PLACE));
		}
	}

	@Test
	void whatIsNotEncryptedIsRefusedWithoutQuotingIt() {
		assertThatExceptionOfType(EncryptionException.class).isThrownBy(() -> this.encryption.decrypt(PLAIN, PLACE))
			.withMessageContaining("its key is not in the keyset, or it is not encrypted")
			.satisfies((ex) -> assertThat(ex).hasStackTraceContaining("Cannot decrypt"))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
		assertThatExceptionOfType(EncryptionException.class)
			.isThrownBy(() -> this.encryption.decrypt(new byte[0], PLACE));
	}

	@Test
	void theKeysOfAnotherKeysetCannotDecrypt() throws IOException {
		byte[] value = this.encryption.encrypt(PLAIN, PLACE);
		byte[] file = write(this.encryption, PLAIN);
		TinkEncryption other = encryption(Keysets.newValues(), Keysets.newFiles());

		assertThatExceptionOfType(EncryptionException.class).isThrownBy(() -> other.decrypt(value, PLACE))
			.withMessageContaining("its key is not in the keyset");
		assertThatIOException().isThrownBy(() -> read(other, file));
	}

	@Test
	void whatAnOlderKeyEncryptedStaysReadable() throws IOException {
		byte[] value = this.encryption.encrypt(PLAIN, PLACE);
		byte[] file = write(this.encryption, PLAIN);
		TinkEncryption rotated = encryption(Keysets.rotate(this.valuesKeyset), Keysets.rotate(this.filesKeyset));

		assertThat(rotated.decrypt(value, PLACE)).isEqualTo(PLAIN);
		assertThat(read(rotated, file)).isEqualTo(PLAIN);
		byte[] newer = rotated.encrypt(PLAIN, PLACE);
		assertThatExceptionOfType(EncryptionException.class).isThrownBy(() -> this.encryption.decrypt(newer, PLACE));
	}

	@Test
	void aKeyThatWasAddedOnlyDecryptsUntilItIsPromoted() {
		String added = Keysets.add(this.valuesKeyset);
		TinkEncryption before = encryption(added, null);
		TinkEncryption after = encryption(Keysets.promote(added), null);

		assertThat(this.encryption.decrypt(before.encrypt(PLAIN, PLACE), PLACE)).isEqualTo(PLAIN);
		byte[] newer = after.encrypt(PLAIN, PLACE);
		assertThat(before.decrypt(newer, PLACE)).isEqualTo(PLAIN);
		assertThatExceptionOfType(EncryptionException.class).isThrownBy(() -> this.encryption.decrypt(newer, PLACE));
	}

	@Test
	void aLargeFileComesBackAsItWas() throws IOException {
		byte[] content = new byte[3_000_000];
		new Random(1).nextBytes(content);

		assertThat(read(this.encryption, write(this.encryption, content))).isEqualTo(content);
		assertThat(read(this.encryption, write(this.encryption, new byte[0]))).isEmpty();
	}

	@Test
	void aFileThatWasCutOffOrAlteredIsRefused() throws IOException {
		byte[] content = new byte[2_500_000];
		byte[] encrypted = write(this.encryption, content);

		for (int length : new int[] { 0, 1, 40, 1 << 20, 2 << 20, encrypted.length - 1 }) {
			assertThatIOException().as("first %d bytes", length)
				.isThrownBy(() -> read(this.encryption, Arrays.copyOf(encrypted, length)));
		}
		for (int position : new int[] { 0, 30, 1_000_000, 1_500_000, encrypted.length - 1 }) {
			byte[] altered = encrypted.clone();
			altered[position] ^= 1;
			assertThatIOException().as("byte %d", position).isThrownBy(() -> read(this.encryption, altered));
		}
	}

	@Test
	void withoutAKeysetForFilesTheErrorSaysHowToMakeOne() {
		TinkEncryption values = TinkEncryption.of(resource(this.valuesKeyset));

		assertThatExceptionOfType(EncryptionException.class)
			.isThrownBy(() -> values.decrypting(new ByteArrayInputStream(new byte[0])))
			.withMessageContaining("new-files");
		assertThatExceptionOfType(EncryptionException.class)
			.isThrownBy(() -> values.encrypting(new ByteArrayOutputStream()));
	}

	@Test
	void aKeysetOfTheWrongKindIsRefused() {
		assertThatExceptionOfType(EncryptionException.class)
			.isThrownBy(() -> TinkEncryption.of(resource(this.filesKeyset)))
			.withMessageContaining("holds keys for files, where keys for values are needed")
			.withMessageContaining("new-values");
		assertThatExceptionOfType(EncryptionException.class)
			.isThrownBy(() -> encryption(this.valuesKeyset, this.valuesKeyset))
			.withMessageContaining("holds keys for values, where keys for files are needed");
	}

	@Test
	void aKeysetThatIsMissingIsNamed() {
		assertThatExceptionOfType(EncryptionException.class)
			.isThrownBy(() -> TinkEncryption.of(new ClassPathResource("no-such.json")))
			.withMessageContaining("The keyset for values at class path resource [no-such.json] is missing");
	}

	@Test
	void aKeysetThatIsDamagedIsRefusedWithoutQuotingIt() {
		String key = this.valuesKeyset.replaceAll("(?s).*\"value\"\\s*:\\s*\"([^\"]+)\".*", "$1");
		assertThat(this.valuesKeyset).contains(key);
		String[] damaged = { "", "{", "[]", "{}", "\"" + key + "\"", "[\"" + key + "\"]",
				this.valuesKeyset.substring(0, this.valuesKeyset.length() / 2),
				this.valuesKeyset.replace("\"value\"", "\"" + key + "\""),
				this.valuesKeyset.replace(key, key.substring(0, key.length() - 8)),
				this.valuesKeyset.replace("AesGcmKey", "NoSuchKey") };
		for (String json : damaged) {
			assertThatExceptionOfType(EncryptionException.class).as(json)
				.isThrownBy(() -> TinkEncryption.of(resource(json)))
				.withMessageContaining("The keyset for values at")
				.withNoCause()
				.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(key.substring(0, 20)));
		}
	}

	@Test
	void aKeysetForSomethingElseIsRefused() {
		String mac = this.valuesKeyset.replaceAll("google.crypto.tink.AesGcmKey", "google.crypto.tink.HmacKey");

		assertThatExceptionOfType(EncryptionException.class).isThrownBy(() -> TinkEncryption.of(resource(mac)));
	}

	@Test
	void itsTextNamesTheKeysButDoesNotShowThem() {
		String text = this.encryption.toString();
		String id = this.valuesKeyset.replaceAll("(?s).*\"primaryKeyId\"\\s*:\\s*(\\d+).*", "$1");

		assertThat(text).matches("TinkEncryption\\[values: key \\d+ \\(primary\\), files: key \\d+ \\(primary\\)]")
			.contains("values: key " + id + " (primary)");
	}

	private static TinkEncryption encryption(String values, String files) {
		return TinkEncryption.of(resource(values), (files != null) ? resource(files) : null);
	}

	private static Resource resource(String keyset) {
		return new ByteArrayResource(keyset.getBytes(StandardCharsets.UTF_8), "the test");
	}

	private static byte[] write(TinkEncryption encryption, byte[] content) throws IOException {
		ByteArrayOutputStream encrypted = new ByteArrayOutputStream();
		try (OutputStream output = encryption.encrypting(encrypted)) {
			output.write(content);
		}
		return encrypted.toByteArray();
	}

	private static byte[] read(TinkEncryption encryption, byte[] encrypted) throws IOException {
		try (InputStream input = encryption.decrypting(new ByteArrayInputStream(encrypted))) {
			return input.readAllBytes();
		}
	}

}
