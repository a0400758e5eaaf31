package io.rocketjob.benchmark.bare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that each do the same until nothing is left to do. */
final class Loops implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Loops.class);

	private final ExecutorService executor;

	private final int threads;

	private final List<Future<?>> running = new ArrayList<>();

	Loops(int threads) {
		this.executor = Executors.newFixedThreadPool(threads);
		this.threads = threads;
	}

	void start(Runnable loop) {
		for (int i = 0; i < this.threads; i++) {
			this.running.add(this.executor.submit(() -> {
				try {
					loop.run();
				}
				catch (RuntimeException ex) {
					// the one that waits for what it does should find out why nothing is
					// done
					logger.error("A loop has failed", ex);
					throw ex;
				}
			}));
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
