package io.rocketjob.batch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

import io.rocketjob.job.Run;

/**
 * The slices that workers of this process are at. Thread-safe.
 */
final class ActiveSlices {

	private final Map<SliceClaimHandle, Run<?>> runs = new ConcurrentHashMap<>();

	void add(SliceClaimHandle hold, Run<?> run) {
		this.runs.put(hold, run);
	}

	void remove(SliceClaimHandle hold) {
		this.runs.remove(hold);
	}

	void forEach(BiConsumer<SliceClaimHandle, Run<?>> action) {
		this.runs.forEach(action);
	}

}
