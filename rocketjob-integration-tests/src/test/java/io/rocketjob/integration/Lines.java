package io.rocketjob.integration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.rocketjob.BatchInstance;
import io.rocketjob.integration.app.LinesBatch;

import static org.assertj.core.api.Assertions.assertThat;

/** The records of a {@link LinesBatch}, and what must come out of them. */
final class Lines {

	private Lines() {
	}

	static List<String> of(int count) {
		return IntStream.rangeClosed(1, count).mapToObj((i) -> i + " is the number of this line").toList();
	}

	/**
	 * Compares the downloads and the statistics with what a single loop makes of the
	 * lines.
	 * @param batch the batch, which is completed
	 * @param lines its records
	 * @param directory where to download to
	 * @throws IOException if a download cannot be stored
	 */
	static void assertComplete(BatchInstance<?> batch, List<String> lines, Path directory) throws IOException {
		ByteArrayOutputStream main = new ByteArrayOutputStream();
		ByteArrayOutputStream thousands = new ByteArrayOutputStream();
		Map<String, Long> statistics = new TreeMap<>();
		try (PrintStream toMain = new PrintStream(main, false, StandardCharsets.UTF_8);
				PrintStream toThousands = new PrintStream(thousands, false, StandardCharsets.UTF_8)) {
			for (String line : lines) {
				toMain.print(LinesBatch.output(line) + "\n");
				if (LinesBatch.isThousand(line)) {
					toThousands.print(line + "\n");
				}
				LinesBatch.count(line).forEach((name, count) -> statistics.merge(name, count, Long::sum));
			}
		}
		Path file = directory.resolve("main.txt");
		assertThat(batch.download(file)).isEqualTo(lines.size());
		assertThat(Files.readAllBytes(file)).isEqualTo(main.toByteArray());
		Path second = directory.resolve("thousands.txt");
		batch.download(second, (options) -> options.category("thousands"));
		assertThat(Files.readAllBytes(second)).isEqualTo(thousands.toByteArray());
		assertThat(batch.reload().statistics()).isEqualTo(statistics);
	}

}
