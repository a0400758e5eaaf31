package io.rocketjob.dirmon;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.net.URI;

/** Makes paths whose names may have any bytes. */
final class Names {

	private Names() {
	}

	/**
	 * The path of a file beside another.
	 * @param file the path
	 * @param suffix what its name has more at its end, in ASCII
	 * @return the path, with all bytes of the name
	 */
	static Path beside(Path file, String suffix) {
		return path(NameText.bytes(file), suffix.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * The directory of a file.
	 * @param file an absolute path
	 * @return the directory
	 */
	static Path directory(Path file) {
		Path directory = file.getParent();
		return (directory != null) ? directory : file;
	}

	/**
	 * A path of bytes.
	 * @param parts the bytes, of an absolute path
	 * @return the path
	 */
	static Path path(byte[]... parts) {
		StringBuilder escaped = new StringBuilder("file://");
		for (byte[] part : parts) {
			for (byte each : part) {
				boolean plain = (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z')
						|| (each >= '0' && each <= '9') || each == '/' || each == '.' || each == '-' || each == '_';
				escaped.append(plain ? String.valueOf((char) each) : "%%%02X".formatted(each & 0xFF));
			}
		}
		return Path.of(URI.create(escaped.toString()));
	}

}
