package io.rocketjob.logtail;

import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

import io.rocketjob.logtail.KeptLines.Kept;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is kept of what jobs log. */
class KeptLinesTests {

	private final Set<String> running = new HashSet<>();

	private final KeptLines lines = new KeptLines(3, this.running::contains);

	private void log(String job, String text) {
		this.lines.add(job, new LogLine(Instant.EPOCH, "INFO", "log", text));
	}

	private Kept of(String job) {
		return Objects.requireNonNull(this.lines.of(job));
	}

	@Test
	void theLastLinesAreKeptInTheirOrder() {
		for (int i = 1; i <= 5; i++) {
			log("a", "line " + i);
			log("b", "other");
		}
		assertThat(of("a").lines()).extracting(LogLine::text).containsExactly("line 3", "line 4", "line 5");
		assertThat(of("a").dropped()).isEqualTo(2);
		assertThat(of("a").version()).isEqualTo(5);
		assertThat(this.lines.of("c")).isNull();
	}

	@Test
	void theJobThatHasLoggedNothingForLongestIsForgottenUnlessItRuns() {
		this.running.add("first");
		log("first", "runs");
		log("second", "has ended");
		for (int i = 0; i < KeptLines.MOST_JOBS - 1; i++) {
			log("job " + i, "more");
		}
		assertThat(this.lines.of("second")).isNull();
		assertThat(of("first").lines()).hasSize(1);
		assertThat(of("job 0").lines()).hasSize(1);
		this.running.clear();
		// to be looked at counts as well
		log("job 0", "again");
		log("last", "more");
		assertThat(of("last").lines()).hasSize(1);
		assertThat(this.lines.of("job 1")).isNull();
	}

	@Test
	void memoryIsBoundedHoweverLongLinesAre() {
		KeptLines many = new KeptLines(1_000, this.running::contains);
		String longest = "x".repeat(10_000);
		for (int i = 0; i < 1_000; i++) {
			many.add("one", new LogLine(Instant.EPOCH, "INFO", "log", longest));
		}
		Kept one = Objects.requireNonNull(many.of("one"));
		assertThat(one.lines().stream().mapToInt(LogLine::size).sum())
			.isBetween(KeptLines.MOST_CHARACTERS_OF_JOB * 9 / 10, KeptLines.MOST_CHARACTERS_OF_JOB);
		assertThat(one.version()).isEqualTo(1_000);
		int kept = 0;
		for (int job = 0; job < 40; job++) {
			this.running.add("job " + job);
			for (int i = 0; i < 70; i++) {
				many.add("job " + job, new LogLine(Instant.EPOCH, "INFO", "log", longest));
			}
		}
		for (int job = 0; job < 40; job++) {
			Kept found = many.of("job " + job);
			kept += (found != null) ? found.lines().stream().mapToInt(LogLine::size).sum() : 0;
		}
		assertThat(kept).isBetween(KeptLines.MOST_CHARACTERS * 9 / 10, KeptLines.MOST_CHARACTERS);
	}

	@Test
	void aLongTextIsCutBetweenCharacters() {
		assertThat(new LogLine(Instant.EPOCH, "INFO", "log", "x".repeat(3_999) + "😀y").text())
			.isEqualTo("x".repeat(3_999) + "…");
		assertThat(new LogLine(Instant.EPOCH, "INFO", "log", "x".repeat(4_000)).text()).isEqualTo("x".repeat(4_000));
	}

}
