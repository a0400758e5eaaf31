package io.rocketjob.benchmark.process;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ContenderReportTests {

	@Test
	void severalServersTogetherStartWithTheFirstAndEndWithTheLast() {
		ContenderReport one = new ContenderReport(5, 100, 900, Map.of("update", 3L), 2, 1);
		ContenderReport other = new ContenderReport(7, 50, 800, Map.of("update", 1L, "find", 4L), 3, 0);
		assertThat(one.plus(other)).isEqualTo(new ContenderReport(12, 50, 900, Map.of("find", 4L, "update", 4L), 5, 1));
	}

	@Test
	void aServerThatHasDoneNothingDoesNotChangeTheStart() {
		ContenderReport one = new ContenderReport(5, 100, 900, Map.of(), 0, 0);
		assertThat(one.plus(ContenderReport.NOTHING)).isEqualTo(one);
		assertThat(ContenderReport.NOTHING.plus(one)).isEqualTo(one);
	}

	@Test
	void whatWasDoneSinceLeavesOutWhatWasDoneBefore() {
		ContenderReport before = new ContenderReport(5, 100, 900, Map.of("update", 3L), 2, 1);
		ContenderReport after = new ContenderReport(9, 1000, 1900, Map.of("update", 5L, "find", 1L), 6, 1);
		assertThat(after.since(before))
			.isEqualTo(new ContenderReport(4, 1000, 1900, Map.of("find", 1L, "update", 2L), 4, 0));
		assertThat(after.since(before).commandCount()).isEqualTo(3);
	}

}
