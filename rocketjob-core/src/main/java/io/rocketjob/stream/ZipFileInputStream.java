package io.rocketjob.stream;

import java.io.EOFException;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Enumeration;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

import org.jspecify.annotations.Nullable;

/**
 * Reads one file of a zip archive that is a file itself, by the directory of the archive.
 * Checks length and checksum, as {@link ZipFile} does not.
 */
final class ZipFileInputStream extends FilterInputStream {

	private final ZipFile zip;

	private final ZipEntry entry;

	private final CRC32 checksum = new CRC32();

	private long length;

	private ZipFileInputStream(ZipFile zip, ZipEntry entry) throws IOException {
		super(zip.getInputStream(entry));
		this.zip = zip;
		this.entry = entry;
	}

	/**
	 * Opens it.
	 * @param file the archive
	 * @param wanted the name of the file in it, {@code null} for the only one
	 * @return the content of that file
	 * @throws IOException when the archive cannot be read, or does not have exactly one
	 * such file
	 */
	static ZipFileInputStream open(File file, @Nullable String wanted) throws IOException {
		ZipFile zip = new ZipFile(file);
		try {
			ZipEntries entries = new ZipEntries(wanted);
			ZipEntry found = null;
			Enumeration<? extends ZipEntry> all = zip.entries();
			while (all.hasMoreElements() && !entries.areTooMany()) {
				ZipEntry each = all.nextElement();
				if (entries.add(each.getName())) {
					found = each;
				}
			}
			entries.requireOne();
			if (found == null) {
				throw new IllegalStateException("There is one file, and none was found");
			}
			return new ZipFileInputStream(zip, found);
		}
		catch (IOException | RuntimeException ex) {
			zip.close();
			throw ex;
		}
	}

	/**
	 * The name of the file in the archive.
	 * @return the name, with its folders
	 */
	String entryName() {
		return this.entry.getName();
	}

	/**
	 * How many bytes of the archive it is.
	 * @return the size of the compressed content
	 */
	long compressedSize() {
		return this.entry.getCompressedSize();
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) != -1) ? one[0] & 0xFF : -1;
	}

	@Override
	public int read(byte[] bytes, int offset, int count) throws IOException {
		int read = readContent(bytes, offset, count);
		if (read > 0) {
			this.checksum.update(bytes, offset, read);
			this.length += read;
		}
		else if (read == -1
				&& (this.length != this.entry.getSize() || this.checksum.getValue() != this.entry.getCrc())) {
			throw new ZipException(
					"the content of " + ZipEntries.shown(entryName()) + " does not match its length and checksum");
		}
		return read;
	}

	private int readContent(byte[] bytes, int offset, int count) throws IOException {
		try {
			return super.read(bytes, offset, count);
		}
		catch (ZipException | EOFException ex) {
			ZipException damaged = new ZipException(
					"the compressed data of " + ZipEntries.shown(entryName()) + " is damaged after " + this.length
							+ " bytes" + ((ex.getMessage() != null) ? ": " + ex.getMessage() : ""));
			damaged.initCause(ex);
			throw damaged;
		}
	}

	@Override
	public boolean markSupported() {
		return false;
	}

	@Override
	public void close() throws IOException {
		try {
			super.close();
		}
		finally {
			this.zip.close();
		}
	}

}
