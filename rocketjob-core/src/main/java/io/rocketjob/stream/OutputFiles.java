package io.rocketjob.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.rocketjob.RocketJobException;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.PgpEncryption;
import org.jspecify.annotations.Nullable;

/**
 * Internal: wraps what is written to a file by the file's name, just as
 * {@link InputFiles} unwraps it. A {@code .zip} gets one entry, named like the file
 * without that ending. Everything is streamed. The file is complete only once the stream
 * is closed without an error. Thread-safe; the streams are not.
 */
public final class OutputFiles {

	private static final int BUFFER = 64 * 1024;

	private final @Nullable Encryption encryption;

	private final @Nullable PgpEncryption pgp;

	/**
	 * Makes a wrapper of files.
	 * @param encryption what encrypts {@code .enc}, {@code null} when there is none
	 */
	public OutputFiles(@Nullable Encryption encryption) {
		this(encryption, FileSettings.DEFAULTS);
	}

	/**
	 * Makes a wrapper of files.
	 * @param encryption what encrypts {@code .enc}, {@code null} when there is none
	 * @param settings what encrypts {@code .pgp}
	 */
	public OutputFiles(@Nullable Encryption encryption, FileSettings settings) {
		this.encryption = encryption;
		this.pgp = settings.pgp();
	}

	/**
	 * Whether a file of that name is compressed by bzip2 and wrapped in nothing else, so
	 * that complete bzip2 streams, as {@link BzipBlocks} makes them, can be written to it
	 * one after the other instead of through this class.
	 * @param name the name of the file
	 * @return whether it is
	 */
	public static boolean isPlainBzip2(String name) {
		return isOnly(Wrapping.BZIP2, name);
	}

	static boolean isOnly(Wrapping wrapping, String name) {
		return Wrapping.of(name).equals(List.of(wrapping));
	}

	/**
	 * Wraps a stream.
	 * @param output where the file goes; closed also when opening fails
	 * @param name the name of the file, with or without its folders
	 * @return where to write its content; closing it closes all
	 * @throws IOException when writing fails
	 * @throws RocketJobException when the name asks for a library or an encryption that
	 * is not there
	 */
	public OutputStream open(OutputStream output, String name) throws IOException {
		NamedOutputStream named = new NamedOutputStream(name, output);
		try {
			List<Wrapping> wrappings = Wrapping.of(name);
			for (Wrapping wrapping : wrappings) {
				InputFiles.require(wrapping, this.encryption, this.pgp, "Writing " + name);
			}
			String rest = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
			for (Wrapping wrapping : wrappings) {
				String inner = rest.substring(0, rest.length() - wrapping.endingOf(rest).length());
				named.wrap((inside) -> wrap(wrapping, inside, inner));
				rest = inner;
			}
			return named;
		}
		catch (IOException | RuntimeException | Error ex) {
			named.abandon(ex);
			throw ex;
		}
	}

	private OutputStream wrap(Wrapping wrapping, OutputStream output, String inner) throws IOException {
		return switch (wrapping) {
			case GZIP -> new GZIPOutputStream(output, BUFFER);
			case BZIP2 -> Bzip2Streams.output(output);
			case XZ -> XzStreams.output(output);
			case ZSTD -> ZstdStreams.output(output);
			case ZIP -> zip(output, inner);
			case PGP -> InputFiles.pgp(this.pgp, "")
				.encrypting(output, Wrapping.of(inner).stream().noneMatch(Wrapping::compresses));
			case ENCRYPTION -> InputFiles.encryption(this.encryption, "").encrypting(output);
		};
	}

	private static OutputStream zip(OutputStream output, String inner) throws IOException {
		ZipOutputStream zip = new ZipOutputStream(output);
		zip.putNextEntry(new ZipEntry(inner.isEmpty() ? "content" : inner));
		return zip;
	}

}
