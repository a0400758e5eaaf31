package io.rocketjob.benchmark.springbatch;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * Splits a range of record numbers into ranges of equal size, give or take one. Not
 * final: in the scope of a job, it is a proxy that is used.
 */
class IdRanges implements Partitioner {

	/** The key of the first number of a partition in its execution context. */
	static final String FROM = "from";

	/** The key of the number after the last one of a partition. */
	static final String TO = "to";

	private final int from;

	private final int to;

	IdRanges(int from, int to) {
		this.from = from;
		this.to = to;
	}

	@Override
	public Map<String, ExecutionContext> partition(int gridSize) {
		Map<String, ExecutionContext> partitions = new LinkedHashMap<>();
		for (int number = 0; number < gridSize; number++) {
			int start = bound(number, gridSize);
			int end = bound(number + 1, gridSize);
			if (start < end) {
				ExecutionContext partition = new ExecutionContext();
				partition.putInt(FROM, start);
				partition.putInt(TO, end);
				partitions.put("partition" + number, partition);
			}
		}
		return partitions;
	}

	private int bound(int number, int gridSize) {
		return this.from + (int) ((long) (this.to - this.from) * number / gridSize);
	}

}
