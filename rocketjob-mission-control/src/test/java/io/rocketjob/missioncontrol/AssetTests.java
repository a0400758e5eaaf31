package io.rocketjob.missioncontrol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What browsers load, and what they are told of it. */
class AssetTests {

	private static final Pattern ASSET = Pattern.compile("(?:src|href|data-live)=\"(/rocketjob/assets/[^\"]+)\"");

	private static Console console;

	private static List<String> assets;

	@BeforeAll
	static void start() {
		console = Console.open(ConsoleApplication.class);
		String page = console.visit().get(Console.BASE).body();
		assets = ASSET.matcher(page).results().map((MatchResult result) -> result.group(1)).distinct().toList();
	}

	@AfterAll
	static void stop() {
		console.close();
	}

	@Test
	void eachFileHasAHashInItsNameAndIsKeptForGood() {
		assertThat(assets).hasSize(7).allSatisfy((path) -> {
			assertThat(path).matches(".*/[a-z]+\\.[0-9a-f]{12}(\\.min)?\\.(css|js|svg)");
			HttpResponse<byte[]> answer = console.visit().bytes(path);
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.headers().firstValue("Cache-Control")).hasValue("public, max-age=31536000, immutable");
			assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
			assertThat(answer.headers().firstValue("Content-Type")).get()
				.asString()
				.startsWith(
						path.endsWith("css") ? "text/css" : path.endsWith("svg") ? "image/svg+xml" : "text/javascript");
		});
	}

	@Test
	void eachFileIsSentCompressedToWhoTakesIt() throws IOException {
		for (String path : assets) {
			HttpResponse<byte[]> plain = console.visit().bytes(path);
			HttpResponse<byte[]> zipped = console.visit().bytes(path, "Accept-Encoding", "gzip, br");
			assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
			assertThat(zipped.headers().firstValue("Vary")).hasValue("Accept-Encoding");
			assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
			assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes())
				.isEqualTo(plain.body());
		}
	}

	@Test
	void aPageLetsNothingRunButTheFilesOfTheConsole() {
		HttpResponse<String> page = console.visit().get(Console.BASE);
		assertThat(page.headers().firstValue("Content-Security-Policy")).get()
			.asString()
			.contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'")
			.doesNotContain("unsafe", "*");
		assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
		assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("same-origin");
		assertThat(page.headers().firstValue("X-RocketJob-Console")).hasValue("true");
		assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
		assertThat(page.body()).doesNotContain("http://", "https://", "//cdn");
	}

	@Test
	void aFileOfAnotherVersionIsNotThere() {
		HttpResponse<String> answer = console.visit().get(Console.BASE + "/assets/console.000000000000.css");
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
	}

}
