package io.rocketjob.job;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Internal: what this process is called.
 */
public final class ProcessName {

	private static final String HOST = readHost();

	private ProcessName() {
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

}
