package io.rocketjob.logging;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.rocketjob.logging.JobLogLevel.Scope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

import org.springframework.util.ClassUtils;

/**
 * What a run adds to the logging of its thread: the MDC, and the job's own level.
 */
public final class RunLogging implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RunLogging.class);

	private static final boolean LOGBACK = ClassUtils.isPresent("ch.qos.logback.classic.LoggerContext",
			RunLogging.class.getClassLoader())
			&& LoggerFactory.getILoggerFactory().getClass().getName().startsWith("ch.qos.logback.");

	private static final AtomicBoolean warned = new AtomicBoolean();

	private final @Nullable Map<String, String> before;

	private final @Nullable Scope level;

	private RunLogging(@Nullable Map<String, String> before, @Nullable Scope level) {
		this.before = before;
		this.level = level;
	}

	/**
	 * Begins a run on the calling thread, which may be within another run.
	 * @param jobClass the name of the job class
	 * @param id the id of the job
	 * @param server the name of the server
	 * @param worker the name of the worker
	 * @param level the level of the job, or {@code null}
	 * @return what ends it
	 */
	public static RunLogging begin(String jobClass, String id, String server, String worker, @Nullable Level level) {
		Map<String, String> before = MDC.getCopyOfContextMap();
		MDC.put("rocketjob.class", jobClass);
		MDC.put("rocketjob.id", id);
		MDC.put("rocketjob.server", server);
		MDC.put("rocketjob.worker", worker);
		return new RunLogging(before, (level != null) ? begin(level) : null);
	}

	/**
	 * Keeps the logging of the calling thread for a line that another one is going to
	 * log.
	 * @param level the level of the job, or {@code null}
	 * @param line logs it
	 * @return what logs it as the calling thread would
	 */
	public static Runnable later(@Nullable Level level, Runnable line) {
		Map<String, String> context = MDC.getCopyOfContextMap();
		return () -> {
			try (RunLogging logging = new RunLogging(MDC.getCopyOfContextMap(),
					(level != null) ? begin(level) : null)) {
				MDC.setContextMap((context != null) ? context : Map.of());
				line.run();
			}
		};
	}

	private static @Nullable Scope begin(Level level) {
		if (LOGBACK) {
			return JobLogLevel.begin(level);
		}
		if (warned.compareAndSet(false, true)) {
			logger.warn("The logLevel of jobs has no effect: it needs Logback, and logging goes to {}",
					LoggerFactory.getILoggerFactory().getClass().getName());
		}
		return null;
	}

	@Override
	public void close() {
		if (this.level != null) {
			this.level.close();
		}
		if (this.before != null) {
			MDC.setContextMap(this.before);
		}
		else {
			MDC.clear();
		}
	}

}
