package io.rocketjob.stream;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.zip.ZipException;

import io.rocketjob.RocketJobException;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.PgpEncryption;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * Internal: opens files for reading, and unwraps them by their names, from the right:
 * {@code .gz} or {@code .gzip}, {@code .bz2}, {@code .xz}, {@code .zst}, {@code .zip} and
 * {@code .enc}, in any combination and in upper or lower case. Everything is streamed.
 * Content that is far too large for its file is an error, see {@link FileSettings}.
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

	private final FileSettings settings;

	/**
	 * Makes an opener of files.
	 * @param encryption what decrypts {@code .enc}, {@code null} when there is none
	 */
	public InputFiles(@Nullable Encryption encryption) {
		this(encryption, FileSettings.DEFAULTS);
	}

	/**
	 * Makes an opener of files.
	 * @param encryption what decrypts {@code .enc}, {@code null} when there is none
	 * @param settings the limits
	 */
	public InputFiles(@Nullable Encryption encryption, FileSettings settings) {
		this.encryption = encryption;
		this.settings = settings;
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
	public NamedInputStream open(Resource resource) throws IOException {
		return open(resource, null);
	}

	/**
	 * Opens a file. A resource that has no file name is read as it is.
	 * @param resource the file
	 * @param entry the name of the file to read in a zip archive, {@code null} for the
	 * only one
	 * @return its unwrapped content; closing it closes all
	 * @throws IOException when the file cannot be read, or its beginning is not what its
	 * name says
	 * @throws IllegalArgumentException when an entry is given and the name is of no zip
	 * archive
	 * @throws RocketJobException when its name asks for a library or an encryption that
	 * is not there
	 */
	public NamedInputStream open(Resource resource, @Nullable String entry) throws IOException {
		String filename = resource.getFilename();
		String name = (filename != null) ? filename : resource.getDescription();
		List<Wrapping> wrappings = (filename != null) ? Wrapping.of(filename) : List.of();
		if (entry != null && !wrappings.contains(Wrapping.ZIP)) {
			throw new IllegalArgumentException(
					"There is no entry '" + entry + "' in " + name + ", whose name is not that of a zip archive");
		}
		requireAll(wrappings, name);
		String content = (filename != null) ? contentName(filename) : null;
		if (!wrappings.isEmpty() && wrappings.get(0) == Wrapping.ZIP && resource.isFile()) {
			ZipFileInputStream zip = zipFile(resource, name, entry);
			NamedInputStream named = new NamedInputStream(name,
					new LimitedInputStream(zip, zip::compressedSize, this.settings));
			return open(named, wrappings.subList(1, wrappings.size()), zip::compressedSize, entry).contentName(content,
					zip.entryName());
		}
		return open(resource.getInputStream(), name, wrappings, entry).contentName(content, null);
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
		return open(input, name, Wrapping.of(name), null);
	}

	private NamedInputStream open(InputStream input, String name, List<Wrapping> wrappings, @Nullable String entry)
			throws IOException {
		CountingInputStream counting = new CountingInputStream(input);
		return open(new NamedInputStream(name, counting), wrappings, counting::count, entry);
	}

	private NamedInputStream open(NamedInputStream named, List<Wrapping> wrappings, LongSupplier compressed,
			@Nullable String entry) throws IOException {
		try {
			requireAll(wrappings, named.name());
			for (Wrapping wrapping : wrappings) {
				named.unwrap((wrapped) -> unwrap(wrapping, wrapped, entry, named));
				if (wrapping.compresses()) {
					named.unwrap((content) -> new LimitedInputStream(content, compressed, this.settings));
				}
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

	private InputStream unwrap(Wrapping wrapping, InputStream wrapped, @Nullable String entry, NamedInputStream named)
			throws IOException {
		return switch (wrapping) {
			case GZIP -> new GzipInputStream(wrapped);
			case BZIP2 -> Bzip2Streams.input(wrapped);
			case XZ -> XzStreams.input(wrapped, this.settings);
			case ZSTD -> ZstdStreams.input(wrapped, this.settings);
			case ZIP -> {
				ZipEntryInputStream zip = new ZipEntryInputStream(wrapped, entry);
				named.contentName(null, zip.entryName());
				yield zip;
			}
			case PGP -> pgp(this.settings.pgp(), "").decrypting(new BufferedInputStream(wrapped, BUFFER));
			case ENCRYPTION -> encryption(this.encryption, "").decrypting(new BufferedInputStream(wrapped, BUFFER));
		};
	}

	static PgpEncryption pgp(@Nullable PgpEncryption pgp, String purpose) {
		if (pgp == null) {
			throw new RocketJobException(purpose + " needs OpenPGP keys, and none are configured; set"
					+ " rocketjob.pgp.secret-keys to read, rocketjob.pgp.public-keys and rocketjob.pgp.recipients to"
					+ " write");
		}
		return pgp;
	}

	/** The directory of an archive is at its end, so that a stream comes to it last. */
	private static ZipFileInputStream zipFile(Resource resource, String name, @Nullable String entry)
			throws IOException {
		File file = resource.getFile();
		try {
			ZipLayout.requireOne(file);
		}
		catch (ZipException ex) {
			throw new IOException("Cannot read " + name + ": " + ex.getMessage(), ex);
		}
		try {
			return ZipFileInputStream.open(file, entry);
		}
		catch (ZipException ex) {
			IOException named = named(resource, entry, ex);
			throw new IOException("Cannot read " + name + ": " + named.getMessage(), named);
		}
		catch (EOFException ex) {
			throw new IOException("Cannot read " + name + ": the zip archive is cut off or damaged", ex);
		}
	}

	/** The JDK does not say which file of an archive it cannot read. */
	private static IOException named(Resource resource, @Nullable String entry, ZipException otherwise)
			throws IOException {
		try (InputStream stream = new ZipEntryInputStream(resource.getInputStream(), entry)) {
			return otherwise;
		}
		catch (IOException ex) {
			return (ex instanceof ZipException) ? ex : otherwise;
		}
	}

	private void requireAll(List<Wrapping> wrappings, String name) {
		for (Wrapping wrapping : wrappings) {
			require(wrapping, this.encryption, this.settings.pgp(), "Reading " + name);
		}
	}

	/**
	 * Checks that what a wrapping needs is there.
	 * @param wrapping the wrapping
	 * @param encryption the encryption of files, if any
	 * @param pgp the encryption of files by OpenPGP, if any
	 * @param purpose what is about to be done, the beginning of a sentence
	 * @throws RocketJobException when it is not, with what to add
	 */
	static void require(Wrapping wrapping, @Nullable Encryption encryption, @Nullable PgpEncryption pgp,
			String purpose) {
		switch (wrapping) {
			case BZIP2 -> OptionalLibrary.COMPRESS.require(purpose);
			case XZ -> OptionalLibrary.XZ.require(purpose);
			case ZSTD -> OptionalLibrary.ZSTD.require(purpose);
			case ENCRYPTION -> encryption(encryption, purpose);
			case PGP -> pgp(pgp, purpose);
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

}
