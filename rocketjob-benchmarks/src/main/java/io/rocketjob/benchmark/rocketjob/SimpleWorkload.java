package io.rocketjob.benchmark.rocketjob;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.benchmark.process.ContenderArguments;
import org.jspecify.annotations.Nullable;

/**
 * Simple jobs that do nothing. {@code --creation} is {@code bulk}, {@code single} or
 * {@code threads}, {@code --classes} how many job classes there are.
 */
final class SimpleWorkload implements Workload {

	private static final int THREADS = 8;

	private static final int BULK = 50_000;

	private final String creation;

	private final List<Class<?>> jobClasses = new ArrayList<>();

	SimpleWorkload(ContenderArguments arguments) {
		this.creation = arguments.get("creation", "bulk");
		this.jobClasses.add(NoOpJob.class);
		this.jobClasses.addAll(ManyClasses.make(arguments.number("classes", 1)));
	}

	@Override
	public List<Class<?>> jobClasses() {
		return this.jobClasses;
	}

	@Override
	public void create(RocketJobTemplate rocketJob, int count) throws Exception {
		switch (this.creation) {
			case "single" -> createSingly(rocketJob, count);
			case "threads" -> createByThreads(rocketJob, count);
			default -> createInBulk(rocketJob, count);
		}
	}

	private static void createSingly(RocketJobTemplate rocketJob, int count) {
		for (int i = 0; i < count; i++) {
			rocketJob.create(NoOpJob.class);
		}
	}

	private static void createByThreads(RocketJobTemplate rocketJob, int count) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<?>> running = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				running.add(executor.submit(() -> createSingly(rocketJob, count / THREADS)));
			}
			for (Future<?> each : running) {
				each.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	@SuppressWarnings("NullAway") // null is the only Void
	private static void createInBulk(RocketJobTemplate rocketJob, int count) {
		for (int done = 0; done < count; done += BULK) {
			List<@Nullable Void> none = Collections.nCopies(Math.min(BULK, count - done), null);
			rocketJob.createAll(NoOpJob.class, none);
		}
	}

}
