package io.rocketjob.sample;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.rocketjob.BatchPhase;
import io.rocketjob.BatchStatus;
import io.rocketjob.JobState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressLineTests {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	@Test
	void onATerminalOneLineIsDrawnAgainAndCoversWhatWasThere() {
		show(true);
		List<String> drawn = List.of(printed().substring(1).split("\r"));
		assertThat(drawn.get(0))
			.startsWith("[####------------]  25%    5,000 of 20,000 records   2,500 records/s  0:06 left");
		assertThat(drawn).hasSize(3);
		assertThat(drawn.get(2)).endsWith(System.lineSeparator());
		assertThat(drawn.get(2).stripTrailing())
			.isEqualTo("[################] 100%   20,000 of 20,000 records   2,500 records/s");
		assertThat(drawn.get(2).length() - System.lineSeparator().length()).isEqualTo(drawn.get(0).length());
	}

	@Test
	void elsewhereAShortBatchPrintsOnlyItsLastLine() {
		show(false);
		assertThat(printed())
			.isEqualTo("[################] 100%   20,000 of 20,000 records   2,500 records/s" + System.lineSeparator());
	}

	private void show(boolean terminal) {
		PrintStream out = new PrintStream(this.bytes, true, StandardCharsets.UTF_8);
		try (ProgressLine line = new ProgressLine(out, terminal)) {
			line.show(status(JobState.RUNNING, 2, 5_000));
			line.show(status(JobState.RUNNING, 4, 10_000));
			line.show(status(JobState.COMPLETED, 8, 20_000));
		}
	}

	private String printed() {
		return this.bytes.toString(StandardCharsets.UTF_8);
	}

	private static BatchStatus status(JobState state, int seconds, long done) {
		return new BatchStatus(state, Duration.ofSeconds(seconds), Duration.ofSeconds(seconds), BatchPhase.PROCESSING,
				false, 20_000, done, 0, 0, 0, List.of(), null, "");
	}

}
