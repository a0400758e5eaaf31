package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import io.rocketjob.JobState;
import io.rocketjob.JobStatus;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How a job stands, for people. */
class SimpleStatusTests {

	private static final JobKind KIND = new SingleJobs() {

		@Override
		public boolean isReady(JobRecord job) {
			return !job.has("uploading");
		}

		@Override
		public String delivery() {
			return "being uploaded";
		}

	};

	private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

	@Test
	void aQueuedJobHasWaitedSinceItWasCreatedOrDue() {
		assertStatus(job(JobState.QUEUED), Duration.ofMinutes(10), "queued for 10 m 00 s");
		assertStatus(job(JobState.QUEUED).append("runAt", minutesAgo(2)), Duration.ofMinutes(2), "queued for 2 m 00 s");
	}

	@Test
	void aJobThatIsQueuedAgainIsQueuedSinceThen() {
		assertStatus(
				job(JobState.QUEUED).append("history",
						List.of(entry("running", "failed", 5), entry("failed", "queued", 1))),
				Duration.ofMinutes(1), "queued for 1 m 00 s");
	}

	@Test
	void aJobThatIsAbortedAfterItsRunHasRunUntilItFailed() {
		Document aborted = job(JobState.ABORTED).append("startedAt", minutesAgo(8))
			.append("completedAt", minutesAgo(1));
		aborted.append("history",
				List.of(entry("queued", "running", 8), entry("running", "failed", 6), entry("failed", "aborted", 1)));
		assertStatus(aborted, Duration.ofMinutes(2), "aborted after running for 2 m 00 s");
	}

	private static Document entry(String from, String to, int minutes) {
		return new Document("from", from).append("to", to).append("at", minutesAgo(minutes));
	}

	@Test
	void aScheduledJobDoesNotWaitYet() {
		Date runAt = Date.from(NOW.plus(Duration.ofHours(26)));
		assertStatus(job(JobState.QUEUED).append("runAt", runAt).append("dueAt", runAt), Duration.ZERO,
				"scheduled, due in 1 d 02 h 00 m");
	}

	@Test
	void aJobThatWaitsForOthersOrForItsRecordsSaysSo() {
		assertStatus(job(JobState.QUEUED).append("waitsFor", List.of(new ObjectId())), Duration.ofMinutes(10),
				"waiting for 1 job for 10 m 00 s");
		assertStatus(job(JobState.QUEUED).append("uploading", new Document()), Duration.ofMinutes(10),
				"being uploaded for 10 m 00 s");
	}

	@Test
	void aRunningJobRunsSinceItsStart() {
		assertStatus(job(JobState.RUNNING).append("startedAt", minutesAgo(5)), Duration.ofMinutes(5),
				"running for 5 m 00 s");
	}

	@Test
	void aJobThatIsOverRanFromItsStartToItsEnd() {
		for (JobState state : List.of(JobState.COMPLETED, JobState.FAILED, JobState.PAUSED, JobState.ABORTED)) {
			assertStatus(job(state).append("startedAt", minutesAgo(5)).append("completedAt", minutesAgo(2)),
					Duration.ofMinutes(3), state.value() + " after running for 3 m 00 s");
			assertStatus(job(state).append("completedAt", minutesAgo(2)), Duration.ZERO,
					state.value() + " before it was started");
		}
	}

	@Test
	void whatHoldsItBackIsPartOfTheText() {
		JobStatus status = SimpleStatus.of(KIND, new JobRecord(job(JobState.QUEUED)), NOW, "the disk is 100% full");
		assertThat(status.waitingFor()).isEqualTo("the disk is 100% full");
		assertThat(status).hasToString("queued for 10 m 00 s: the disk is 100% full");
	}

	@Test
	void durationsAreSaidAsPeopleDo() {
		assertThat(SimpleStatus.human(Duration.ofMillis(350))).isEqualTo("350 ms");
		assertThat(SimpleStatus.human(Duration.ofMillis(12_340))).isEqualTo("12.3 s");
		assertThat(SimpleStatus.human(Duration.ofSeconds(307))).isEqualTo("5 m 07 s");
		assertThat(SimpleStatus.human(Duration.ofMinutes(125))).isEqualTo("2 h 05 m");
		assertThat(SimpleStatus.human(Duration.ofMinutes(3064))).isEqualTo("2 d 03 h 04 m");
	}

	private static void assertStatus(Document job, Duration duration, String text) {
		JobStatus status = SimpleStatus.of(KIND, new JobRecord(job), NOW, null);
		assertThat(status.state()).isEqualTo(new JobRecord(job).state());
		assertThat(status.duration()).isEqualTo(duration);
		assertThat(status.waitingFor()).isNull();
		assertThat(status).hasToString(text);
	}

	private static Document job(JobState state) {
		return new Document("state", state.value()).append("createdAt", minutesAgo(10));
	}

	private static Date minutesAgo(int minutes) {
		return Date.from(NOW.minus(Duration.ofMinutes(minutes)));
	}

}
