package io.rocketjob.work;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Internal: what this process is called in the history of jobs: {@code host:pid}, until
 * it is registered as a server. Thread-safe.
 */
public final class ProcessName {

	private static final String HOST = readHost();

	private static final int LONGEST_USER = 200;

	/** For whom the calling thread does something. */
	private final ThreadLocal<String> user = new ThreadLocal<>();

	private volatile String value = hostAndPid();

	public ProcessName() {
	}

	private static String readHost() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

	/**
	 * The name of this machine.
	 * @return the host name
	 */
	public static String host() {
		return HOST;
	}

	/**
	 * A name that is unique among the processes that live now.
	 * @return the name, as {@code host:pid}
	 */
	public static String hostAndPid() {
		return HOST + ":" + ProcessHandle.current().pid();
	}

	/**
	 * What this process is called.
	 * @return the name
	 */
	public String get() {
		return this.value;
	}

	/**
	 * Changes what this process is called.
	 * @param name the name under which it is registered
	 */
	public void set(String name) {
		this.value = name;
	}

	/**
	 * Does something for a user, who is named in the history of jobs that it changes.
	 * @param name the name of the user, {@code null} where users are not known
	 * @param action what to do, in this thread
	 * @param <T> the type of its result
	 * @return its result
	 */
	public <T> T doFor(@Nullable String name, Supplier<T> action) {
		String before = this.user.get();
		if (name == null) {
			return action.get();
		}
		this.user.set((name.length() > LONGEST_USER) ? name.substring(0, LONGEST_USER) : name);
		try {
			return action.get();
		}
		finally {
			if (before == null) {
				this.user.remove();
			}
			else {
				this.user.set(before);
			}
		}
	}

	/**
	 * Who changes jobs now, in this thread.
	 * @return the name of the process, with the user for whom it does so before it:
	 * {@code user at host:pid}
	 */
	public String author() {
		String name = this.user.get();
		return (name != null) ? name + " at " + this.value : this.value;
	}

}
