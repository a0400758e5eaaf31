package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.rocketjob.BatchCallbacks;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Collects the hooks of batch job classes: of beans that apply to the class, of its
 * plugins, and of the class itself. Thread-safe.
 */
final class BatchHookRegistry {

	private final BatchClasses classes;

	private final ListableBeanFactory beans;

	private final Map<Class<?>, BatchHooks> hooks = new ConcurrentHashMap<>();

	BatchHookRegistry(BatchClasses classes, ListableBeanFactory beans) {
		this.classes = classes;
		this.beans = beans;
	}

	/**
	 * The hooks of a batch job class.
	 * @param type the name of the class
	 * @return its hooks
	 */
	BatchHooks of(String type) {
		BatchClass batchClass = this.classes.get(type);
		return this.hooks.computeIfAbsent(batchClass.jobClass().type(), (missing) -> collect(batchClass));
	}

	@SuppressWarnings("unchecked")
	private BatchHooks collect(BatchClass batchClass) {
		List<BatchCallbacks<@Nullable Object>> all = new ArrayList<>();
		this.beans.getBeanProvider(BatchCallbacks.class).orderedStream().forEach((callbacks) -> {
			if (batchClass.wants(callbacks)) {
				all.add((BatchCallbacks<@Nullable Object>) callbacks);
			}
		});
		all.addAll(batchClass.jobClass().plugins().batchCallbacks());
		all.add(BatchClass.bean(batchClass.jobClass().bean()));
		return new BatchHooks(all);
	}

}
