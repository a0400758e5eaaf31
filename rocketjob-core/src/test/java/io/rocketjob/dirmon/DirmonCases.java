package io.rocketjob.dirmon;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;

/** The measured cases of {@code src/test/resources/dirmon}. */
final class DirmonCases {

	private DirmonCases() {
	}

	static List<NamedCsvRecord> read(String name) {
		try (InputStream file = DirmonCases.class.getResourceAsStream("/dirmon/" + name)) {
			return CsvReader.builder()
				.ofNamedCsvRecord(new InputStreamReader(file, StandardCharsets.UTF_8))
				.stream()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A path whose name may have any bytes.
	 * @param directory where it is
	 * @param name its names, with {@code \n} for a line end and {@code \xE9} for a byte
	 * @return the path
	 */
	static Path path(Path directory, String name) {
		StringBuilder escaped = new StringBuilder();
		byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
		for (int i = 0; i < bytes.length; i++) {
			if (bytes[i] == '\\' && bytes[i + 1] == 'n') {
				escaped.append("%0A");
				i++;
			}
			else if (bytes[i] == '\\' && bytes[i + 1] == 'x') {
				escaped.append('%').append((char) bytes[i + 2]).append((char) bytes[i + 3]);
				i += 3;
			}
			else {
				escaped.append((bytes[i] == '/') ? "/" : "%%%02X".formatted(bytes[i] & 0xFF));
			}
		}
		return Path.of(URI.create(directory.toUri() + escaped.toString()));
	}

}
