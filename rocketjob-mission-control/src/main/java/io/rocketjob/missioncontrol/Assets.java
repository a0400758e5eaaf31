package io.rocketjob.missioncontrol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * The files that pages load. Their names have a hash of what is in them, so that browsers
 * may keep them for good. Thread-safe.
 */
final class Assets {

	private static final String IMMUTABLE = "public, max-age=31536000, immutable";

	private static final int HASH_DIGITS = 12;

	private static final String SCRIPT = "text/javascript;charset=UTF-8";

	private static final Map<String, String> TYPES = Map.of("console.css", "text/css;charset=UTF-8", "console.js",
			SCRIPT, "keys.js", SCRIPT, "live.js", SCRIPT, "theme.js", SCRIPT, "htmx.min.js", SCRIPT, "icon.svg",
			"image/svg+xml");

	private final Map<String, String> hashedNames = new LinkedHashMap<>();

	private final Map<String, Asset> byHashedName = new LinkedHashMap<>();

	private Assets() {
	}

	static Assets load() {
		Assets assets = new Assets();
		TYPES.forEach(assets::add);
		return assets;
	}

	private void add(String name, String type) {
		try (InputStream in = Assets.class.getResourceAsStream("assets/" + name)) {
			if (in == null) {
				throw new IllegalStateException(
						"The file assets/" + name + " is missing beside " + Assets.class.getName());
			}
			byte[] content = in.readAllBytes();
			String hash = HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(content))
				.substring(0, HASH_DIGITS);
			String hashed = name.replaceFirst("\\.", "." + hash + ".");
			this.hashedNames.put(name, hashed);
			this.byHashedName.put(hashed, new Asset(type, content, zipped(content)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] zipped(byte[] content) throws IOException {
		ByteArrayOutputStream zipped = new ByteArrayOutputStream(content.length / 2);
		try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
			out.write(content);
		}
		return zipped.toByteArray();
	}

	/**
	 * The name by which a page loads a file.
	 * @param name its name
	 * @return the name with the hash
	 */
	String hashed(String name) {
		String hashed = this.hashedNames.get(name);
		if (hashed == null) {
			throw new IllegalArgumentException(
					"There is no file '" + name + "'; there are " + this.hashedNames.keySet());
		}
		return hashed;
	}

	@Nullable Asset find(String hashedName) {
		return this.byHashedName.get(hashedName);
	}

	/**
	 * A file.
	 */
	@SuppressWarnings("ArrayRecordComponent") // is never changed nor compared
	record Asset(String type, byte[] content, byte[] zipped) {

		void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
			String accepted = request.getHeader("Accept-Encoding");
			boolean zip = accepted != null && accepted.contains("gzip");
			response.setContentType(this.type);
			response.setHeader("Cache-Control", IMMUTABLE);
			response.setHeader("Vary", "Accept-Encoding");
			if (zip) {
				response.setHeader("Content-Encoding", "gzip");
			}
			byte[] bytes = zip ? this.zipped : this.content;
			response.setContentLength(bytes.length);
			response.getOutputStream().write(bytes);
		}

	}

}
