package io.rocketjob.benchmark;

import java.time.Duration;

import io.rocketjob.benchmark.scenario.Disturbance;
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
		assertThat(arguments.options().size()).isEqualTo(Size.NORMAL);
	}

	@Test
	void scenariosRunInTheOrderInWhichTheyAreNamed() {
		assertThat(Arguments.parse("batch", "simple").scenarios()).extracting(Scenario::name)
			.containsExactly("batch", "simple");
	}

	@Test
	void optionsAreRead() {
		Arguments arguments = Arguments.parse("soak", "--uri=mongodb://127.0.0.1/?w=1", "--size=large", "--duration=5m",
				"--rocketjob.server.poll-interval=1s", "--others=100000", "--jobs=30000", "--records=7");
		assertThat(arguments.options().records()).isEqualTo(7);
		assertThat(arguments.options().others()).isEqualTo(100_000);
		assertThat(arguments.options().jobs()).isEqualTo(30_000);
		assertThat(arguments.options().disturbance()).isNull();
		assertThat(arguments.uri()).isEqualTo("mongodb://127.0.0.1/?w=1");
		assertThat(arguments.options().size()).isEqualTo(Size.LARGE);
		assertThat(arguments.options().duration()).isEqualTo(Duration.ofMinutes(5));
		assertThat(arguments.options().properties()).containsExactly("--rocketjob.server.poll-interval=1s");
	}

	@Test
	void anUnknownScenarioIsAnErrorAndTheUsageListsWhatThereIs() {
		assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("quick"))
			.withMessage("Unknown scenario 'quick'");
		assertThat(Arguments.usage()).contains("simple", "claim-cost", "soak", "--size", "--uri", "--duration",
				"--disturb", "--disturb-every", "--others", "--records");
	}

	@Test
	void aCommandThatDisturbsTheDatabaseMayHaveAnything() {
		String command = "db-tool --step-down=10\nexit 0 # 'a=b'";
		assertThat(Arguments.parse("soak", "--disturb=" + command).options().disturbance())
			.isEqualTo(new Disturbance(command, Duration.ofSeconds(12)));
		assertThat(Arguments.parse("simple", "soak", "--disturb-every=500ms", "--disturb=true").options().disturbance())
			.isEqualTo(new Disturbance("true", Duration.ofMillis(500)));
	}

	@Test
	void aDisturbanceThatWouldNotHappenIsAnError() {
		assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("soak", "--disturb-every=5s"))
			.withMessage("Option '--disturb-every' needs a command by '--disturb'");
		assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("simple", "--disturb=true"))
			.withMessage("Option '--disturb' is for the scenario 'soak', which is not named");
		assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("soak", "--disturb="))
			.withMessage("Option '--disturb' needs a value");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Arguments.parse("soak", "--disturb=true", "--disturb-every=0s"))
			.withMessage("Option '--disturb-every' needs a duration like 60s or 5m, not '0s'");
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
		for (String others : new String[] { "many", "0", "-1" }) {
			assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("--others=" + others))
				.withMessage("Option '--others' needs a number like 100000, not '" + others + "'");
		}
	}

}
