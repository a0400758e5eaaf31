package io.rocketjob.benchmark.bare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that each do the same until nothing is left to do. */
final class Loops implements AutoCloseable {

	private final ExecutorService executor;

	private final int threads;

	private final List<Future<?>> running = new ArrayList<>();

	Loops(int threads) {
		this.executor = Executors.newFixedThreadPool(threads);
		this.threads = threads;
	}

	void start(Runnable loop) {
		for (int i = 0; i < this.threads; i++) {
			this.running.add(this.executor.submit(loop));
		}
	}

	void await() throws Exception {
		for (Future<?> each : this.running) {
			each.get();
		}
		this.running.clear();
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
