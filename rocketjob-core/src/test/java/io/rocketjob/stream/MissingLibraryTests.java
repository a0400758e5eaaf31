package io.rocketjob.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.PgpEncryption;
import io.rocketjob.encryption.PgpSettings;
import io.rocketjob.encryption.TinkEncryption;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Loads our classes anew, with the optional libraries hidden from them. */
class MissingLibraryTests {

	private final ClassLoader without = new HidingClassLoader();

	@Test
	void everythingElseWorksWithoutTheLibraries() throws Exception {
		Object outputs = make("io.rocketjob.stream.OutputFiles");
		Object inputs = make("io.rocketjob.stream.InputFiles");
		for (String name : new String[] { "a", "a.gz", "a.zip", "a.gz.zip" }) {
			ByteArrayOutputStream file = new ByteArrayOutputStream();
			try (OutputStream output = (OutputStream) open(outputs, OutputStream.class, file, name)) {
				output.write("content".getBytes());
			}
			try (InputStream input = (InputStream) open(inputs, InputStream.class,
					new ByteArrayInputStream(file.toByteArray()), name)) {
				assertThat(input).hasContent("content");
			}
		}
	}

	@Test
	void aFormatThatNeedsAMissingLibraryNamesItsCoordinates() {
		assertMissing("Reading a.bz2 needs Apache Commons Compress, which is not on the class path; add the dependency"
				+ " org.apache.commons:commons-compress", () -> read("a.bz2"));
		assertMissing("Reading a.zst.gz needs zstd-jni, which is not on the class path; add the dependency"
				+ " com.github.luben:zstd-jni", () -> read("a.zst.gz"));
		assertMissing("Reading a.xz needs XZ for Java, which is not on the class path; add the dependency"
				+ " org.tukaani:xz", () -> read("a.xz"));
		assertMissing("Writing a.xz needs XZ for Java, which is not on the class path; add the dependency"
				+ " org.tukaani:xz", () -> write("a.xz"));
		assertMissing("Writing a.bz2.zip needs Apache Commons Compress, which is not on the class path; add the"
				+ " dependency org.apache.commons:commons-compress", () -> write("a.bz2.zip"));
		assertMissing("Writing a.zst needs zstd-jni, which is not on the class path; add the dependency"
				+ " com.github.luben:zstd-jni", () -> write("a.zst"));
		assertMissing(
				"Compressing by bzip2 needs Apache Commons Compress, which is not on the class path; add the"
						+ " dependency org.apache.commons:commons-compress",
				() -> type(BzipBlocks.class).getMethod("compress", byte[].class).invoke(null, new byte[0]));
	}

	@Test
	void encryptionWithoutTinkNamesItsCoordinates() {
		Resource keyset = new ByteArrayResource("{}".getBytes(StandardCharsets.UTF_8));
		assertMissing(
				"Encryption by TinkEncryption needs Google Tink, which is not on the class path; add the"
						+ " dependency com.google.crypto.tink:tink",
				() -> type(TinkEncryption.class).getMethod("of", Resource.class).invoke(null, keyset));
		assertMissing(
				"Making and changing keysets needs Google Tink, which is not on the class path; add the"
						+ " dependency com.google.crypto.tink:tink",
				() -> type(Keysets.class).getMethod("newValues").invoke(null));
		assertMissing(
				"Making and changing keysets needs Google Tink, which is not on the class path; add the"
						+ " dependency com.google.crypto.tink:tink",
				() -> type(Keysets.class).getMethod("rotate", String.class).invoke(null, "{}"));
	}

	@Test
	void openPgpWithoutBouncyCastleNamesItsCoordinates() {
		assertMissing("OpenPGP needs Bouncy Castle, which is not on the class path; add the dependency"
				+ " org.bouncycastle:bcpg-jdk18on", () -> {
					Object settings = type(PgpSettings.class)
						.getConstructor(Resource.class, Resource.class, String.class, List.class, String.class,
								boolean.class)
						.newInstance(null, null, null, List.of(), null, false);
					type(PgpEncryption.class).getMethod("of", type(PgpSettings.class)).invoke(null, settings);
				});
		assertMissing(
				"Reading a.pgp needs OpenPGP keys, and none are configured; set rocketjob.pgp.secret-keys to read,"
						+ " rocketjob.pgp.public-keys and rocketjob.pgp.recipients to write",
				() -> read("a.pgp"));
		assertMissing(
				"Writing a.gz.GPG needs OpenPGP keys, and none are configured; set rocketjob.pgp.secret-keys to"
						+ " read, rocketjob.pgp.public-keys and rocketjob.pgp.recipients to write",
				() -> write("a.gz.GPG"));
	}

	@Test
	void formatsOfFilesNameTheCoordinatesOfTheirLibrary() {
		assertUnusable("io.rocketjob.batch.record.csv.CsvFormat",
				"The record format 'csv' needs FastCSV, which is not there; add the dependency de.siegmar:fastcsv");
		assertUnusable("io.rocketjob.batch.record.xlsx.XlsxFormat", "add the dependency org.apache.poi:poi-ooxml");
	}

	/** A category that has it is refused when the application starts. */
	private void assertUnusable(String format, String message) {
		assertThatExceptionOfType(InvocationTargetException.class).isThrownBy(() -> {
			Object made = this.without.loadClass(format).getConstructor().newInstance();
			type(RecordFormat.class).getMethod("check", Map.class).invoke(made, Map.of());
		}).havingCause().isInstanceOf(IllegalStateException.class).withMessageContaining(message);
	}

	private static void assertMissing(String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
		assertThatExceptionOfType(InvocationTargetException.class).isThrownBy(call).havingCause().withMessage(message);
	}

	private void read(String name) throws Exception {
		open(make("io.rocketjob.stream.InputFiles"), InputStream.class, new ByteArrayInputStream(new byte[0]), name);
	}

	private void write(String name) throws Exception {
		open(make("io.rocketjob.stream.OutputFiles"), OutputStream.class, new ByteArrayOutputStream(), name);
	}

	private Object make(String type) throws Exception {
		return this.without.loadClass(type).getConstructor(type(Encryption.class)).newInstance(new Object[] { null });
	}

	private Class<?> type(Class<?> type) throws ClassNotFoundException {
		return this.without.loadClass(type.getName());
	}

	private static Object open(Object files, Class<?> type, Object stream, String name) throws Exception {
		return files.getClass().getMethod("open", type, String.class).invoke(files, stream, name);
	}

	private static final class HidingClassLoader extends ClassLoader {

		HidingClassLoader() {
			super(MissingLibraryTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (Arrays
				.asList("org.apache.commons.", "com.github.luben.", "com.google.crypto.", "org.tukaani.",
						"org.bouncycastle.", "de.siegmar.", "org.apache.poi.")
				.stream()
				.anyMatch(name::startsWith)) {
				throw new ClassNotFoundException(name);
			}
			if (!name.startsWith("io.rocketjob.")) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream input = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] bytes = input.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
