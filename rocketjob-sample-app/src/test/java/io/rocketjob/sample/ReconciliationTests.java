package io.rocketjob.sample;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

class ReconciliationTests {

	@Test
	void numbersThatAgreePass() {
		Reconciliation result = reconciliation(10, 10, 7, 7, 2, 1);
		assertThatNoException().isThrownBy(result::verify);
		assertThat(printed(result)).contains("Check: 10 read = 7 written + 2 routed + 1 skipped: OK");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			11, 10, 7, 7, 2, 1, lines of the input and records read differ: 11 and 10
			10, 10, 7, 7, 2, 0, 'records read and those written, routed or skipped differ: 10 and 9'
			10, 10, 8, 8, 2, 1, 'records read and those written, routed or skipped differ: 10 and 11'
			10, 10, 7, 6, 2, 1, records and lines of unicode.jsonl differ: 7 and 6
			""")
	void numbersThatDifferFail(long linesOfInput, long read, long written, long lines, long routed, long skipped,
			String problem) {
		Reconciliation result = reconciliation(linesOfInput, read, written, lines, routed, skipped);
		assertThatIllegalStateException().isThrownBy(result::verify).withMessage("The numbers of " + problem);
		assertThat(printed(result)).contains("skipped: WRONG");
	}

	private static Reconciliation reconciliation(long linesOfInput, long read, long written, long lines, long routed,
			long skipped) {
		return new Reconciliation(linesOfInput, read, new OutputFile(Path.of("unicode.jsonl"), written, lines),
				new OutputFile(Path.of("unicode.jsonl.gz"), written, written),
				new OutputFile(Path.of("ranges.jsonl"), routed, routed), skipped);
	}

	private static String printed(Reconciliation result) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		result.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
		return bytes.toString(StandardCharsets.UTF_8);
	}

}
