package io.rocketjob.benchmark.process;

import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

import org.jspecify.annotations.Nullable;

/**
 * A csv file of customers, about 100 bytes a record, and what its records are as JSON.
 */
public final class CustomerFile {

	/** The names of its columns. */
	public static final List<String> COLUMNS = List.of("id", "created", "name", "street", "city", "amount", "currency",
			"state");

	/** One record of so many has quotes. */
	private static final int QUOTED = 10;

	private static final int BUFFER = 1 << 16;

	private CustomerFile() {
	}

	/**
	 * Writes it.
	 * @param file where to
	 * @param records how many records it has
	 * @throws IOException when that is not possible
	 */
	public static void write(Path file, int records) throws IOException {
		try (BufferedWriter writer = Files.newBufferedWriter(file)) {
			writer.write(String.join(",", COLUMNS) + "\n");
			for (int i = 0; i < records; i++) {
				String street = "Any Street " + i % 200;
				writer.write(i + ",2026-01-01T00:00:" + (10 + i % 50) + "Z,customer " + (i * 2654435761L & 0xffff_ffffL)
						+ "," + ((i % QUOTED == 0) ? "\"" + street + ", back \"\"yard\"\"\"" : street) + ","
						+ "12345 Somewhere," + i % 977 + ".50,EUR," + ((i % 3 == 0) ? "" : "paid") + "\n");
			}
		}
	}

	/**
	 * Writes a record as a line of JSON, as Rocket Job does.
	 * @param values its values in the order of the columns, {@code null} for nothing
	 * @return the text without a line break
	 */
	public static String json(@Nullable String[] values) {
		StringBuilder json = new StringBuilder(256).append('{');
		for (int i = 0; i < values.length; i++) {
			json.append((i == 0) ? "\"" : ",\"").append(COLUMNS.get(i)).append("\":");
			@Nullable String value = values[i];
			if (value == null) {
				json.append("null");
			}
			else {
				append(json, value);
			}
		}
		return json.append('}').toString();
	}

	private static void append(StringBuilder json, String value) {
		json.append('"');
		int start = 0;
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c == '"' || c == '\\') {
				json.append(value, start, i).append('\\');
				start = i;
			}
		}
		json.append(value, start, value.length()).append('"');
	}

	/**
	 * Tells whether two files have the same content.
	 * @param file a file, compressed if its name ends with {@code .gz}
	 * @return the hash of what is in it
	 * @throws IOException when it cannot be read
	 */
	public static String hash(Path file) throws IOException {
		try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
				InputStream content = file.toString().endsWith(".gz") ? new GZIPInputStream(raw, BUFFER) : raw) {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			byte[] buffer = new byte[BUFFER];
			for (int count = content.read(buffer); count != -1; count = content.read(buffer)) {
				digest.update(buffer, 0, count);
			}
			return HexFormat.of().formatHex(digest.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
