package io.rocketjob.benchmark.scenario;

import java.util.Arrays;
import java.util.Date;

import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class BackgroundTests {

	private static final int MEASURED = 50;

	@ParameterizedTest
	@EnumSource
	void noneOfTheOthersIsTakenForOneOfTheMeasuredJobs(Background background) {
		Document job = job(background, 3);
		boolean claimable = Boolean.TRUE.equals(job.getBoolean("claimable"));
		boolean sameClass = "NoOpJob".equals(job.getString("type"));
		boolean samePriority = job.getInteger("priority") == MEASURED;
		assertThat(claimable && sameClass && samePriority).isFalse();
	}

	@Test
	void scheduledJobsAreDueLaterAndEndedOnesWaitForNothing() {
		assertThat(job(Background.SCHEDULED, 0).getDate("dueAt")).isAfter(new Date());
		assertThat(Arrays.asList(job(Background.ENDED, 0), job(Background.ENDED, 1)))
			.extracting((job) -> job.getString("state"))
			.containsExactly("completed", "failed");
	}

	@Test
	void thoseOfALimitedClassAreAheadOfTheMeasuredOnesAndThoseThatServersRunAreRefilled() {
		assertThat(job(Background.THROTTLED, 0)).containsEntry("type", "LimitedJob").containsEntry("priority", 10);
		assertThat(Background.THROTTLED.workload()).isEqualTo("throttled");
		assertThat(Arrays.stream(Background.values()).filter(Background::isRun)).containsExactly(Background.QUEUED,
				Background.THROTTLED, Background.MANY_CLASSES);
	}

	private static Document job(Background background, int number) {
		Document job = new Document("type", "NoOpJob").append("state", "queued")
			.append("claimable", true)
			.append("priority", MEASURED);
		background.apply(job, number);
		return job;
	}

}
