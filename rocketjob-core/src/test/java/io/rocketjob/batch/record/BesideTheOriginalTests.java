package io.rocketjob.batch.record;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.rocketjob.batch.record.csv.CsvFormat;
import io.rocketjob.batch.record.csv.PsvFormat;
import io.rocketjob.batch.record.csv.TsvFormat;
import io.rocketjob.batch.record.fixed.FixedFormat;
import io.rocketjob.batch.record.json.JsonFormat;
import io.rocketjob.batch.record.lines.LinesFormat;
import io.rocketjob.batch.record.xlsx.XlsxFormat;
import io.rocketjob.stream.InputFiles;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Small cases whose outcome in the Ruby original, iostreams 2.0.0, is known: what is made
 * of each here, and in the last column of the file what is made of it there.
 */
class BesideTheOriginalTests {

	private static final RecordFormats FORMATS = new RecordFormats(List.of(new LinesFormat(), new CsvFormat(),
			new TsvFormat(), new PsvFormat(), new JsonFormat(), new FixedFormat(), new XlsxFormat()));

	@ParameterizedTest(name = "{0}")
	@CsvFileSource(resources = "beside-the-original.csv", numLinesToSkip = 1)
	void isAsTheTableSays(String title, String kind, String format, @Nullable String options, String input, String ours)
			throws Throwable {
		Object given = json(input);
		Document expected = (Document) json(ours);
		ThrowingCallable run = () -> {
			switch (kind) {
				case "header" -> assertThat(plain(harness(format, options).read(header((List<?>) given))))
					.isEqualTo(plain(expected.get("records")));
				case "file" -> assertThat(plain(harness(format, options).read((String) given)))
					.isEqualTo(plain(expected.get("records")));
				case "write" ->
					assertThat(harness(format, options).write(given)).isEqualTo(expected.getString("text") + "\n");
				case "name" -> assertThat(FORMATS
					.choose(FormatSettings.LINES, FormatSettings.NONE.withName(format),
							InputFiles.contentName((String) given), null)
					.format()
					.name()).isEqualTo(expected.getString("format"));
				default -> throw new IllegalArgumentException(kind);
			}
		};
		String error = expected.getString("error");
		if (error == null) {
			run.call();
		}
		else {
			assertThatThrownBy(run).isInstanceOf(Exception.class).hasMessageContaining(error);
		}
	}

	private static FormatHarness harness(String format, @Nullable String options) {
		FormatHarness harness = new FormatHarness(FORMATS.get(format));
		if (options != null) {
			Document.parse(options).forEach(harness::with);
		}
		return harness;
	}

	/** A file with the header and a row of 1, 2, 3 and so on. */
	private static String header(List<?> names) {
		return names.stream()
			.map((name) -> '"' + String.valueOf(name).replace("\"", "\"\"") + '"')
			.collect(Collectors.joining(",", "", "\n"))
				+ IntStream.rangeClosed(1, names.size()).mapToObj(Integer::toString).collect(Collectors.joining(","));
	}

	private static Object json(String text) {
		return Document.parse("{\"value\":" + text + "}").get("value");
	}

	/** Numbers are the same whatever their type and scale. */
	private static @Nullable Object plain(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
			map.forEach((name, each) -> copy.put(name, plain(each)));
			return copy;
		}
		if (value instanceof List<?> list) {
			return list.stream().map(BesideTheOriginalTests::plain).toList();
		}
		return (value instanceof Number number) ? new BigDecimal(number.toString()).stripTrailingZeros() : value;
	}

}
