package io.rocketjob.benchmark.process;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Uses the processor for a given time of this thread, however many other threads want it.
 *
 * @param micros how long, in microseconds of processor time; 0 for not at all
 */
public record CpuWork(int micros) implements Runnable {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private static final int STEP = 2000;

	@Override
	public void run() {
		if (this.micros == 0) {
			return;
		}
		long end = THREADS.getCurrentThreadCpuTime() + this.micros * 1000L;
		long hash = end;
		while (THREADS.getCurrentThreadCpuTime() < end) {
			for (int i = 0; i < STEP; i++) {
				hash = hash * 31 + i;
			}
		}
		if (hash == 42) {
			// never so, but the compiler must not know that it is not needed
			System.err.println(hash);
		}
	}

}
