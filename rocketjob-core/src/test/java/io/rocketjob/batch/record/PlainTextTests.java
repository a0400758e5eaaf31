package io.rocketjob.batch.record;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlainTextTests {

	@Test
	void inexactNumbersArePlainWithoutZerosForShow() {
		assertThat(PlainText.of(1e-7)).isEqualTo("0.0000001");
		assertThat(PlainText.of(1.5e-7)).isEqualTo("0.00000015");
		assertThat(PlainText.of(-1e-7f)).isEqualTo("-0.0000001");
		assertThat(PlainText.of(1e10)).isEqualTo("10000000000");
		assertThat(PlainText.of(1.0)).isEqualTo("1.0");
		assertThat(PlainText.of(Double.NaN)).isEqualTo("NaN");
		assertThat(PlainText.of(new BigDecimal("1.0E-7"))).isEqualTo("0.00000010");
	}

}
