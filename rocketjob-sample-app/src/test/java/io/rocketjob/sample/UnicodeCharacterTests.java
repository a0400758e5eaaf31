package io.rocketjob.sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class UnicodeCharacterTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					0041;LATIN CAPITAL LETTER A;Lu;0;L;;;;;N;;;;0061; \
					| {"codePoint":"U+0041","name":"LATIN CAPITAL LETTER A","category":"Lu","bidiClass":"L","lowerCase":"U+0061"}
					0028;LEFT PARENTHESIS;Ps;0;ON;;;;;Y;OPENING PARENTHESIS;;;; \
					| {"codePoint":"U+0028","name":"LEFT PARENTHESIS","category":"Ps","bidiClass":"ON","mirrored":true}
					0301;COMBINING ACUTE ACCENT;Mn;230;NSM;;;;;N;NON-SPACING ACUTE;;;; \
					| {"codePoint":"U+0301","name":"COMBINING ACUTE ACCENT","category":"Mn","combiningClass":230,"bidiClass":"NSM"}
					00BD;VULGAR FRACTION ONE HALF;No;0;ON;<fraction> 0031 2044 0032;;;1/2;N;FRACTION ONE HALF;;;; \
					| {"codePoint":"U+00BD","name":"VULGAR FRACTION ONE HALF","category":"No","bidiClass":"ON",\
					"decomposition":"<fraction> 0031 2044 0032","numericValue":"1/2"}
					01F2;LATIN CAPITAL LETTER D WITH SMALL LETTER Z;Lt;0;L;<compat> 0044 007A;;;;N;;;01F1;01F3;01F2 \
					| {"codePoint":"U+01F2","name":"LATIN CAPITAL LETTER D WITH SMALL LETTER Z","category":"Lt","bidiClass":"L",\
					"decomposition":"<compat> 0044 007A","upperCase":"U+01F1","lowerCase":"U+01F3","titleCase":"U+01F2"}
					""")
	void theJsonHasWhatTheCharacterHas(String line, String json) {
		assertThat(JsonMapper.shared().writeValueAsString(UnicodeCharacter.parse(line))).isEqualTo(json);
	}

	@Test
	void aLineWithoutAllFieldsIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> UnicodeCharacter.parse("0041;LATIN CAPITAL LETTER A;Lu"))
			.withMessage("A line has 15 fields, but this one 3: 0041;LATIN CAPITAL LETTER A;Lu");
	}

}
