package io.rocketjob.batch.record;

import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FormatOptionsTests {

	@ParameterizedTest
	@ValueSource(strings = { "de", "de-CH", "pt-BR", "es-419", "gsw", "zh-Hans-CN", "sq-XK", "he", "id", "no", "fil" })
	void aLocaleHasALanguageThatJavaKnows(String tag) {
		assertThat(locale(tag)).isEqualTo(Locale.forLanguageTag(tag));
	}

	@ParameterizedTest
	@ValueSource(strings = { "german", "qq", "de_DE", "en-UK", "de-germany!", "", "-", "und", "und-DE" })
	void anyOtherIsRefusedNamingTheOption(String tag) {
		assertThatIllegalArgumentException().isThrownBy(() -> locale(tag))
			.withMessage("The option 'locale' of the record format 'csv' is '" + tag
					+ "'; it must be a language tag with a language, and a country if any, that Java knows, such as de"
					+ " or pt-BR");
	}

	private static @Nullable Locale locale(String tag) {
		return new FormatOptions("csv", Map.of("locale", tag)).locale("locale");
	}

}
