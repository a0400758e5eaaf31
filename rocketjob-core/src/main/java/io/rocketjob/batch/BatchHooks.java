package io.rocketjob.batch;

import java.util.List;
import java.util.concurrent.Callable;

import io.rocketjob.BatchCallbacks;
import io.rocketjob.BatchContext;
import org.jspecify.annotations.Nullable;

/**
 * Calls the hooks of a batch job class: before-hooks in order, after-hooks in reverse.
 */
final class BatchHooks {

	private final List<BatchCallbacks<@Nullable Object>> hooks;

	BatchHooks(List<BatchCallbacks<@Nullable Object>> hooks) {
		this.hooks = hooks;
	}

	void before(BatchContext<@Nullable Object> context) throws Exception {
		for (BatchCallbacks<@Nullable Object> hook : this.hooks) {
			hook.beforeBatch(context);
		}
	}

	void after(BatchContext<@Nullable Object> context) throws Exception {
		for (int i = this.hooks.size() - 1; i >= 0; i--) {
			this.hooks.get(i).afterBatch(context);
		}
	}

	/**
	 * Calls the hooks of a slice.
	 * @param context the run
	 * @param state what becomes of the slice
	 * @param records works on its records
	 * @throws Exception whatever goes wrong
	 */
	void slice(BatchContext<@Nullable Object> context, SliceState state, Callable<@Nullable Void> records)
			throws Exception {
		for (BatchCallbacks<@Nullable Object> hook : this.hooks) {
			hook.beforeSlice(context);
		}
		Callable<@Nullable Void> chain = records;
		for (int i = this.hooks.size() - 1; i >= 0; i--) {
			BatchCallbacks<@Nullable Object> hook = this.hooks.get(i);
			Callable<@Nullable Void> inner = chain;
			Callable<@Nullable Void> around = () -> {
				hook.aroundSlice(context, inner);
				return null;
			};
			chain = hook.undoesFailedSlices() ? () -> state.wholly(around) : around;
		}
		chain.call();
		for (int i = this.hooks.size() - 1; i >= 0; i--) {
			this.hooks.get(i).afterSlice(context);
		}
	}

}
