package io.rocketjob.missioncontrol;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import com.mongodb.client.MongoCollection;
import io.rocketjob.BatchInstance;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.batch.BatchEngine;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** The output of batches, for people to keep. */
class DownloadTests {

	private static Console console;

	@BeforeAll
	static void start() {
		console = Console.secured(HandlingApplication.class, SecurityApplication.class);
	}

	@AfterAll
	static void stop() {
		console.close();
	}

	private static String page(BatchInstance<?> batch) {
		return Console.BASE + "/jobs/" + batch.id().toHexString();
	}

	private static String download(BatchInstance<?> batch) {
		return page(batch) + "/categories/main/download";
	}

	@Test
	void theOutputOfACategoryIsAFileThatIsNeverAPage() {
		BatchInstance<?> batch = console.export(List.of("<script>", "b", "c", "\u00e9"));
		HttpResponse<byte[]> answer = console.visit("operator").bytes(download(batch));
		assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("<SCRIPT>\nB\nC\n\u00c9\n");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().map()).containsEntry("x-content-type-options", List.of("nosniff"))
			.containsEntry("cache-control", List.of("no-store"))
			.containsEntry("content-type", List.of("application/octet-stream"))
			.containsEntry("content-disposition",
					List.of("attachment; filename=\"ExportJob-" + batch.id().toHexString() + "-main.txt\""));
		assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
	}

	@Test
	void theJobPageHasTheCategoriesAndALinkForWhoMaySeeRecords() {
		BatchInstance<?> batch = console.export(List.of("a", "b"));
		assertThat(console.visit("operator").get(page(batch)).body()).contains("<h2 id=\"output\">Output</h2>",
				"<td class=\"n\">2</td>", "href=\"" + download(batch) + "\"");
		assertThat(console.visit("reader").get(page(batch)).body()).contains("<h2 id=\"output\">Output</h2>")
			.doesNotContain("/download");
	}

	@Test
	void whatIsNotCompleteIsRefusedWithASentence() {
		BatchInstance<?> batch = console.bean(RocketJobTemplate.class)
			.batch(ConsoleApplication.ExportJob.class)
			.upload(List.of("a"))
			.create();
		HttpResponse<String> answer = console.visit("operator").get(download(batch));
		assertThat(answer.statusCode()).isEqualTo(409);
		assertThat(answer.body()).contains("The job is queued; its output can be downloaded when it is completed");
		assertThat(console.visit("operator").get(page(batch)).body()).doesNotContain("id=\"output\"");
		batch.delete();
	}

	@Test
	void aLargeOutputArrivesWhole() {
		List<String> lines = lines(2_000);
		BatchInstance<?> batch = console.export(lines);
		assertThat(console.visit("operator").get(download(batch)).body().lines())
			.containsExactlyElementsOf(lines.stream().map((line) -> line.toUpperCase(Locale.ROOT)).toList());
	}

	@Test
	void whatFailsInTheMidstBreaksTheConnectionWhateverTheApplicationDoesWithExceptions() {
		BatchInstance<?> batch = console.export(lines(600));
		spoil(batch, -1);
		assertThatIllegalStateException().isThrownBy(() -> console.visit("operator").bytes(download(batch)))
			.withCauseInstanceOf(java.io.IOException.class);
	}

	@Test
	void whatFailsBeforeTheFirstByteIsAPageThatSaysSo() {
		BatchInstance<?> batch = console.export(List.of("a", "b"));
		spoil(batch, 1);
		HttpResponse<String> answer = console.visit("operator").get(download(batch));
		assertThat(answer.statusCode()).isEqualTo(500);
		assertThat(answer.headers().firstValue("Content-Disposition")).isEmpty();
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
		assertThat(answer.body()).contains("It failed with");
	}

	/** Random ones, which take as much place when they are compressed. */
	private static List<String> lines(int number) {
		Random random = new Random(1);
		List<String> lines = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			byte[] bytes = new byte[750];
			random.nextBytes(bytes);
			lines.add(Base64.getEncoder().encodeToString(bytes));
		}
		return lines;
	}

	/** Makes a stored slice one that cannot be read: the first, or the last. */
	private static void spoil(BatchInstance<?> batch, int first) {
		MongoCollection<Document> output = console.bean(BatchEngine.class)
			.slices()
			.database()
			.getCollection("rocketjob.outputs." + batch.id().toHexString() + ".main");
		Document slice = output.find().sort(new Document("_id", first)).first();
		assertThat(slice).isNotNull();
		output.updateOne(new Document("_id", slice.get("_id")),
				new Document("$set", new Document("data", new Binary(new byte[] { 1, 2, 3 }))));
	}

	/** Turns all exceptions into answers of its own. */
	@Configuration(proxyBeanMethods = false)
	@Import({ ConsoleApplication.class, Errors.class })
	static class HandlingApplication {

	}

	@RestControllerAdvice
	static class Errors {

		@ExceptionHandler(Exception.class)
		ResponseEntity<String> anything() {
			return ResponseEntity.ok("all is well");
		}

	}

}
