package io.rocketjob.operation;

import java.time.Duration;
import java.util.List;

import io.rocketjob.operation.OperationException.Kind;
import io.rocketjob.operation.PerformanceOperations.ClassPerformance;
import io.rocketjob.operation.PerformanceOperations.Part;
import io.rocketjob.operation.PerformanceOperations.Performance;
import io.rocketjob.performance.PerformanceRecorder;
import io.rocketjob.performance.PerformanceWriter;
import io.rocketjob.work.RunResult.Outcome;
import io.rocketjob.work.WorkRecorder.RunTimes;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.rocketjob.operation.JobOperationTests.assertProblem;
import static io.rocketjob.operation.OperatedSystem.ALICE;
import static io.rocketjob.operation.OperatedSystem.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What an operator sees of how long runs take and jobs wait. */
class PerformanceOperationTests {

	private final OperatedSystem operated = new OperatedSystem();

	private final PerformanceRecorder recorder = new PerformanceRecorder();

	private final PerformanceWriter writer = new PerformanceWriter(this.operated.system.engine.store(), this.recorder);

	@AfterEach
	void close() {
		this.operated.close();
	}

	private void run(String type, Outcome outcome, Duration waited, Duration ran) {
		this.recorder.jobRun(type, outcome, () -> new RunTimes(waited, ran));
	}

	private Performance read(String period) {
		return this.operated.operations.performance().read(ALICE, period);
	}

	@Test
	void theFiguresOfAClassAreThoseOfAllBucketsOfThePeriod() {
		for (int i = 1; i <= 100; i++) {
			run("ReportJob", (i > 97) ? Outcome.FAILED : Outcome.COMPLETED, Duration.ofSeconds(i),
					Duration.ofMillis(i));
			if (i % 10 == 0) {
				this.writer.flush();
				this.operated.system.clock.move(Duration.ofMinutes(4));
			}
		}
		run("KeptJob", Outcome.ABORTED, Duration.ZERO, Duration.ofDays(3));
		this.writer.flush();
		Performance hour = read(null);
		assertThat(hour.period()).isEqualTo("hour");
		assertThat(hour.complete()).isTrue();
		assertThat(hour.classes()).extracting(ClassPerformance::jobClass).containsExactly("KeptJob", "ReportJob");
		ClassPerformance report = hour.classes().get(1);
		assertThat(report.runs()).isEqualTo(100);
		assertThat(report.failures()).isEqualTo(3);
		assertAbout(report.ran().p50(), Duration.ofMillis(50));
		assertAbout(report.ran().p95(), Duration.ofMillis(95));
		assertAbout(report.ran().p99(), Duration.ofMillis(99));
		assertAbout(report.waited().p50(), Duration.ofSeconds(50));
		assertAbout(report.waited().p99(), Duration.ofSeconds(99));
		assertThat(report.series()).hasSize(12);
		assertThat(report.series().stream().mapToLong(Part::runs).sum()).isEqualTo(100);
		assertThat(report.series().get(0).from()).isEqualTo(hour.from());
		assertAbout(hour.classes().get(0).ran().p50(), Duration.ofDays(3));
	}

	private static void assertAbout(Duration told, Duration right) {
		assertThat((double) told.toMillis()).isCloseTo(right.toMillis(),
				within(1 + right.toMillis() * PerformanceOperations.ERROR));
	}

	@Test
	void whatIsOlderThanThePeriodIsNotInIt() {
		run("ReportJob", Outcome.COMPLETED, Duration.ZERO, Duration.ofMillis(1));
		this.writer.flush();
		this.operated.system.clock.move(Duration.ofMinutes(90));
		assertThat(read("hour").classes()).isEmpty();
		assertThat(read("day").classes()).hasSize(1);
		assertThat(read("week").classes()).hasSize(1);
		this.operated.system.clock.move(Duration.ofDays(2));
		assertThat(read("day").classes()).isEmpty();
		assertThat(read("WEEK").classes().get(0).series()).hasSize(28).filteredOn((part) -> part.runs() > 0).hasSize(1);
	}

	@Test
	void aLookIsOneQueryByIdAndMakesNoCollection() {
		List<BsonDocument> commands = this.operated.system
			.commandsOf(() -> assertThat(read("week").classes()).isEmpty());
		assertThat(commands).extracting(BsonDocument::getFirstKey).containsExactly("ping", "find");
		assertThat(commands.get(1).getDocument("filter")).containsOnlyKeys("_id");
		assertThat(this.operated.system.database().listCollectionNames()).doesNotContain("rocketjob.performance");
	}

	@Test
	void onlyWhoMayReadJobsSeesTheFigures() {
		assertProblem(Kind.DENIED, "job:read",
				() -> this.operated.operations.performance().read(without(Permission.JOB_READ), null));
		assertProblem(Kind.BAD_REQUEST, "period must be one of hour, day, week", () -> read("year"));
	}

}
