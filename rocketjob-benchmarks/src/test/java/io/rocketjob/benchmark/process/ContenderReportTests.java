package io.rocketjob.benchmark.process;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ContenderReportTests {

	@Test
	void severalServersTogetherStartWithTheFirstAndEndWithTheLast() {
		ContenderReport one = new ContenderReport(5, 100, 900, Map.of("update", 3L), 2, 1, null);
		ContenderReport other = new ContenderReport(7, 50, 800, Map.of("update", 1L, "find", 4L), 3, 0, null);
		assertThat(one.plus(other))
			.isEqualTo(new ContenderReport(12, 50, 900, Map.of("find", 4L, "update", 4L), 5, 1, null));
	}

	@Test
	void aServerThatHasDoneNothingDoesNotChangeTheStart() {
		ContenderReport one = new ContenderReport(5, 100, 900, Map.of(), 0, 0, null);
		assertThat(one.plus(ContenderReport.NOTHING)).isEqualTo(one);
		assertThat(ContenderReport.NOTHING.plus(one)).isEqualTo(one);
	}

	@Test
	void oneServerThatHasGivenUpIsEnough() {
		ContenderReport failed = new ContenderReport(5, 100, 900, Map.of(), 0, 0, "no more");
		assertThat(ContenderReport.NOTHING.plus(failed).failure()).isEqualTo("no more");
		assertThat(failed.plus(ContenderReport.NOTHING).failure()).isEqualTo("no more");
		assertThat(failed.since(ContenderReport.NOTHING).failure()).isEqualTo("no more");
	}

	@Test
	void whatWasDoneSinceLeavesOutWhatWasDoneBefore() {
		ContenderReport before = new ContenderReport(5, 100, 900, Map.of("update", 3L), 2, 1, null);
		ContenderReport after = new ContenderReport(9, 1000, 1900, Map.of("update", 5L, "find", 1L), 6, 1, null);
		assertThat(after.since(before))
			.isEqualTo(new ContenderReport(4, 1000, 1900, Map.of("find", 1L, "update", 2L), 4, 0, null));
		assertThat(after.since(before).commandCount()).isEqualTo(3);
	}

}
