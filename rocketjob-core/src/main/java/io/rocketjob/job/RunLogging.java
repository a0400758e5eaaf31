package io.rocketjob.job;

import java.util.concurrent.atomic.AtomicBoolean;

import io.rocketjob.job.JobLogLevel.Scope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

import org.springframework.util.ClassUtils;

/**
 * What a run adds to the logging of its thread: the MDC, and the job's own level.
 */
final class RunLogging implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RunLogging.class);

	private static final boolean LOGBACK = ClassUtils.isPresent("ch.qos.logback.classic.LoggerContext",
			RunLogging.class.getClassLoader())
			&& LoggerFactory.getILoggerFactory().getClass().getName().startsWith("ch.qos.logback.");

	private static final AtomicBoolean warned = new AtomicBoolean();

	private final @Nullable Scope level;

	private RunLogging(@Nullable Scope level) {
		this.level = level;
	}

	static RunLogging begin(String jobClass, String id, String server, String worker, @Nullable Level level) {
		MDC.put("rocketjob.class", jobClass);
		MDC.put("rocketjob.id", id);
		MDC.put("rocketjob.server", server);
		MDC.put("rocketjob.worker", worker);
		if (level == null) {
			return new RunLogging(null);
		}
		if (!LOGBACK) {
			if (warned.compareAndSet(false, true)) {
				logger.warn("The logLevel of jobs has no effect: it needs Logback, and logging goes to {}",
						LoggerFactory.getILoggerFactory().getClass().getName());
			}
			return new RunLogging(null);
		}
		return new RunLogging(JobLogLevel.begin(level));
	}

	@Override
	public void close() {
		if (this.level != null) {
			this.level.close();
		}
		MDC.remove("rocketjob.class");
		MDC.remove("rocketjob.id");
		MDC.remove("rocketjob.server");
		MDC.remove("rocketjob.worker");
	}

}
