package io.rocketjob.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What of zip archives is read, from files and from streams. */
class ZipTests {

	private static final int FLAGS = 6;

	private static final int METHOD = 8;

	private final InputFiles inputs = new InputFiles(null);

	@TempDir
	private Path directory;

	@Test
	void whatAMacAddsAndFoldersArePassedOver() throws IOException {
		byte[] zip = zip(ZipEntry.DEFLATED, "out/", ".DS_Store", "out/.DS_Store", "__MACOSX/out/._a.csv", "out/a.csv",
				"__MACOSX/._out");

		for (Resource resource : both("a.zip", zip)) {
			assertThat(text(resource, null)).isEqualTo("out/a.csv");
		}
	}

	@Test
	void aFileIsChosenByItsName() throws IOException {
		for (int method : new int[] { ZipEntry.DEFLATED, ZipEntry.STORED }) {
			byte[] zip = zip(method, "a.csv", "in/b.csv", "c.csv");
			for (Resource resource : both("a.zip", zip)) {
				for (String name : new String[] { "a.csv", "in/b.csv", "c.csv" }) {
					assertThat(text(resource, name)).isEqualTo(name);
				}
				assertThatIOException().isThrownBy(() -> text(resource, "b.csv"))
					.withMessage("Cannot read a.zip: the zip archive holds no file named 'b.csv', but a.csv, in/b.csv,"
							+ " c.csv");
				assertThatIOException().isThrownBy(() -> text(resource, null))
					.withMessage("Cannot read a.zip: the zip archive holds several files: a.csv, in/b.csv, c.csv; say"
							+ " which one by the option entry(\"a.csv\") of writeFile");
			}
		}
	}

	@Test
	void ofManyFilesSomeAreNamed() throws IOException {
		String[] names = new String[100];
		Arrays.setAll(names, (i) -> "f" + i);
		for (Resource resource : both("a.zip", zip(ZipEntry.DEFLATED, names))) {
			assertThatIOException().isThrownBy(() -> text(resource, null))
				.withMessageContaining("f0, f1, f2")
				.withMessageContaining("f9, …;");
			assertThat(text(resource, "f77")).isEqualTo("f77");
		}
	}

