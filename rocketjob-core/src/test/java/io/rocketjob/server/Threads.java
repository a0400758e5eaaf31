package io.rocketjob.server;

import java.util.Arrays;

/**
 * What threads of this JVM are at, so that a test goes on when something has happened,
 * not after some time.
 */
final class Threads {

	private Threads() {
	}

	/**
	 * Whether a thread waits, for a time at most, in a method of a class or in what that
	 * calls.
	 * @param thread the thread
	 * @param type the class
	 * @return whether it waits there now
	 */
	static boolean isWaitingIn(Thread thread, Class<?> type) {
		return thread.getState() == Thread.State.TIMED_WAITING && Arrays.stream(thread.getStackTrace())
			.anyMatch((frame) -> frame.getClassName().equals(type.getName()));
	}

	/**
	 * Whether there is a thread that waits in a method of a class.
	 * @param name the name of the thread
	 * @param type the class
	 * @return whether one waits there now
	 */
	static boolean isWaitingIn(String name, Class<?> type) {
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
	static boolean isAlive(String name) {
		return Thread.getAllStackTraces().keySet().stream().anyMatch((thread) -> thread.getName().equals(name));
	}

}
