package io.rocketjob.testsupport;

import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The time after which waits fail. */
class PatientWaitsTests {

	@Test
	void aWaitThatNamesNoTimeHasHalfAMinute() {
		AtomicLong remaining = new AtomicLong();
		Awaitility.await()
			.conditionEvaluationListener((condition) -> remaining.set(condition.getRemainingTimeInMS()))
			.until(() -> true);
		assertThat(remaining.get()).isBetween(20_000L, 30_000L);
	}

}
