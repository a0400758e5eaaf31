package io.rocketjob;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What threads of this JVM are at, so that a test goes on when something has happened,
 * not after some time.
 */
public final class Threads {

	private static final Set<Thread.State> WAITING = EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

	private Threads() {
	}

	/**
	 * Whether a thread waits in a method of a class or in what that calls.
	 * @param thread the thread
	 * @param type the class
	 * @return whether it waits there now
	 */
	public static boolean isWaitingIn(Thread thread, Class<?> type) {
		return WAITING.contains(thread.getState()) && Arrays.stream(thread.getStackTrace())
			.anyMatch((frame) -> frame.getClassName().equals(type.getName()));
	}

	/**
	 * Whether there is a thread that waits in a method of a class.
	 * @param name the name of the thread
	 * @param type the class
	 * @return whether one waits there now
	 */
	public static boolean isWaitingIn(String name, Class<?> type) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((thread) -> thread.getName().equals(name) && isWaitingIn(thread, type));
	}

	/**
	 * Whether there is a thread of a name.
	 * @param name the name
	 * @return whether one lives
	 */
	public static boolean isAlive(String name) {
		return Thread.getAllStackTraces().keySet().stream().anyMatch((thread) -> thread.getName().equals(name));
	}

	/**
	 * Does the same on several threads that begin at the same moment.
	 * @param <T> the type of what comes out
	 * @param threads how many
	 * @param action what each does
	 * @return what has come out of each
	 * @throws Exception whatever one has thrown
	 */
	public static <T> List<T> atOnce(int threads, Callable<T> action) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			CyclicBarrier barrier = new CyclicBarrier(threads);
			List<Future<T>> futures = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				futures.add(executor.submit(() -> {
					barrier.await();
					return action.call();
				}));
			}
			List<T> results = new ArrayList<>();
			for (Future<T> future : futures) {
				results.add(future.get());
			}
			return results;
		}
		finally {
			executor.shutdownNow();
		}
	}

}
