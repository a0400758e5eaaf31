package io.rocketjob.benchmark.process;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CausesTests {

	@Test
	void theLastCauseIsSaidInOneLine() {
		Exception exception = new IllegalStateException("outside",
				new IllegalArgumentException("Write conflict (112)\nat some place"));
		assertThat(Causes.line(exception)).isEqualTo("IllegalArgumentException Write conflict (112)");
	}

	@Test
	void whatSaysNothingIsNamedAndWhatSaysMuchIsCut() {
		assertThat(Causes.line(new IllegalStateException())).isEqualTo("IllegalStateException");
		assertThat(Causes.firstLine("long ".repeat(1_000))).hasSizeLessThan(250);
	}

}
