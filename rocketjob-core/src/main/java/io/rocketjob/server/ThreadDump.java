package io.rocketjob.server;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.work.ProcessName;
import org.jspecify.annotations.Nullable;

/**
 * Internal: the stack traces of this process as text: names, frames and locks, and no
 * values. Used by one thread.
 */
public final class ThreadDump {

	/** How long the text may become. */
	private static final int MOST_BYTES = 1024 * 1024;

	private static final String CUT = "... the rest is left out: this is 1 MB\n";

	private final StringBuilder text = new StringBuilder();

	private int bytesLeft = MOST_BYTES - CUT.length();

	private ThreadDump() {
	}

	/**
	 * All threads of a process, whether it is a server or not.
	 * @return the text
	 */
	public static String ofProcess() {
		return of(ProcessName.hostAndPid(), List.of());
	}

	/**
	 * All threads.
	 * @param server the name of the server
	 * @param workers its workers; virtual threads among them are not known to the JVM's
	 * own list
	 * @return the text
	 */
	static String of(String server, List<Worker> workers) {
		ThreadDump dump = new ThreadDump();
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		// who has which lock of java.util.concurrent would take a walk through the heap
		ThreadInfo[] all = threads.dumpAllThreads(threads.isObjectMonitorUsageSupported(), false);
		dump.line("Threads of server " + server);
		Map<Long, ThreadInfo> others = new LinkedHashMap<>();
		for (ThreadInfo info : all) {
			others.put(info.getThreadId(), info);
		}
		// first, so that they are not among what is left out
		for (Worker worker : workers) {
			dump.worker(server, worker, others.remove(worker.thread().getId()));
		}
		others.values().forEach((info) -> dump.thread(info, null));
		return dump.text.toString();
	}

	/**
	 * One worker.
	 * @param server the name of its server
	 * @param worker the worker
	 * @return the text
	 */
	static String of(String server, Worker worker) {
		ThreadDump dump = new ThreadDump();
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		ThreadInfo[] found = threads.getThreadInfo(new long[] { worker.thread().getId() },
				threads.isObjectMonitorUsageSupported(), false);
		dump.worker(server, worker, found[0]);
		return dump.text.toString();
	}

	private void worker(String server, Worker worker, @Nullable ThreadInfo info) {
		if (info != null) {
			thread(info, worker.name(server));
			return;
		}
		Thread thread = worker.thread();
		head(thread.getName(), worker.name(server), thread.getId(), thread.getState());
		for (StackTraceElement frame : thread.getStackTrace()) {
			line("\tat " + frame);
		}
	}

	private void thread(ThreadInfo info, @Nullable String worker) {
		head(info.getThreadName(), worker, info.getThreadId(), info.getThreadState());
		LockInfo lock = info.getLockInfo();
		if (lock != null) {
			line("\twaits for " + lock + ((info.getLockOwnerName() != null)
					? ", which \"" + info.getLockOwnerName() + "\" id=" + info.getLockOwnerId() + " has" : ""));
		}
		StackTraceElement[] frames = info.getStackTrace();
		for (int depth = 0; depth < frames.length; depth++) {
			line("\tat " + frames[depth]);
			for (MonitorInfo monitor : info.getLockedMonitors()) {
				if (monitor.getLockedStackDepth() == depth) {
					line("\t- has locked " + monitor);
				}
			}
		}
	}

	private void head(String name, @Nullable String worker, long id, Thread.State state) {
		line("");
		line('"' + name + "\" id=" + id + ' ' + state + ((worker != null) ? ", worker " + worker : ""));
	}

	private void line(String line) {
		if (this.bytesLeft <= 0) {
			return;
		}
		this.bytesLeft -= line.getBytes(StandardCharsets.UTF_8).length + 1;
		if (this.bytesLeft <= 0) {
			this.text.append(CUT);
			return;
		}
		this.text.append(line).append('\n');
	}

}
