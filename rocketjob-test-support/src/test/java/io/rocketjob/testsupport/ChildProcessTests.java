package io.rocketjob.testsupport;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ChildProcessTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration SHORT = Duration.ofMillis(1);

	@TempDir
	private Path directory;

	@Test
	void oneThatPrintsIsReadFromItsFileUntilItEnds() {
		ChildProcess child = ChildProcess.start("echo", log(), List.of(), Echo.class, List.of("3"),
				Map.of("GREETING", "hello"));
		assertThat(child.awaitPrinted("ready to say (\\w+)", PATIENCE).group(1)).isEqualTo("hello");
		assertThat(child.isAlive()).isTrue();
		assertThatIllegalStateException().isThrownBy(() -> child.awaitPrinted("never", SHORT))
			.withMessageContaining("has not printed never")
			.withMessageContaining("ready to say hello");
		assertThatIllegalStateException().isThrownBy(() -> child.awaitExit(SHORT))
			.withMessageContaining("has not ended within");
		child.write("end");
		assertThat(child.awaitExit(PATIENCE)).isEqualTo(3);
		assertThat(child).hasToString("echo, pid " + child.pid() + ", ended with 3");
		assertThatIllegalStateException().isThrownBy(() -> child.awaitPrinted("never", PATIENCE))
			.withMessageContaining("ended with 3");
	}

	@Test
	void oneThatTalksAnswersByLinesAndEndsWithItsInput() {
		try (ChildProcess child = talking()) {
			assertThat(child.readLine(PATIENCE)).isEqualTo("ready to say nothing");
			child.write("one");
			assertThat(child.readLine(PATIENCE)).isEqualTo("one");
			assertThatIllegalStateException().isThrownBy(() -> child.readLine(SHORT))
				.withMessageContaining("has not answered within")
				.withMessageContaining("to the log: one");
			child.close();
			assertThat(child.awaitExit(PATIENCE)).isZero();
			assertThatIllegalStateException().isThrownBy(() -> child.readLine(PATIENCE))
				.withMessageContaining("ended with 0");
		}
	}

	@Test
	void aFrozenOneAnswersWhenItIsThawed() {
		try (ChildProcess child = talking()) {
			child.readLine(PATIENCE);
			child.freeze();
			child.write("one");
			assertThatIllegalStateException().isThrownBy(() -> child.readLine(SHORT));
			child.thaw();
			assertThat(child.readLine(PATIENCE)).isEqualTo("one");
		}
	}

	@Test
	void oneIsTerminatedOrKilledByASignal() {
		ChildProcess terminated = talking();
		terminated.readLine(PATIENCE);
		terminated.terminate();
		// its input stays open until then, because it would end by itself without
		assertThat(terminated.awaitExit(PATIENCE)).isEqualTo(143);
		terminated.endOrKill();
		assertThat(terminated).hasToString("echo, pid " + terminated.pid() + ", ended with 143");
		ChildProcess killed = talking();
		killed.readLine(PATIENCE);
		killed.kill();
		assertThat(killed).hasToString("echo, pid " + killed.pid() + ", ended with 137");
	}

	private ChildProcess talking() {
		return ChildProcess.startTalking("echo", log(), List.of(), Echo.class.getName(), List.of("0"));
	}

	private Path log() {
		return this.directory.resolve("logs").resolve("echo.log");
	}

	/** Says again what it is told, and ends with its input or when it is told so. */
	static final class Echo {

		private Echo() {
		}

		public static void main(String[] args) throws Exception {
			System.out.println("ready to say " + System.getenv().getOrDefault("GREETING", "nothing"));
			BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			for (String line = input.readLine(); line != null && !line.equals("end"); line = input.readLine()) {
				System.err.println("to the log: " + line);
				System.out.println(line);
			}
			System.exit(Integer.parseInt(args[0]));
		}

	}

}
