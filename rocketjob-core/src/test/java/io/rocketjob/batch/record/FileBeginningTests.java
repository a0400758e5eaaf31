package io.rocketjob.batch.record;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import com.github.luben.zstd.Zstd;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FileBeginningTests {

	private static final byte[] CONTENT = "a,b\n1,2\n".repeat(200).getBytes();

	@Test
	void aCompressedFileWhoseNameDoesNotTellIsRefusedSayingHowToNameIt() throws IOException {
		assertRefused(written(GZIPOutputStream::new), "compressed by gzip; give it a name that ends with .gz");
		assertRefused(written(BZip2CompressorOutputStream::new),
				"compressed by bzip2; give it a name that ends with .bz2");
		assertRefused(written((stream) -> new XZOutputStream(stream, new LZMA2Options(0))),
				"compressed by xz; give it a name that ends with .xz");
		assertRefused(Zstd.compress(CONTENT), "compressed by zstd; give it a name that ends with .zst");
		assertRefused(written((stream) -> {
			ZipOutputStream zip = new ZipOutputStream(stream);
			zip.putNextEntry(new ZipEntry("a"));
			return zip;
		}), "a zip archive; give it a name that ends with .zip");
	}

	@ParameterizedTest
	@CsvSource({ "1F9D90, compress", "04224D18, lz4", "02214C18, an old lz4", "FF060000734E61507059, snappy",
			"4C5A495001, lzip", "894C5A4F000D0A1A0A, lzop", "5D00008000FFFFFFFFFFFFFFFF, lzma" })
	void aCompressionThatCannotBeReadIsRefusedByItsContentSayingWhichCan(String beginning, String title) {
		byte[] file = Arrays.copyOf(HexFormat.of().parseHex(beginning), 100);
		assertRefused(file,
				"compressed by " + title + "; compress it by what can be read: .gz, .gzip, .bz2, .xz, .zst or .zip");
	}

	@Test
	void anArchiveIsRefusedByItsContent() throws IOException {
		assertRefused(new byte[] { '7', 'z', (byte) 0xBC, (byte) 0xAF, 0x27, 0x1C, 0, 4 },
				"a 7z archive; unpack it first");
		assertRefused(new byte[] { 'R', 'a', 'r', '!', 0x1A, 7, 1, 0 }, "a rar archive; unpack it first");
		assertRefused(written((stream) -> {
			TarArchiveOutputStream tar = new TarArchiveOutputStream(stream);
			TarArchiveEntry entry = new TarArchiveEntry("a.csv");
			entry.setSize(CONTENT.length);
			tar.putArchiveEntry(entry);
			return new OutputStream() {
				@Override
				public void write(int value) throws IOException {
					tar.write(value);
				}

				@Override
				public void close() throws IOException {
					tar.closeArchiveEntry();
					tar.close();
				}
			};
		}), "a tar archive; unpack it first");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.tar", "A.TAR", "a.tgz", "a.csv.7z", "a.rar", "a.tbz2", "a.txz" })
	void anArchiveIsRefusedByItsName(String name) {
		RecordInput input = new RecordInput(name, new ByteArrayInputStream(CONTENT), TextEncoding.UTF_8, 100, Map.of());
		assertThatIllegalArgumentException().isThrownBy(input::lines)
			.withMessage("'" + name
					+ "' is an archive by its name, and no text; unpack it first, and upload the file in" + " it");
		assertThatIllegalArgumentException().isThrownBy(input::linesOfAnyBreak);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.csv", "tar", "a.tar.csv", "star", "7z", "x.target" })
	void otherNamesAreAllowed(String name) throws IOException {
		RecordInput input = new RecordInput(name, new ByteArrayInputStream(CONTENT), TextEncoding.UTF_8, 100, Map.of());
		assertThat(input.lines().readLine()).isEqualTo("a,b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "BZh9 is what bzip2 begins with\n", "PK,name\n1,a\n", "7z,rar\n", "Rar! it said\n",
			"LZIP,name\n", "]a\n", "\u001F\u009D\n", "\u0004\"M\n", "\u0002!L\n", "LZO\n", "%PDF-1.7 no, text\n",
			"\u0000\u0001a\n", "(\u00B5/\u00FD\n", "\u001F\n" })
	void aTextThatOnlyLooksLikeOneIsRead(String text) throws IOException {
		byte[] file = text.getBytes(StandardCharsets.UTF_8);
		assertThat(new LineReader(new ByteArrayInputStream(file), 1000).readLine())
			.isEqualTo(text.strip().isEmpty() ? "\u001F" : text.substring(0, text.indexOf('\n')));
	}

	@Test
	void aTextWithTheMarkOfTarInItsPlaceIsRead() throws IOException {
		char[] text = new char[2000];
		Arrays.fill(text, '0');
		"ustar".getChars(0, 5, text, 257);
		byte[] file = new String(text).getBytes();
		assertThat(new LineReader(new ByteArrayInputStream(file), 10_000).readLine()).hasSize(2000);
	}

	private static void assertRefused(byte[] file, String message) {
		assertThatExceptionOfType(FileContentException.class)
			.isThrownBy(() -> new LineReader(new ByteArrayInputStream(file), 1_000_000).readLine())
			.withMessageStartingWith("The content is no text, it is " + message);
	}

	private static byte[] written(Wrapping wrapping) throws IOException {
		ByteArrayOutputStream file = new ByteArrayOutputStream();
		try (OutputStream output = wrapping.wrap(file)) {
			output.write(CONTENT);
		}
		return file.toByteArray();
	}

	/** Makes a stream around another. */
	private interface Wrapping {

		OutputStream wrap(OutputStream stream) throws IOException;

	}

}
