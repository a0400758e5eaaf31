package io.rocketjob.batch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

import io.rocketjob.job.Run;

/**
 * The slices that workers of this process are at. Thread-safe.
 */
final class ActiveSlices {

	private final Map<SliceHold, Run<?>> runs = new ConcurrentHashMap<>();

	void add(SliceHold hold, Run<?> run) {
		this.runs.put(hold, run);
	}

	void remove(SliceHold hold) {
		this.runs.remove(hold);
	}

	void forEach(BiConsumer<SliceHold, Run<?>> action) {
		this.runs.forEach(action);
	}

}
