package io.rocketjob.benchmark.springbatch;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.batch.infrastructure.item.ExecutionContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class IdRangesTests {

	@Test
	void partitionsFollowEachOtherAndAreOfEqualSize() {
		assertThat(new IdRanges(5, 15).partition(3).values())
			.extracting((partition) -> partition.getInt("from"), (partition) -> partition.getInt("to"))
			.containsExactly(tuple(5, 8), tuple(8, 11), tuple(11, 15));
	}

	@Test
	void thereAreNoEmptyPartitions() {
		Map<String, ExecutionContext> partitions = new IdRanges(0, 2).partition(10);
		assertThat(partitions).hasSize(2);
		assertThat(new IdRanges(0, 0).partition(10)).isEmpty();
	}

	@Test
	void manyRecordsDoNotOverflow() {
		assertThat(new IdRanges(0, Integer.MAX_VALUE).partition(16).values())
			.allSatisfy((partition) -> assertThat(partition.getInt("to")).isGreaterThan(partition.getInt("from")));
	}

}
