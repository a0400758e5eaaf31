package io.rocketjob.job;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Internal: what this process is called in the history of jobs: {@code host:pid}, until
 * it is registered as a server. Thread-safe.
 */
public final class ProcessName {

	private static final String HOST = readHost();

	private volatile String value = hostAndPid();

	ProcessName() {
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

}
