package io.rocketjob.transfer;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A file of a web server. Continued where the server still has the version of which a
 * part is there, which its strong entity tag tells.
 *
 * @param client asks the server; follows no redirects
 * @param uri what to ask for
 * @param redirects checks where the server says that it is, and returns it
 */
record HttpSource(HttpClient client, URI uri, UnaryOperator<URI> redirects) implements Source {

	private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d{1,18})-\\d{1,18}|\\*)/(\\d{1,18}|\\*)");

	private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

	private static final int MOST_REDIRECTS = 5;

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	@Override
	public Content open(long from, @Nullable String version) throws IOException, InterruptedException {
		if (from == 0 || version == null) {
			return whole();
		}
		HttpResponse<InputStream> response = ask(from, version);
		Matcher range = RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
		if (response.statusCode() == 200) {
			return whole(response);
		}
		if (range.matches() && version.equals(tag(response, version))) {
			if (response.statusCode() == 206 && String.valueOf(from).equals(range.group(1))) {
				return new Content(response.body(), from, number(range.group(2)), version);
			}
			if (response.statusCode() == 416 && String.valueOf(from).equals(range.group(2))) {
				// all of it is there
				response.body().close();
				return new Content(InputStream.nullInputStream(), from, from, version);
			}
		}
		response.body().close();
		return whole();
	}

	private Content whole() throws IOException, InterruptedException {
		HttpResponse<InputStream> response = ask(0, null);
		if (response.statusCode() != 200) {
			response.body().close();
			String problem = "The server has answered " + response.statusCode() + " for " + this.uri;
			throw (response.statusCode() == 404 || response.statusCode() == 410) ? new FileNotFoundException(problem)
					: new IOException(problem);
		}
		return whole(response);
	}

	private static Content whole(HttpResponse<InputStream> response) {
		return new Content(response.body(), 0, response.headers().firstValueAsLong("Content-Length").orElse(-1),
				tag(response, null));
	}

	/** A weak tag does not say that each byte is the same. */
	private static @Nullable String tag(HttpResponse<?> response, @Nullable String missing) {
		String tag = response.headers().firstValue("ETag").orElse(missing);
		return (tag != null && tag.startsWith("\"")) ? tag : null;
	}

	private static long number(String text) {
		return text.equals("*") ? -1 : Long.parseLong(text);
	}

	private HttpResponse<InputStream> ask(long from, @Nullable String version)
			throws IOException, InterruptedException {
		URI next = this.uri;
		for (int redirect = 0; redirect <= MOST_REDIRECTS; redirect++) {
			HttpRequest.Builder request = HttpRequest.newBuilder(next).timeout(PATIENCE).GET();
			if (from > 0) {
				request.header("Range", "bytes=" + from + "-").header("If-Range", Objects.requireNonNull(version));
			}
			HttpResponse<InputStream> response = this.client.send(request.build(),
					HttpResponse.BodyHandlers.ofInputStream());
			if (!REDIRECTS.contains(response.statusCode())) {
				return response;
			}
			response.body().close();
			String location = response.headers()
				.firstValue("Location")
				.orElseThrow(() -> new IOException("The server redirects " + this.uri + " to nowhere"));
			next = this.redirects.apply(next.resolve(location));
		}
		throw new IOException("The server redirects " + this.uri + " more than " + MOST_REDIRECTS + " times");
	}

}
