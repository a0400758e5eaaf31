package io.rocketjob.batch.record.csv;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.rocketjob.batch.record.FileContentException;
import io.rocketjob.batch.record.LineReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cutting text into records that are parsed one by one is the same as parsing it as a
 * whole.
 */
class RecordCutterTests {

	private static final int TEXTS = 100_000;

	private static final String[] PIECES = { ",", ",", ";", "\"", "\"", "\"\"", "\n", "\r", "\r\n", "a", "b", " ", "\t",
			"\u0001", "\u00e4", "\"x\"", "\ud83d\ude80" };

	@Test
	void cutRecordsAreThoseThatTheParserFindsInTheWholeText() throws IOException {
		long seed = Long.getLong("rocketjob.test.seed", 20261129L);
		Random random = new Random(seed);
		int compared = 0;
		int refused = 0;
		for (int i = 0; i < TEXTS; i++) {
			String text = text(random);
			int number = i;
			Supplier<String> where = () -> "seed " + seed + ", text " + number + ": " + printable(text);
			Dialect dialect = new Dialect((i % 3 == 0) ? ';' : ',', '"', i % 2 == 0, true, Set.of(), true);
			List<List<String>> cut = cut(text, dialect);
			List<List<String>> whole = whole(text, dialect);
			if (cut == null) {
				refused++;
				assertThat(whole == null || (!dialect.trim() && hasSpacesBeforeQuote(whole))).as(where).isTrue();
			}
			else {
				compared++;
				assertThat(cut).as(where).isEqualTo(whole);
			}
		}
		assertThat(compared).isGreaterThan(TEXTS / 4);
		assertThat(refused).isGreaterThan(TEXTS / 10);
	}

	/** The parser takes such a quote for text, which is hardly ever meant. */
	private static boolean hasSpacesBeforeQuote(List<List<String>> records) {
		return records.stream().flatMap(List::stream).anyMatch((value) -> value.trim().startsWith("\""));
	}

	private static String text(Random random) {
		StringBuilder text = new StringBuilder();
		int pieces = random.nextInt(14);
		for (int i = 0; i < pieces; i++) {
			text.append(PIECES[random.nextInt(PIECES.length)]);
		}
		return text.toString();
	}

	private static @Nullable List<List<String>> cut(String text, Dialect dialect) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		RecordCutter cutter = new RecordCutter(
				new SourceLines(LineReader.ofAnyBreak(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8, 1_000)),
				dialect, 1_000, null);
		RowParser parser = RowParser.of(dialect);
		List<List<String>> records = new ArrayList<>();
		try {
			for (String record = cutter.next(); record != null; record = cutter.next()) {
				@Nullable String[] values = parser.parse(record);
				assertThat(cutter.values()).isEqualTo(values.length);
				records.add(Arrays.stream(values).map((value) -> (value != null) ? value : "").toList());
			}
		}
		catch (FileContentException ex) {
			return null;
		}
		return records;
	}

	private static @Nullable List<List<String>> whole(String text, Dialect dialect) {
		List<List<String>> records = new ArrayList<>();
		try (CsvReader<CsvRecord> reader = CsvReader.builder()
			.fieldSeparator(dialect.separator())
			.trimWhitespacesAroundQuotes(dialect.trim())
			.allowUnclosedQuote(false)
			.extraFieldStrategy(FieldMismatchStrategy.IGNORE)
			.missingFieldStrategy(FieldMismatchStrategy.IGNORE)
			.skipEmptyLines(false)
			.ofCsvRecord(text)) {
			reader.forEach((record) -> records.add(record.getFields()));
			return records;
		}
		catch (CsvParseException ex) {
			return null;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String printable(String text) {
		return text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t").replace("\u0001", "\\u0001");
	}

}
