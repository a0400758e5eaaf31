package io.rocketjob.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** What is done about files that are small and have a large content. */
class FileLimitsTests {

	private static final int MB = 1024 * 1024;

	private final OutputFiles outputs = new OutputFiles(null);

	@ParameterizedTest
	@ValueSource(strings = { "a.gz", "a.bz2", "a.xz", "a.zst", "a.zip", "a.gz.zst", "a.zst.gz" })
	void aFileWithMoreContentThanAllowedIsAnErrorThatNamesTheProperty(String name) throws IOException {
		byte[] file = file(name, new byte[MB]);

		assertThat(length(file, name, new FileSettings(MB, 1, MB, MB * 128L, null))).isEqualTo(MB);
		assertThatIOException().isThrownBy(() -> length(file, name, new FileSettings(MB - 1, 1, MB, MB * 128L, null)))
			.withMessage("Cannot read " + name + ": its content has more than 1048575 bytes; if it is meant to be as"
					+ " large, raise rocketjob.files.max-size");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.gz", "a.bz2", "a.xz", "a.zst", "a.zip", "a.gz.zst", "a.zst.gz" })
	void aFileWithFarMoreContentThanItHasBytesIsAnErrorThatNamesTheProperty(String name) throws IOException {
		byte[] file = file(name, new byte[4 * MB]);

		assertThatIOException()
			.isThrownBy(() -> length(file, name, new FileSettings(100 * MB, 100, MB, MB * 128L, null)))
			.withMessageStartingWith(
					"Cannot read " + name + ": its content is more than 100 times as large as the file")
			.withMessageEndingWith("raise rocketjob.files.max-ratio");
	}

	@Test
	void aFileThatOnlyOneOfItsLayersMakesLargeIsFoundToo() throws IOException {
		// the outer layer is small, makes much of the inner one, and that is nothing
		byte[] nothing = file("a.gz", new byte[0]);
		ByteArrayOutputStream many = new ByteArrayOutputStream();
		for (int i = 0; i < 200_000; i++) {
			many.write(nothing);
		}
		byte[] file = file("a.xz", many.toByteArray());

		assertThat(file.length).isLessThan(MB / 100);
		assertThatIOException()
			.isThrownBy(() -> length(file, "a.gz.xz", new FileSettings(100 * MB, 100, MB, MB * 128L, null)))
			.withMessageContaining("rocketjob.files.max-ratio");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.gz", "a.bz2", "a.xz", "a.zst", "a.zip" })
	void oneWordRepeatedIsReadByDefault(String name) throws IOException {
		byte[] word = "rocketjob\n".repeat(1_000_000).getBytes();

		assertThat(length(file(name, word), name, FileSettings.DEFAULTS)).isEqualTo(word.length);
	}

	@Test
	void contentThatCannotBeCompressedHasNoRatio() throws IOException {
		byte[] noise = new byte[MB];
		new Random(3).nextBytes(noise);

		for (String name : new String[] { "a.gz", "a.bz2", "a.xz", "a.zst", "a.zip" }) {
			assertThat(length(file(name, noise), name, new FileSettings(MB, 2, 0, 128L * MB, null))).isEqualTo(MB);
		}
	}

	@Test
	void aWindowThatTakesTooMuchMemoryIsAnErrorThatNamesTheProperty() throws IOException {
		ByteArrayOutputStream xz = new ByteArrayOutputStream();
		LZMA2Options options = new LZMA2Options(0);
		options.setDictSize(16 * MB);
		try (OutputStream output = new XZOutputStream(xz, options)) {
			output.write("content".getBytes());
		}
		ByteArrayOutputStream zst = new ByteArrayOutputStream();
		byte[] noise = new byte[9 * MB];
		new Random(3).nextBytes(noise);
		try (OutputStream output = new ZstdOutputStreamNoFinalizer(zst).setLong(24)) {
			output.write(noise);
		}

		FileSettings small = new FileSettings(100 * MB, 100, 100 * MB, 8 * MB, null);
		assertThatIOException().isThrownBy(() -> length(xz.toByteArray(), "a.xz", small))
			.withMessageMatching("Cannot read a.xz: reading it takes 1[67] MB of memory, more than"
					+ " rocketjob.files.max-window allows");
		assertThatIOException().isThrownBy(() -> length(zst.toByteArray(), "a.zst", small))
			.withMessageStartingWith(
					"Cannot read a.zst: reading it takes more memory than rocketjob.files.max-window" + " allows");
		FileSettings large = new FileSettings(100 * MB, 100, 100 * MB, 16 * MB, null);
		assertThat(length(xz.toByteArray(), "a.xz", large)).isEqualTo(7);
		assertThat(length(zst.toByteArray(), "a.zst", large)).isEqualTo(noise.length);
	}

	private byte[] file(String name, byte[] content) throws IOException {
		ByteArrayOutputStream file = new ByteArrayOutputStream();
		try (OutputStream output = this.outputs.open(file, name)) {
			output.write(content);
		}
		return file.toByteArray();
	}

	private static long length(byte[] file, String name, FileSettings settings) throws IOException {
		try (InputStream input = new InputFiles(null, settings).open(new ByteArrayInputStream(file), name)) {
			return input.transferTo(OutputStream.nullOutputStream());
		}
	}

}
