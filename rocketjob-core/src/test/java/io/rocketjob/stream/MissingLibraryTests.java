package io.rocketjob.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.Keysets;
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
			if (Arrays.asList("org.apache.commons.", "com.github.luben.", "com.google.crypto.")
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
