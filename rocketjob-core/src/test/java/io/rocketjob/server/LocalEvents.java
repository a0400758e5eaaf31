package io.rocketjob.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.rocketjob.Events;
import io.rocketjob.Subscriber;
import org.jspecify.annotations.Nullable;

/**
 * Events within one JVM: each subscriber is called on a thread of its own.
 */
final class LocalEvents implements Events, AutoCloseable {

	private final Map<Object, ExecutorService> subscribers = new ConcurrentHashMap<>();

	/** What was published, as {@code name.action{parameters}}. */
	final List<String> published = new CopyOnWriteArrayList<>();

	void subscribe(Object subscriber) {
		this.subscribers.put(subscriber, Executors.newSingleThreadExecutor());
	}

	@Override
	public void publish(String name, String action, Map<String, ? extends @Nullable Object> parameters) {
		this.published.add(name + "." + action + parameters);
		this.subscribers.forEach((subscriber, thread) -> {
			if (subscriber.getClass().getAnnotation(Subscriber.class).value().equals(name)) {
				thread.execute(() -> call(subscriber, action, parameters));
			}
		});
	}

	private static void call(Object subscriber, String action, Map<String, ? extends @Nullable Object> parameters) {
		Method method = Arrays.stream(subscriber.getClass().getMethods())
			.filter((each) -> each.getName().equals(action))
			.findAny()
			.orElseThrow();
		List<Object> arguments = new ArrayList<>();
		for (Parameter parameter : method.getParameters()) {
			arguments.add(parameters.get(parameter.getName()));
		}
		try {
			method.invoke(subscriber, arguments.toArray());
		}
		catch (IllegalAccessException | InvocationTargetException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.subscribers.values().forEach(ExecutorService::shutdown);
	}

}
