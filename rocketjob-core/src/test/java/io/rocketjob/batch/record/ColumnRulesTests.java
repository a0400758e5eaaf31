package io.rocketjob.batch.record;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ColumnRulesTests {

	private static final String FOUR = "first,second,third,fourth";

	@ParameterizedTest
	@CsvSource({ "' First  Name ', first_name", "AGE, age", "first--  name, first__name", "E-Mail (work), e_mail_work",
			"a_-_b, a___b", "ID#, id", "a.b, ab", "100%, 100", "it's, its", "$$$, ''", "'', ''",
			"\u59d3\u540d, \u59d3\u540d", "Stra\u00dfe-Nr., stra\u00dfe_nr",
			"'\u00a0\u00dcber\u00a0uns ', \u00fcber_uns", "e\u0301tat, \u00e9tat",
			"\u0939\u093f\u0928\u094d\u0926\u0940, \u0939\u093f\u0928\u094d\u0926\u0940", "\ud83d\ude80 x, _x" })
	void namesAreCleansed(String name, String cleansed) {
		assertThat(ColumnRules.cleanse(name)).isEqualTo(cleansed);
	}

	@Test
	void namesStayAsTheyAreWhereTheyAreNotToBeCleansed() {
		assertThat(rules("cleanse", "false", "allowedColumns", " First Name,b").ofHeader(List.of("First Name", "b")))
			.containsExactly("First Name", "b");
	}

	@Test
	void aNameThatIsBlankIsRefusedNumberedOrSkipped() {
		List<String> header = List.of("a", "", "$$$", "c");
		assertThatIllegalArgumentException().isThrownBy(() -> rules().ofHeader(header))
			.withMessage(
					"Columns without a name after cleansing: 2,3; the option 'blankNames' can be 'number' or 'skip'");
		assertThat(rules("blankNames", "number").ofHeader(header)).containsExactly("a", "column_2", "column_3", "c");
		assertThat(rules("blankNames", "skip").ofHeader(header)).containsExactly("a", "", "", "c");
	}

	@Test
	void aNameThatIsRepeatedIsRefusedOrNumbered() {
		List<String> header = List.of("id", "ID", "id_2", "Id");
		assertThatIllegalArgumentException().isThrownBy(() -> rules().ofHeader(header))
			.withMessage("Repeated columns after cleansing: id; the option 'repeatedNames' can be 'number'");
		assertThat(rules("repeatedNames", "number").ofHeader(header)).containsExactly("id", "id_3", "id_2", "id_4");
	}

	@Test
	@Timeout(20)
	void namesThatAreRepeatedOftenTakeNoLonger() {
		List<String> header = Collections.nCopies(100_000, "a");
		assertThat(rules("repeatedNames", "number").ofHeader(header)).doesNotHaveDuplicates().contains("a_100000");
		assertThatIllegalArgumentException().isThrownBy(() -> rules().ofHeader(header))
			.withMessageStartingWith("Repeated columns after cleansing: a;");
	}

	@Test
	void aNameThatIsBlankCanBeSkippedWhereOthersAreNotAllowed() {
		assertThat(rules("allowedColumns", "a,b", "blankNames", "skip").ofHeader(List.of("a", "b", "")))
			.containsExactly("a", "b", "");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> rules("allowedColumns", "a,b", "blankNames", "skip").ofHeader(List.of("a", "c", "")))
			.withMessage("Unknown columns after cleansing: c");
	}

	@Test
	void anUnknownColumnIsRefusedOrSkipped() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> rules("allowedColumns", FOUR).ofHeader(List.of(" First ", "Bogus", "Other One")))
			.withMessage("Unknown columns after cleansing: Bogus,Other One");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> rules("allowedColumns", FOUR).ofHeader(List.of("first", "")))
			.withMessage("Unknown columns after cleansing: ");
		assertThat(
				rules("allowedColumns", FOUR, "skipUnknown", "true").ofHeader(List.of(" First ", "Bogus", "", "third")))
			.containsExactly("first", "", "", "third");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> rules("allowedColumns", FOUR, "skipUnknown", "true").ofHeader(List.of("x", "y")))
			.withMessage("All columns are unknown after cleansing: x,y");
	}

	@Test
	void theColumnsThatAreAllowedAndRequiredAreCleansedAlike() {
		assertThat(rules("allowedColumns", "First Name,b", "requiredColumns", "FIRST NAME")
			.ofHeader(List.of("first name", "b"))).containsExactly("first_name", "b");
	}

	@Test
	void allRequiredColumnsThatAreMissingAreNamed() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> rules("requiredColumns", "first,second,third").ofHeader(List.of("first")))
			.withMessage("Missing columns after cleansing: second,third");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> rules("allowedColumns", "first", "requiredColumns", "second", "skipUnknown", "true")
				.ofHeader(List.of("first", "Second")))
			.withMessage("Missing columns after cleansing: second");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> rules("allowedColumns", "first", "requiredColumns", "second")
				.ofHeader(List.of("first", "Second")))
			.withMessage("Unknown columns after cleansing: Second");
	}

	@Test
	void givenColumnsKeepTheirNamesAndFollowTheRules() {
		assertThat(rules("requiredColumns", "first_name").ofGiven(List.of("firstName", "First Name")))
			.containsExactly("firstName", "First Name");
		assertThatIllegalArgumentException().isThrownBy(() -> rules("requiredColumns", "z").ofGiven(List.of("a")))
			.withMessage("Missing columns after cleansing: z");
	}

	@Test
	void noNamesAreNoRule() {
		ColumnRules rules = rules("requiredColumns", "", "allowedColumns", " ");
		assertThat(rules.ofHeader(List.of("a"))).containsExactly("a");
		assertThat(rules.isLimited()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a,", ",", "#", "a,#,b" })
	void aNameThatNoColumnCanHaveIsRefusedBeforeAnyFileIsRead(String names) {
		for (String option : List.of("requiredColumns", "allowedColumns")) {
			assertThatIllegalArgumentException().isThrownBy(() -> rules(option, names))
				.withMessageContaining("The option '" + option + "'")
				.withMessageContaining("must be names with commas between them");
		}
		assertThat(rules("requiredColumns", "#", "cleanse", "false").ofHeader(List.of("#"))).containsExactly("#");
	}

	@Test
	void keysOfRecordsMayBeBlank() {
		assertThat(rules("requiredColumns", "a").skippedKeys(List.of("", "A", "a"))).isEmpty();
		ColumnRules skipping = rules("allowedColumns", "a", "skipUnknown", "true");
		for (int i = 0; i < 2_000; i++) {
			assertThat(skipping.skippedKeys(List.of("A", "x" + i))).containsExactly("x" + i);
		}
	}

	private static ColumnRules rules(String... options) {
		Map<String, Object> values = new LinkedHashMap<>();
		for (int i = 0; i < options.length; i += 2) {
			values.put(options[i], options[i + 1]);
		}
		return new ColumnRules(new FormatOptions("csv", values));
	}

}
