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

	void add(SliceClaimHandle handle, Run<?> run) {
		this.runs.put(handle, run);
	}

	void remove(SliceClaimHandle handle) {
		this.runs.remove(handle);
	}

	void forEach(BiConsumer<SliceClaimHandle, Run<?>> action) {
		this.runs.forEach(action);
	}

}
