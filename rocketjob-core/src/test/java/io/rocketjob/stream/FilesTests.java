package io.rocketjob.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

import io.rocketjob.RocketJobException;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.TinkEncryption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class FilesTests {

	private static final TinkEncryption ENCRYPTION = TinkEncryption.of(keyset(Keysets.newValues()),
			keyset(Keysets.newFiles()));

	private static final byte[] CONTENT = content(40_000);

	private final InputFiles inputs = new InputFiles(ENCRYPTION);

	private final OutputFiles outputs = new OutputFiles(ENCRYPTION);

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "a.csv", "a.csv.gz", "a.csv.GZIP", "a.bz2", "a.xz", "a.Zst", "a.csv.zip", "a.csv.enc",
			"a.csv.gz.enc", "a.zst.enc", "a.bz2.enc", "a.csv.enc.zip", "a.csv.enc.gz", "a.gz.bz2.zst.zip.xz.enc",
			"a.enc.zip.zst.bz2.gz", "a.gz.gz", ".gz", ".zip", "gz", "folder/b.csv.zip", "a.gz.txt" })
	void whatIsWrittenUnderANameCanBeReadUnderIt(String name) throws IOException {
		for (int length : new int[] { 0, 1, 1000, 300_000 }) {
			byte[] content = content(length);
			assertThat(read(write(content, name), name)).as("%d bytes", length).isEqualTo(content);
		}
	}

	@Test
	void aNameWithoutAnEndingOfOursIsReadAsItIs() throws IOException {
		byte[] zipped = write(CONTENT, "a.gz");

		assertThat(read(zipped, "a.gz.txt")).isEqualTo(zipped);
		assertThat(this.inputs.open(new ByteArrayResource(zipped, "no name.gz"))).hasBinaryContent(zipped);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.gz", "a.bz2", "a.xz", "a.zst", "a.zip", "a.enc" })
	void aFileThatIsCutOffIsAnErrorWhereverItIsCut(String name) throws IOException {
		byte[] file = write(CONTENT, name);

		for (int length = 0; length < file.length; length += step(length, file.length)) {
			byte[] cut = Arrays.copyOf(file, length);
			assertThatIOException().as("the first %d of %d bytes", length, file.length)
				.isThrownBy(() -> read(cut, name))
				.withMessageStartingWith("Cannot read " + name + ": ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.gz", "a.bz2", "a.xz", "a.zst" })
	void membersAfterEachOtherAreReadOnAndCutOffOnlyBetweenThemUnseen(String name) throws IOException {
		byte[] first = write("first\n".repeat(50).getBytes(), name);
		byte[] second = write("second\n".repeat(50).getBytes(), name);
		byte[] file = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, file, first.length, second.length);

		assertThat(read(file, name)).isEqualTo(("first\n".repeat(50) + "second\n".repeat(50)).getBytes());
		for (int piece : new int[] { 1, 7, 1_000_000 }) {
			for (int length = 0; length < file.length; length++) {
				byte[] cut = Arrays.copyOf(file, length);
				if (length == first.length) {
					assertThat(readSlowly(cut, name, piece)).isEqualTo("first\n".repeat(50).getBytes());
				}
				else {
					assertThatIOException().as("the first %d of %d and %d bytes", length, first.length, second.length)
						.isThrownBy(() -> readSlowly(cut, name, piece));
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.gz", "a.bz2", "a.xz", "a.zst", "a.zip", "a.enc" })
	void aDamagedFileIsAnErrorOrReadsTheSame(String name) throws IOException {
		byte[] content = content(3000);
		byte[] file = write(content, name);
		Random random = new Random(5);

		int errors = 0;
		for (int position = 0; position < file.length; position++) {
			byte[] damaged = file.clone();
			damaged[position] ^= (byte) (1 << random.nextInt(8));
			try {
				assertThat(read(damaged, name)).as("byte %d", position).isEqualTo(content);
			}
			catch (IOException ex) {
				errors++;
				assertThat(ex).hasMessageStartingWith("Cannot read " + name + ": ");
			}
		}
		assertThat(errors).isGreaterThan(file.length / 2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.gz", "a.bz2", "a.xz", "a.zst", "a.zip", "a.enc" })
	void whatIsSomethingElseIsAnError(String name) {
		assertThatIOException().isThrownBy(() -> read("a,b,c\n1,2,3\n".repeat(100).getBytes(), name))
			.withMessageStartingWith("Cannot read " + name + ": ");
		assertThatIOException().isThrownBy(() -> read(new byte[0], name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.gz", "a.bz2", "a.xz", "a.zst", "a.enc" })
	void whatFollowsTheEndIsAnError(String name) throws IOException {
		byte[] file = write(CONTENT, name);
		byte[] longer = Arrays.copyOf(file, file.length + 20);
		// of xz some zeros belong to it
		Arrays.fill(longer, file.length, longer.length, (byte) 1);

		assertThatIOException().isThrownBy(() -> read(longer, name));
	}

	@ParameterizedTest
	@CsvSource({ "a.bz2, bzip2", "a.xz, xz", "a.zst, zstd" })
	void aFileThatALibraryCannotReadSaysWhatIsWrongAndHowFarItWasRead(String name, String title) throws IOException {
		byte[] file = write(content(2_000_000), name);

		assertThatIOException().isThrownBy(() -> read(new byte[0], name))
			.withMessageStartingWith("Cannot read " + name + ": it is empty, and no " + title);
		for (byte[] none : new byte[][] { "a,b\n1,2\n".repeat(100).getBytes(), { 'a' }, Arrays.copyOf(file, 3) }) {
			assertThatIOException().isThrownBy(() -> read(none, name))
				.withMessageStartingWith("Cannot read " + name + ": it is no " + title
						+ ", or it is cut off or damaged at its beginning");
		}
		assertThatIOException().isThrownBy(() -> read(Arrays.copyOf(file, file.length - 50), name))
			.withMessageMatching("Cannot read " + name + ": it is cut off after [1-9][0-9]* bytes of its content, or"
					+ " what follows its end is no " + title + "( \\(.+\\))?")
			.withMessageNotContaining("Exception");
		for (int length : new int[] { 1, 20, 1000 }) {
			byte[] longer = Arrays.copyOf(file, file.length + length);
			Arrays.fill(longer, file.length, longer.length, (byte) 1);
			assertThatIOException().isThrownBy(() -> read(longer, name))
				.withMessageMatching(
						"Cannot read " + name + ": it is .+ after [1-9][0-9]* bytes of its content, or what"
								+ " follows its end is no " + title + ".*");
		}
		byte[] damaged = file.clone();
		Arrays.fill(damaged, file.length * 3 / 4, file.length * 3 / 4 + 2000, (byte) 0x5A);
		assertThatIOException().isThrownBy(() -> read(damaged, name))
			.withMessageMatching("Cannot read " + name + ": it is damaged after [1-9][0-9]* bytes of its content.*");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.gz", "a.bz2", "a.xz", "a.zst", "a.zip" })
	void aFailureOfTheStreamIsNotTakenForADamagedFile(String name) throws IOException {
		byte[] file = write(content(3_000_000), name);
		InputStream failing = new FilterInputStream(new ByteArrayInputStream(file, 0, file.length / 2)) {
			@Override
			public int read(byte[] bytes, int offset, int length) throws IOException {
				int read = super.read(bytes, offset, Math.min(length, 10_000));
				if (read == -1) {
					throw new IOException("the network is gone");
				}
				return read;
			}
		};
		try (InputStream input = this.inputs.open(failing, name)) {
			assertThatIOException().isThrownBy(input::readAllBytes)
				.withMessage("Cannot read " + name + ": the network is gone");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.gz", "a.bz2", "a.xz", "a.zst", "a.zip", "a.enc" })
	void anErrorStaysHoweverOftenOneReads(String name) throws IOException {
		// several blocks, as the first is read already when the file is opened
		byte[] file = write(content(3_000_000), name);
		byte[] cut = Arrays.copyOf(file, file.length * 9 / 10);
		byte[] buffer = new byte[4096];

		InputStream input = this.inputs.open(new ByteArrayInputStream(cut), name);
		assertThatIOException().isThrownBy(() -> {
			while (input.read(buffer) != -1) {
				continue;
			}
		});
		for (int i = 0; i < 3; i++) {
			assertThatIOException().isThrownBy(() -> input.read(buffer));
			assertThatIOException().isThrownBy(input::read);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "a.gz", "a.bz2", "a.xz", "a.zst", "a.zip", "a.enc", "a.gz.zip.enc" })
	void closingClosesAll(String name) throws IOException {
		byte[] file = write(CONTENT, name);
		Counted input = new Counted(file);

		this.inputs.open(input, name).close();
		assertThat(input.closed).hasPositiveValue();

		AtomicInteger closed = new AtomicInteger();
		OutputStream output = this.outputs.open(new ByteArrayOutputStream() {
			@Override
			public void close() {
				closed.incrementAndGet();
			}
		}, name);
		output.close();
		output.close();
		assertThat(closed).hasPositiveValue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "a.gz", "a.bz2", "a.zip", "a.enc" })
	void aFileThatCannotBeClosedIsNamed(String name) throws IOException {
		IOException gone = new IOException("the network is gone");
		InputStream input = this.inputs.open(new ByteArrayInputStream(write(CONTENT, name)) {
			@Override
			public void close() throws IOException {
				throw gone;
			}
		}, name);

		assertThatIOException().isThrownBy(input::close).withMessage("Cannot close " + name + ": the network is gone");

		OutputStream output = this.outputs.open(new ByteArrayOutputStream() {
			@Override
			public void close() throws IOException {
				throw gone;
			}
		}, name);
		assertThatIOException().isThrownBy(output::close)
			.withMessage("Cannot finish " + name + ": the network is gone");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.gz", "a.bz2", "a.zip", "a.zst.gz", "a.gz.zip" })
	void aFileThatCannotBeOpenedIsClosed(String name) {
		Counted input = new Counted("nothing of that kind".getBytes());

		assertThatIOException().isThrownBy(() -> this.inputs.open(input, name));
		assertThat(input.closed).hasPositiveValue();
	}

	@Test
	void withoutEncryptionTheErrorSaysHowToConfigureIt() {
		Counted input = new Counted(new byte[10]);

		assertThatExceptionOfType(RocketJobException.class)
			.isThrownBy(() -> new InputFiles(null).open(input, "a.csv.enc"))
			.withMessage("Reading a.csv.enc needs an encryption, and none is configured; set"
					+ " rocketjob.encryption.keyset and file-keyset, or declare a bean of type"
					+ " io.rocketjob.encryption.Encryption");
		assertThat(input.closed).hasPositiveValue();
		assertThatExceptionOfType(RocketJobException.class)
			.isThrownBy(() -> new OutputFiles(null).open(OutputStream.nullOutputStream(), "a.csv.enc"))
			.withMessageStartingWith("Writing a.csv.enc needs an encryption");
	}

	@Test
	void aFailureToWriteNamesTheFile() throws IOException {
		for (String name : new String[] { "a", "a.gz", "a.bz2", "a.xz", "a.zst", "a.zip", "a.enc" }) {
			AtomicInteger closed = new AtomicInteger();
			OutputStream full = new FilterOutputStream(OutputStream.nullOutputStream()) {
				private int written;

				@Override
				public void write(int value) throws IOException {
					if (++this.written > 100) {
						throw new IOException("disk full");
					}
				}

				@Override
				public void close() {
					closed.incrementAndGet();
				}
			};
			OutputStream output = this.outputs.open(full, name);
			byte[] content = new byte[1_000_000];
			new Random(2).nextBytes(content);
			assertThatIOException().as(name).isThrownBy(() -> {
				try (output) {
					output.write(content);
				}
			}).withMessageContaining(name + ": disk full");
			assertThat(closed).as(name).hasPositiveValue();
		}
	}

	@Test
	void theEntryOfAZipIsNamedAfterTheFile() throws IOException {
		for (String name : new String[] { "report.csv.zip", "out/2024/report.csv.ZIP", "c:\\out\\report.csv.zip" }) {
			ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(write(CONTENT, name)));
			assertThat(zip.getNextEntry().getName()).isEqualTo("report.csv");
		}
	}

	@Test
	void foldersInAZipDoNotCount() throws IOException {
		byte[] zip = zip("folder/", "folder/a.csv", "other/");

		assertThat(read(zip, "a.zip")).isEqualTo("folder/a.csv".getBytes());
		assertThat(this.inputs.open(file("a.zip", zip))).hasBinaryContent("folder/a.csv".getBytes());
	}

	@Test
	void aZipWithNoneOrSeveralFilesIsAnErrorThatNamesThem() throws IOException {
		byte[] several = zip("a.csv", "folder/", "b.csv", "c.csv");
		byte[] none = zip("folder/");

		assertThatIOException().isThrownBy(() -> read(several, "x.zip"))
			.withMessage("Cannot read x.zip: the zip archive holds several files: a.csv, b.csv, c.csv; say which one by"
					+ " the option entry(\"a.csv\") of writeFile");
		assertThatIOException().isThrownBy(() -> this.inputs.open(file("x.zip", several)))
			.withMessageContaining("a.csv, b.csv, c.csv");
		assertThatIOException().isThrownBy(() -> read(none, "x.zip")).withMessageContaining("holds no file");
		assertThatIOException().isThrownBy(() -> this.inputs.open(file("x.zip", none)))
			.withMessageContaining("holds no file");
	}

	@Test
	void aZipMayHaveAComment() throws IOException {
		ByteArrayOutputStream zip = new ByteArrayOutputStream();
		try (ZipOutputStream output = new ZipOutputStream(zip)) {
			output.setComment("c".repeat(0xFFFF));
			output.putNextEntry(new ZipEntry("a"));
			output.write(CONTENT);
		}

		assertThat(read(zip.toByteArray(), "a.zip")).isEqualTo(CONTENT);
	}

	@Test
	void aZipFileThatIsCutOffIsFoundWhenItIsOpened() throws IOException {
		byte[] zip = write(CONTENT, "a.zip");

		assertThatIOException().isThrownBy(() -> this.inputs.open(file("a.zip", Arrays.copyOf(zip, zip.length - 30))))
			.withMessageStartingWith("Cannot read a.zip: ");
	}

	@Test
	void aGzipHeaderMayHaveEveryOptionalPart() throws IOException {
		byte[] plain = write(CONTENT, "a.gz");
		ByteArrayOutputStream header = new ByteArrayOutputStream();
		header.writeBytes(new byte[] { 0x1F, (byte) 0x8B, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3, 5, 0, 'e', 'x', 't', 'r',
				'a', 'n', 'a', 'm', 'e', 0, 'n', 'o', 't', 'e', 0 });
		CRC32 checksum = new CRC32();
		checksum.update(header.toByteArray());
		header.write((int) checksum.getValue());
		header.write((int) checksum.getValue() >> 8);
		header.write(plain, 10, plain.length - 10);

		assertThat(read(header.toByteArray(), "a.gz")).isEqualTo(CONTENT);
		byte[] damaged = header.toByteArray();
		damaged[13]++;
		assertThatIOException().isThrownBy(() -> read(damaged, "a.gz")).withMessageContaining("header");
	}

	@Test
	void plainBzip2IsToldFromEverythingElse() {
		assertThat(new String[] { "a.bz2", "a.csv.BZ2", "x/a.bz2", "a.gz.csv.bz2" })
			.allMatch(OutputFiles::isPlainBzip2);
		assertThat(new String[] { "a", "a.bz2.enc", "a.gz.bz2", "a.bz2.bz2", "a.bz2.csv", "a.gz", "bz2" })
			.noneMatch(OutputFiles::isPlainBzip2);
	}

	@Test
	void bzip2BlocksAfterEachOtherAreOneFile() throws IOException {
		ByteArrayOutputStream file = new ByteArrayOutputStream();
		ByteArrayOutputStream expected = new ByteArrayOutputStream();
		for (int length : new int[] { 0, 1, 99_999, 100_000, 1_000_000, 0, 10 }) {
			byte[] content = content(length);
			byte[] block = BzipBlocks.compress(content);
			assertThat(BzipBlocks.decompress(block)).isEqualTo(content);
			file.writeBytes(block);
			expected.writeBytes(content);
		}

		assertThat(read(file.toByteArray(), "a.bz2")).isEqualTo(expected.toByteArray());
		assertThatIOException().isThrownBy(() -> BzipBlocks.decompress(new byte[0]));
		byte[] cut = Arrays.copyOf(file.toByteArray(), file.size() - 1);
		assertThatIOException().isThrownBy(() -> BzipBlocks.decompress(cut));
	}

	private static int step(int position, int length) {
		return (position < 200 || position > length - 400) ? 1 : 97;
	}

	private FileSystemResource file(String name, byte[] bytes) throws IOException {
		return new FileSystemResource(Files.write(this.directory.resolve(name), bytes));
	}

	private static byte[] zip(String... entries) throws IOException {
		ByteArrayOutputStream zip = new ByteArrayOutputStream();
		try (ZipOutputStream output = new ZipOutputStream(zip)) {
			for (String entry : entries) {
				output.putNextEntry(new ZipEntry(entry));
				if (!entry.endsWith("/")) {
					output.write(entry.getBytes());
				}
			}
		}
		return zip.toByteArray();
	}

	private byte[] write(byte[] content, String name) throws IOException {
		ByteArrayOutputStream file = new ByteArrayOutputStream();
		try (OutputStream output = this.outputs.open(file, name)) {
			output.write(content, 0, content.length / 2);
			for (int i = content.length / 2; i < content.length; i++) {
				output.write(content[i]);
			}
		}
		return file.toByteArray();
	}

	private byte[] read(byte[] file, String name) throws IOException {
		return readSlowly(file, name, Integer.MAX_VALUE);
	}

	private byte[] readSlowly(byte[] file, String name, int piece) throws IOException {
		InputStream slow = new FilterInputStream(new ByteArrayInputStream(file)) {
			@Override
			public int read(byte[] bytes, int offset, int length) throws IOException {
				return super.read(bytes, offset, Math.min(length, piece));
			}

			@Override
			public int available() {
				return 0;
			}

			@Override
			public boolean markSupported() {
				return false;
			}
		};
		try (InputStream input = this.inputs.open(slow, name)) {
			return input.readAllBytes();
		}
	}

	private static byte[] content(int length) {
		StringBuilder text = new StringBuilder();
		Random random = new Random(length);
		while (text.length() < length) {
			text.append(random.nextInt(1000)).append(";line\n");
		}
		return Arrays.copyOf(text.toString().getBytes(StandardCharsets.UTF_8), length);
	}

	private static ByteArrayResource keyset(String json) {
		return new ByteArrayResource(json.getBytes(StandardCharsets.UTF_8));
	}

	private static final class Counted extends ByteArrayInputStream {

		private final AtomicInteger closed = new AtomicInteger();

		Counted(byte[] bytes) {
			super(bytes);
		}

		@Override
		public void close() {
			this.closed.incrementAndGet();
		}

	}

}