	@Test
	void aNameOfAnEntryIsForZipArchivesOnly() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.inputs.open(new FileSystemResource("a.csv.gz"), "b.csv"))
			.withMessage("There is no entry 'b.csv' in a.csv.gz, whose name is not that of a zip archive");
	}

	@Test
	void theNameOfTheContentIsThatInTheArchiveWhereTheArchiveTellsNothing() throws IOException {
		byte[] zip = zip(ZipEntry.DEFLATED, "in/b.csv");
		assertThat(contentName("a.zip", zip)).containsOnly("b.csv");
		assertThat(contentName("a.json.zip", zip)).containsOnly("a.json");
		assertThat(contentName(".zip", zip)).containsOnly("b.csv");
	}

	private String[] contentName(String name, byte[] zip) throws IOException {
		Resource[] both = both(name, zip);
		String[] names = new String[both.length];
		for (int i = 0; i < both.length; i++) {
			try (NamedInputStream input = this.inputs.open(both[i])) {
				names[i] = input.contentName();
			}
		}
		return names;
	}

	@Test
	void lengthsOf64BitsAreRead() throws IOException {
		for (Zip64Mode mode : new Zip64Mode[] { Zip64Mode.Always, Zip64Mode.AlwaysWithCompatibility,
				Zip64Mode.Never }) {
			ByteArrayOutputStream zip = new ByteArrayOutputStream();
			try (ZipArchiveOutputStream output = new ZipArchiveOutputStream(zip)) {
				output.setUseZip64(mode);
				for (String name : new String[] { ".DS_Store", "a.csv" }) {
					output.putArchiveEntry(new ZipArchiveEntry(name));
					output.write("content".repeat(10_000).getBytes());
					output.closeArchiveEntry();
				}
			}
			for (Resource resource : both("a.zip", zip.toByteArray())) {
				assertThat(text(resource, null)).isEqualTo("content".repeat(10_000));
			}
		}
	}

	@Test
	void aStoredFileWithItsLengthBehindItIsReadFromAFileOnly() throws IOException {
		byte[] zip = storedWithDescriptor("a.csv", "content");
		Resource[] both = both("a.zip", zip);

		assertThat(text(both[0], null)).isEqualTo("content");
		assertThatIOException().isThrownBy(() -> text(both[1], null))
			.withMessage("Cannot read a.zip: a.csv in the zip archive is stored without its length before it, so that a"
					+ " stream does not tell its end; make a file of the archive, and upload that");
	}

	@Test
	void anEncryptedFileIsNamed() throws IOException {
		for (Resource resource : both("a.zip", with(zip(ZipEntry.DEFLATED, "a.csv"), FLAGS, 9))) {
			assertThatIOException().isThrownBy(() -> text(resource, null))
				.withMessage("Cannot read a.zip: a.csv in the zip archive is encrypted, which cannot be read; use a zip"
						+ " archive without a password, or .enc or .pgp");
		}
	}

	@Test
	void anotherMethodIsNamed() throws IOException {
		for (Resource resource : both("a.zip", with(zip(ZipEntry.DEFLATED, "a.csv"), METHOD, 9))) {
			assertThatIOException().isThrownBy(() -> text(resource, null))
				.withMessage(
						"Cannot read a.zip: a.csv in the zip archive is compressed by method 9 (deflate64); only the"
								+ " methods stored and deflate can be read");
		}
		for (Resource resource : both("a.zip", with(zip(ZipEntry.DEFLATED, "a.csv"), METHOD, 77))) {
			assertThatIOException().isThrownBy(() -> text(resource, null)).withMessageContaining("by method 77; only");
		}
	}

	@Test
	void contentThatDoesNotMatchItsChecksumIsAnError() throws IOException {
		byte[] zip = zip(ZipEntry.STORED, "a.csv");
		// the content is after the header and the name
		zip[30 + 5]++;
		for (Resource resource : both("a.zip", zip)) {
			assertThatIOException().isThrownBy(() -> text(resource, null))
				.withMessage("Cannot read a.zip: the content of a.csv does not match its length and checksum");
		}
	}

	@Test
	void somethingElseIsNoArchive() throws IOException {
		for (Resource resource : both("a.zip", "a,b\n1,2\n".repeat(100).getBytes())) {
			assertThatIOException().isThrownBy(() -> text(resource, null))
				.withMessage("Cannot read a.zip: it is no zip archive, or one that holds no file");
		}
	}

	@Test
	void whatIsMoreThanOneArchiveIsRefusedFromAFileAsFromAStream() throws IOException {
		byte[] first = zip(ZipEntry.DEFLATED, "a.csv");
		byte[] second = zip(ZipEntry.DEFLATED, "b.csv");
		for (Resource resource : both("a.zip", joined(first, second))) {
			assertThatIOException().isThrownBy(() -> text(resource, null))
				.withMessageStartingWith("Cannot read a.zip: ");
			assertThatIOException().isThrownBy(() -> text(resource, "b.csv"));
		}
		assertThatIOException().isThrownBy(() -> text(both("a.zip", joined(first, second))[0], null))
			.withMessageContaining("it is not one zip archive")
			.withMessageContaining("several archives are put one after the other");
		assertThatIOException().isThrownBy(() -> text(both("a.zip", joined(zip64(), zip64()))[0], null))
			.withMessageContaining("it is not one zip archive");
	}

	@Test
	void whatIsBeforeOrBehindAnArchiveIsAnErrorFromAFileAsFromAStream() throws IOException {
		byte[] zip = zip(ZipEntry.DEFLATED, "a.csv");
		for (byte[] junk : new byte[][] { "x".getBytes(), new byte[10], "#!/bin/sh\n".repeat(10_000).getBytes() }) {
			for (Resource resource : both("a.zip", joined(junk, zip))) {
				assertThatIOException().isThrownBy(() -> text(resource, null))
					.withMessageStartingWith("Cannot read a.zip: ");
			}
			for (Resource resource : both("a.zip", joined(zip, junk))) {
				assertThatIOException().isThrownBy(() -> text(resource, null))
					.withMessageStartingWith("Cannot read a.zip: ");
			}
		}
		assertThatIOException().isThrownBy(() -> text(both("a.zip", joined(new byte[10], zip))[0], null))
			.withMessage("Cannot read a.zip: something comes before the beginning of the zip archive");
		for (Resource resource : both("a.zip", joined(zip, new byte[10]))) {
			assertThatIOException().isThrownBy(() -> text(resource, null))
				.withMessage("Cannot read a.zip: something follows the end of the zip archive");
		}
	}

	@Test
	void anArchiveThatIsAFileMayHaveACommentThatLooksLikeItsEnd() throws IOException {
		ByteArrayOutputStream zip = new ByteArrayOutputStream();
		try (ZipOutputStream output = new ZipOutputStream(zip)) {
			output.setComment("c".repeat(40_000) + "PK\u0005\u0006" + "c".repeat(10_000));
			output.putNextEntry(new ZipEntry("a.csv"));
			output.write("content".getBytes());
		}
		for (Resource resource : both("a.zip", zip.toByteArray())) {
			assertThat(text(resource, null)).isEqualTo("content");
		}
	}

	@Test
	void anArchiveThatIsAFileAndCutOffSaysSoWhereverItIsCut() throws IOException {
		byte[] zip = zip(ZipEntry.DEFLATED, "a.csv");
		for (int length = 4; length < zip.length; length++) {
			Resource cut = both("a.zip", Arrays.copyOf(zip, length))[0];
			assertThatIOException().isThrownBy(() -> text(cut, null))
				.withMessage("Cannot read a.zip: it is cut off or damaged, as the end of the zip archive is missing");
		}
		Resource empty = both("a.zip", new byte[0])[0];
		assertThatIOException().isThrownBy(() -> text(empty, null))
			.withMessage("Cannot read a.zip: it is no zip archive, or one that holds no file");
	}

	@Test
	void compressedDataThatIsDamagedIsNamedFromAFile() throws IOException {
		byte[] zip = zip(ZipEntry.DEFLATED, "a.csv");
		// a block of a kind that there is not
		zip[30 + 5] = 7;
		Resource damaged = both("a.zip", zip)[0];
		assertThatIOException().isThrownBy(() -> text(damaged, null))
			.withMessage(
					"Cannot read a.zip: the compressed data of a.csv is damaged after 0 bytes: invalid block type");
	}

	@Test
	void namesInAnArchiveAreShownInOneLine() throws IOException {
		String name = "a\nFATAL\u001B[31m\u202E\u2028.csv";
		String shown = "a\\u000AFATAL\\u001B[31m\\u202E\\u2028.csv";
		for (Resource resource : both("a.zip", zip(ZipEntry.DEFLATED, name, "b.csv"))) {
			assertThatIOException().isThrownBy(() -> text(resource, null))
				.withMessage("Cannot read a.zip: the zip archive holds several files: " + shown
						+ ", b.csv; say which one by the option entry(\"" + shown + "\") of writeFile");
			assertThat(text(resource, name)).isEqualTo(name);
		}
		for (Resource resource : both("a.zip", with(zip(ZipEntry.DEFLATED, name), FLAGS, 2049))) {
			assertThatIOException().isThrownBy(() -> text(resource, null))
				.withMessageStartingWith("Cannot read a.zip: " + shown + " in the zip archive is encrypted");
		}
		byte[] damaged = zip(ZipEntry.STORED, name);
		damaged[30 + name.getBytes().length]++;
		for (Resource resource : both("a.zip", damaged)) {
			assertThatIOException().isThrownBy(() -> text(resource, null))
				.withMessage("Cannot read a.zip: the content of " + shown + " does not match its length and checksum");
		}
		assertThat(contentName("a.zip", zip(ZipEntry.DEFLATED, name))).containsOnly(shown);
	}

	@Test
	void ofAVeryLongNameTheEndIsShown() throws IOException {
		byte[] zip = zip(ZipEntry.DEFLATED, "n".repeat(1000) + ".json");
		assertThat(contentName("a.zip", zip)).containsOnly("…" + "n".repeat(195) + ".json");
	}

	@Test
	void anArchiveMayComeInAnyPieces() throws IOException {
		byte[] zip = zip(ZipEntry.DEFLATED, ".DS_Store", "a.csv");
		for (int piece = 1; piece < 40; piece++) {
			int most = piece;
			InputStream slow = new FilterInputStream(new ByteArrayInputStream(zip)) {
				@Override
				public int read(byte[] bytes, int offset, int length) throws IOException {
					return super.read(bytes, offset, Math.min(length, most));
				}
			};
			try (InputStream input = this.inputs.open(slow, "a.zip")) {
				assertThat(input).hasContent("a.csv");
			}
		}
	}

	private String text(Resource resource, @Nullable String entry) throws IOException {
		try (InputStream input = this.inputs.open(resource, entry)) {
			return new String(input.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	/** As a file, and as what is none. */
	private Resource[] both(String name, byte[] bytes) throws IOException {
		Path file = Files.write(this.directory.resolve(name), bytes);
		return new Resource[] { new FileSystemResource(file), new ByteArrayResource(bytes) {
			@Override
			public String getFilename() {
				return name;
			}
		} };
	}

	private static byte[] zip(int method, String... entries) throws IOException {
		ByteArrayOutputStream zip = new ByteArrayOutputStream();
		try (ZipOutputStream output = new ZipOutputStream(zip)) {
			for (String name : entries) {
				byte[] content = name.endsWith("/") ? new byte[0] : name.getBytes();
				ZipEntry entry = new ZipEntry(name);
				entry.setMethod(method);
				if (method == ZipEntry.STORED) {
					entry.setSize(content.length);
					entry.setCrc(checksum(content));
				}
				output.putNextEntry(entry);
				output.write(content);
			}
		}
		return zip.toByteArray();
	}

	private static byte[] zip64() throws IOException {
		ByteArrayOutputStream zip = new ByteArrayOutputStream();
		try (ZipArchiveOutputStream output = new ZipArchiveOutputStream(zip)) {
			output.setUseZip64(Zip64Mode.Always);
			output.putArchiveEntry(new ZipArchiveEntry("a.csv"));
			output.write("content".getBytes());
			output.closeArchiveEntry();
		}
		return zip.toByteArray();
	}

	private static byte[] joined(byte[] first, byte[] second) {
		byte[] joined = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, joined, first.length, second.length);
		return joined;
	}

	private static long checksum(byte[] content) {
		CRC32 checksum = new CRC32();
		checksum.update(content);
		return checksum.getValue();
	}

	/** Changes a number of the header of the only file, and of its copy at the end. */
	private static byte[] with(byte[] zip, int offset, int value) {
		ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
		int directory = bytes.getInt(zip.length - 6);
		bytes.putShort(offset, (short) value);
		bytes.putShort(directory + offset + 2, (short) value);
		return zip;
	}

	/** As some programs write that do not know the length when they begin. */
	private static byte[] storedWithDescriptor(String name, String text) {
		byte[] content = text.getBytes();
		ByteBuffer zip = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
		zip.putInt(0x04034B50).putShort((short) 20).putShort((short) 8).putShort((short) 0).putInt(0);
		zip.putInt(0).putInt(0).putInt(0).putShort((short) name.length()).putShort((short) 0).put(name.getBytes());
		zip.put(content);
		int checksum = (int) checksum(content);
		zip.putInt(0x08074B50).putInt(checksum).putInt(content.length).putInt(content.length);
		int directory = zip.position();
		zip.putInt(0x02014B50).putShort((short) 20).putShort((short) 20).putShort((short) 8).putShort((short) 0);
		zip.putInt(0).putInt(checksum).putInt(content.length).putInt(content.length);
		zip.putShort((short) name.length()).putShort((short) 0).putShort((short) 0).putShort((short) 0);
		zip.putShort((short) 0).putInt(0).putInt(0).put(name.getBytes());
		int length = zip.position() - directory;
		zip.putInt(0x06054B50).putShort((short) 0).putShort((short) 0).putShort((short) 1).putShort((short) 1);
		zip.putInt(length).putInt(directory).putShort((short) 0);
		return Arrays.copyOf(zip.array(), zip.position());
	}

}
