package io.rocketjob.benchmark;

import java.time.Duration;

import io.rocketjob.benchmark.scenario.Scenario;
import io.rocketjob.benchmark.scenario.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ArgumentsTests {

	@Test
	void withoutArgumentsAllScenariosRunButThoseOnRequest() {
		Arguments arguments = Arguments.parse();
		assertThat(arguments.scenarios()).extracting(Scenario::name)
			.contains("simple", "batch", "claim-cost", "idle")
			.doesNotContain("soak", "peers");
		assertThat(arguments.uri()).isNull();
		assertThat(arguments.size()).isEqualTo(Size.NORMAL);
	}

	@Test
	void scenariosRunInTheOrderInWhichTheyAreNamed() {
		assertThat(Arguments.parse("batch", "simple").scenarios()).extracting(Scenario::name)
			.containsExactly("batch", "simple");
	}

	@Test
	void optionsAreRead() {
		Arguments arguments = Arguments.parse("soak", "--uri=mongodb://127.0.0.1/?w=1", "--size=large", "--duration=5m",
				"--rocketjob.server.poll-interval=1s");
		assertThat(arguments.uri()).isEqualTo("mongodb://127.0.0.1/?w=1");
		assertThat(arguments.size()).isEqualTo(Size.LARGE);
		assertThat(arguments.duration()).isEqualTo(Duration.ofMinutes(5));
		assertThat(arguments.properties()).containsExactly("--rocketjob.server.poll-interval=1s");
	}

	@Test
	void anUnknownScenarioIsAnErrorAndTheUsageListsWhatThereIs() {
		assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("quick"))
			.withMessage("Unknown scenario 'quick'");
		assertThat(Arguments.usage()).contains("simple", "claim-cost", "soak", "--size", "--uri", "--duration");
	}

	@Test
	void anUnknownOptionOrValueIsAnError() {
		assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("--fast"))
			.withMessage("Unknown option '--fast'");
		assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("--size=huge"))
			.withMessage("Unknown size 'huge'; there are small, normal, large");
		assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("--uri"))
			.withMessage("Option '--uri' needs a value");
		assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("--duration=long"))
			.withMessageContaining("needs a duration like 60s or 5m, not 'long'");
	}

}
