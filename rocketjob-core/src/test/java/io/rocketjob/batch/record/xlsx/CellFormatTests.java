package io.rocketjob.batch.record.xlsx;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CellFormatTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			General|NUMBER
			General "yd"|NUMBER
			[Red]General|NUMBER
			0.00E+00|NUMBER
			##0.0E-0|NUMBER
			#,##0.00 "days"|NUMBER
			0\\ \\d\\a\\y\\s|NUMBER
			_-* #,##0.00\\ [$EUR-407]_-;-* #,##0.00|NUMBER
			[>=100]0;[Red]0.0|NUMBER
			@|NUMBER
			# ?/?|NUMBER
			yyyy-mm-dd|DATE
			[$-F800]dddd, mmmm dd, yyyy|DATE
			[$-409]mmm yy;@|DATE
			mm|DATE
			mmmm|DATE
			ggge|DATE
			aaaa|DATE
			dd/mm/yyyy;0.00|DATE
			h:mm|TIME
			[$-F400]h:mm:ss AM/PM|TIME
			h "o'clock" A/P|TIME
			mm:ss|TIME
			h"h"mm|TIME
			yyyy-mm-dd hh:mm:ss|DATE_TIME
			m/d/yy h:mm|DATE_TIME
			h:mm dd.mm.|DATE_TIME
			mmm h:mm:ss|DATE_TIME
			[h]:mm:ss|DURATION
			[mm]:ss|DURATION
			[Blue][h]:mm|DURATION
			[ss]|DURATION
			""")
	void lettersThatStandForSomethingTellWhatANumberIs(String code, CellFormat.Kind kind) {
		assertThat(CellFormat.of(code).kind()).isEqualTo(kind);
	}

	@Test
	void fractionsOfASecondCountOnlyWhereTheyAreShown() {
		assertThat(CellFormat.of("hh:mm:ss.000").fractions()).isTrue();
		assertThat(CellFormat.of("mm:ss,0").fractions()).isTrue();
		assertThat(CellFormat.of("hh:mm:ss").fractions()).isFalse();
		assertThat(CellFormat.of("0.00").fractions()).isFalse();
		assertThat(CellFormat.ofBuiltIn(47).fractions()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "0, NUMBER", "11, NUMBER", "14, DATE", "17, DATE", "18, TIME", "22, DATE_TIME", "27, DATE", "32, TIME",
			"45, TIME", "46, DURATION", "49, NUMBER", "57, DATE", "99, NUMBER" })
	void formatsThatNoWorkbookExplainsAreKnown(int id, CellFormat.Kind kind) {
		assertThat(CellFormat.ofBuiltIn(id).kind()).isEqualTo(kind);
	}

}
