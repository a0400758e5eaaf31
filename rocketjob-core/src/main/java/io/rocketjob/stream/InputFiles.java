package io.rocketjob.stream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import io.rocketjob.RocketJobException;
import io.rocketjob.encryption.Encryption;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * Internal: opens files for reading, and unwraps them by their names, from the right:
 * {@code .gz} or {@code .gzip}, {@code .bz2}, {@code .zst}, {@code .zip} and
 * {@code .enc}, in any combination and in upper or lower case. Everything is streamed.
 * <p>
 * A file that is cut off or damaged is always an {@link IOException} that names it, in
 * the worst case at its end, and never looks like a shorter file; but no format tells
 * when whole members at the end are missing from several that were put one after the
 * other. Reading on after an error gives the same error again. Thread-safe; the streams
 * are not.
 */
public final class InputFiles {

	private static final int BUFFER = 64 * 1024;

	private final @Nullable Encryption encryption;

	/**
	 * Makes an opener of files.
	 * @param encryption what decrypts {@code .enc}, {@code null} when there is none
	 */
	public InputFiles(@Nullable Encryption encryption) {
		this.encryption = encryption;
	}

	/**
	 * The name of what is inside a file.
	 * @param name the name of the file, with or without its folders
	 * @return the same without folders, and without the endings that tell how it is
	 * wrapped
	 */
	public static String contentName(String name) {
		String rest = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
		for (Wrapping wrapping : Wrapping.of(rest)) {
			rest = rest.substring(0, rest.length() - wrapping.endingOf(rest).length());
		}
		return rest;
	}

	/**
	 * Opens a file. A resource that has no file name is read as it is.
	 * @param resource the file
	 * @return its unwrapped content; closing it closes all
	 * @throws IOException when the file cannot be read, or its beginning is not what its
	 * name says
	 * @throws RocketJobException when its name asks for a library or an encryption that
	 * is not there
	 */
	public InputStream open(Resource resource) throws IOException {
		String filename = resource.getFilename();
		String name = (filename != null) ? filename : resource.getDescription();
		List<Wrapping> wrappings = (filename != null) ? Wrapping.of(filename) : List.of();
		requireAll(wrappings, name);
		if (!wrappings.isEmpty() && wrappings.get(0) == Wrapping.ZIP && resource.isFile()) {
			requireOneEntry(resource, name);
		}
		return open(resource.getInputStream(), name, wrappings);
	}

	/**
	 * Unwraps a stream.
	 * @param input the content of the file; closed also when opening fails
	 * @param name the name of the file
	 * @return its unwrapped content; closing it closes all
	 * @throws IOException when the stream cannot be read, or its beginning is not what
	 * the name says
	 * @throws RocketJobException when the name asks for a library or an encryption that
	 * is not there
	 */
	public InputStream open(InputStream input, String name) throws IOException {
		return open(input, name, Wrapping.of(name));
	}

	private InputStream open(InputStream input, String name, List<Wrapping> wrappings) throws IOException {
		NamedInputStream named = new NamedInputStream(name, input);
		try {
			requireAll(wrappings, name);
			for (Wrapping wrapping : wrappings) {
				named.unwrap((wrapped) -> unwrap(wrapping, wrapped));
			}
			return named;
		}
		catch (IOException | RuntimeException | Error ex) {
			try {
				named.close();
			}
			catch (IOException | RuntimeException suppressed) {
				ex.addSuppressed(suppressed);
			}
			throw ex;
		}
	}

	private InputStream unwrap(Wrapping wrapping, InputStream wrapped) throws IOException {
		return switch (wrapping) {
			case GZIP -> new GzipInputStream(wrapped);
			case BZIP2 -> Bzip2Streams.input(new BufferedInputStream(wrapped, BUFFER));
			case ZSTD -> ZstdStreams.input(wrapped);
			case ZIP -> new SingleEntryInputStream(new BufferedInputStream(wrapped, BUFFER));
			case ENCRYPTION -> encryption(this.encryption, "").decrypting(new BufferedInputStream(wrapped, BUFFER));
		};
	}

	private void requireAll(List<Wrapping> wrappings, String name) {
		for (Wrapping wrapping : wrappings) {
			require(wrapping, this.encryption, "Reading " + name);
		}
	}

	/**
	 * Checks that what a wrapping needs is there.
	 * @param wrapping the wrapping
	 * @param encryption the encryption of files, if any
	 * @param purpose what is about to be done, the beginning of a sentence
	 * @throws RocketJobException when it is not, with what to add
	 */
	static void require(Wrapping wrapping, @Nullable Encryption encryption, String purpose) {
		switch (wrapping) {
			case BZIP2 -> OptionalLibrary.COMPRESS.require(purpose);
			case ZSTD -> OptionalLibrary.ZSTD.require(purpose);
			case ENCRYPTION -> encryption(encryption, purpose);
			default -> {
			}
		}
	}

	static Encryption encryption(@Nullable Encryption encryption, String purpose) {
		if (encryption == null) {
			throw new RocketJobException(purpose + " needs an encryption, and none is configured; set"
					+ " rocketjob.encryption.keyset and file-keyset, or declare a bean of type"
					+ " io.rocketjob.encryption.Encryption");
		}
		return encryption;
	}

	/** A file can be looked into at once; a stream only tells at its end. */
	private static void requireOneEntry(Resource resource, String name) throws IOException {
		List<String> files = new ArrayList<>();
		try (ZipFile zip = new ZipFile(resource.getFile())) {
			zip.stream().filter((entry) -> !entry.isDirectory()).map(ZipEntry::getName).forEach(files::add);
		}
		catch (IOException ex) {
			throw new IOException("Cannot read " + name + ": " + ex.getMessage(), ex);
		}
		if (files.size() != 1) {
			throw new IOException("Cannot read " + name + ": " + SingleEntryInputStream.notOne(files));
		}
	}

}
