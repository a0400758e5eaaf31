package io.rocketjob.encryption;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;

class KeysetsTests {

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	@TempDir
	private Path directory;

	@Test
	void printsKeysetsThatTinkEncryptionTakes() throws IOException {
		Path values = print("values.json", "new-values");
		Path files = print("files.json", "new-files");
		Path rotated = print("values-2.json", "rotate", values.toString());
		Path added = print("values-3.json", "add", rotated.toString());
		Path promoted = print("values-4.json", "promote", added.toString());

		TinkEncryption first = TinkEncryption.of(new FileSystemResource(values), new FileSystemResource(files));
		TinkEncryption last = TinkEncryption.of(new FileSystemResource(promoted), new FileSystemResource(files));
		assertThat(last.toString()).matches(".*values: keys \\d+, \\d+, \\d+ \\(primary\\), files.*");
		assertThat(last.decrypt(first.encrypt(new byte[] { 7 }, new byte[0]), new byte[0])).containsExactly(7);
	}

	@Test
	void aRotatedKeysetKeepsItsKind() {
		assertThat(Keysets.rotate(Keysets.newFiles())).contains("AesGcmHkdfStreamingKey").doesNotContain("AesGcmKey");
		assertThat(Keysets.rotate(Keysets.newValues())).contains("AesGcmKey").doesNotContain("Streaming");
	}

	@Test
	void withoutACommandItSaysWhichThereAre() {
		assertThat(run()).isEqualTo(1);
		assertThat(run("rotate")).isEqualTo(1);
		assertThat(run("new-values", "file.json")).isEqualTo(1);
		assertThat(run("rename", "file.json")).isEqualTo(1);
		assertThat(this.err.toString(StandardCharsets.UTF_8)).contains("new-values | new-files | rotate <file>");
		assertThat(this.out.size()).isZero();
	}

	@Test
	void aFileThatIsNoKeysetIsAnErrorThatDoesNotQuoteIt() throws IOException {
		Path file = Files.writeString(this.directory.resolve("no.json"), "{\"value\": \"secret\"}");

		assertThat(run("rotate", file.toString())).isEqualTo(1);
		assertThat(run("rotate", this.directory.resolve("missing.json").toString())).isEqualTo(1);
		assertThat(this.err.toString(StandardCharsets.UTF_8)).contains("is no cleartext Tink keyset")
			.contains("missing.json")
			.doesNotContain("secret");
		assertThat(this.out.size()).isZero();
	}

	private Path print(String file, String... args) throws IOException {
		this.out.reset();
		assertThat(run(args)).as(this.err.toString(StandardCharsets.UTF_8)).isZero();
		return Files.write(this.directory.resolve(file), this.out.toByteArray());
	}

	private int run(String... args) {
		return Keysets.run(args, new PrintStream(this.out, true, StandardCharsets.UTF_8),
				new PrintStream(this.err, true, StandardCharsets.UTF_8));
	}

}
