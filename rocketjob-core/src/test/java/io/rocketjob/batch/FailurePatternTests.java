package io.rocketjob.batch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What messages have in common. */
class FailurePatternTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
			line 17 is wrong                                       | line * is wrong
			line 1,234 of 2 000 000                                | line * of *
			row 5: age -3 is below 0.5                             | row *: age * is below *
			For input string: "x12"                                | For input string: "*"
			Text '2024-13-01' could not be parsed at index 5       | Text '*' could not be parsed at index *
			Can't read the customer's name of 'Joe Smith'          | Can't read the customer's name of '*'
			no customer 507f1f77bcf86cd799439011                   | no customer *
			no order 123e4567-e89b-12d3-a456-426614174000.         | no order *.
			no such user: ann.lee@example.org                      | no such user: *
			at 2026-11-28T23:18:43Z on host7                       | at * on *
			Person[name=Joe, age=4] is too young                   | Person[*] is too young
			bad document {"a": {"b": 1}} here                      | bad document {*} here
			name=Joe is refused                                    | name=* is refused
			one of 1, 2, 3 and of 1, 2                             | one of * and of *
			an open "quotation that ends nowhere                   | an open "*"
			nothing to mask, really.                               | nothing to mask, really.
			5                                                      | *
			""")
	void theValuesOfAMessageAreReplaced(String message, String pattern) {
		assertThat(FailurePattern.of(message)).isEqualTo(pattern);
	}

	@Test
	void linesAndSpacesAreJoined() {
		assertThat(FailurePattern.of("one\n\ttwo  three\r\n")).isEqualTo("one two three");
	}

	@Test
	void aPatternIsBoundedAndDoesNotCutACharacter() {
		assertThat(FailurePattern.of("word ".repeat(10_000))).hasSizeLessThanOrEqualTo(200);
		String smiles = "a" + "\uD83D\uDE00".repeat(300);
		assertThat(FailurePattern.of(smiles)).hasSizeLessThanOrEqualTo(200)
			.satisfies((text) -> assertThat(Character.isHighSurrogate(text.charAt(text.length() - 1))).isFalse());
		assertThat(FailurePattern.of("")).isEmpty();
		assertThat(FailurePattern.of("'".repeat(500) + "[".repeat(500))).hasSizeLessThanOrEqualTo(200);
	}

}
