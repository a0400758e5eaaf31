package io.rocketjob.jobclass;

import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Internal: lets code of the application run with the class loader of the application as
 * the one of its thread, however the thread was made and whatever was run on it before.
 *
 * @param loader the class loader of the application, {@code null} where it is not known
 * and threads keep theirs
 */
public record ContextLoader(@Nullable ClassLoader loader) {

	/**
	 * Calls code of the application. What it makes of the class loader of the thread does
	 * not last.
	 * @param code the code
	 * @param <T> what it returns
	 * @return what it returned
	 */
	public <T extends @Nullable Object> T get(Supplier<T> code) {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		adopt(thread);
		try {
			return code.get();
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	/**
	 * Gives a thread the class loader of the application.
	 * @param thread the thread
	 */
	public void adopt(Thread thread) {
		if (this.loader != null) {
			thread.setContextClassLoader(this.loader);
		}
	}

	/**
	 * Makes threads that have the class loader of the application.
	 * @param threads makes the threads
	 * @return a factory
	 */
	public ThreadFactory adopting(ThreadFactory threads) {
		return (task) -> {
			Thread thread = threads.newThread(task);
			if (thread != null) {
				adopt(thread);
			}
			return thread;
		};
	}

}
