package io.rocketjob.job;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.rocketjob.JobTimeoutException;
import io.rocketjob.jobclass.ContextLoader;
import io.rocketjob.mongo.DatabaseErrors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interrupts runs that take too long, and fails those that do not care. Its thread exists
 * only while a run with a timeout does.
 */
final class RunTimeouts {

	private static final Logger logger = LoggerFactory.getLogger(RunTimeouts.class);

	/** How long an interrupted run may take to return. */
	private static final Duration GRACE = Duration.ofSeconds(5);

	private final ScheduledThreadPoolExecutor scheduler;

	private final BiConsumer<Run<?>, JobTimeoutException> ending;

	/**
	 * Makes it.
	 * @param ending fails a run whose thread is left alone
	 * @param loader what its thread gets
	 */
	RunTimeouts(BiConsumer<Run<?>, JobTimeoutException> ending, Supplier<ContextLoader> loader) {
		this.ending = ending;
		this.scheduler = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "rocketjob-timeouts");
			thread.setDaemon(true);
			loader.get().adopt(thread);
			return thread;
		});
		this.scheduler.setRemoveOnCancelPolicy(true);
		this.scheduler.setKeepAliveTime(10, TimeUnit.SECONDS);
		this.scheduler.allowCoreThreadTimeOut(true);
	}

	@SuppressWarnings("FutureReturnValueIgnored") // schedule() logs what tasks throw
	private void later(Runnable task) {
		schedule(GRACE, task);
	}

	/**
	 * Begins to watch a run.
	 * @param run the run
	 * @return what ends the watch, or {@code null} for a run without timeout
	 */
	@Nullable Future<?> watch(Run<?> run) {
		Duration timeout = run.timeout();
		return (timeout != null) ? schedule(timeout, () -> {
			run.timeOut();
			later(() -> failIfStuck(run, timeout));
		}) : null;
	}

	private void failIfStuck(Run<?> run, Duration timeout) {
		if (!run.isTimedOut() || !run.abandon()) {
			return;
		}
		failAbandoned(run, new JobTimeoutException(timeout));
	}

	private void failAbandoned(Run<?> run, JobTimeoutException exception) {
		try {
			this.ending.accept(run, exception);
			run.lose("it took longer than its timeout");
		}
		catch (RuntimeException ex) {
			if (!DatabaseErrors.isPassing(ex)) {
				// no thread attends to it any more, so it is requeued
				run.lose("its failure cannot be stored");
				throw ex;
			}
			later(() -> failAbandoned(run, exception));
		}
	}

	private Future<?> schedule(Duration delay, Runnable task) {
		return this.scheduler.schedule(() -> {
			try {
				task.run();
			}
			catch (Throwable ex) {
				logger.error("Could not end a run that takes too long", ex);
			}
		}, delay.toMillis(), TimeUnit.MILLISECONDS);
	}

}
