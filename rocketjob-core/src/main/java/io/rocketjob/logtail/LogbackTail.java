package io.rocketjob.logtail;

import java.util.function.BiConsumer;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Hears with Logback what is logged within runs: what has the id of a job in its context.
 */
final class LogbackTail extends UnsynchronizedAppenderBase<ILoggingEvent> {

	private static final String NAME = "rocketjob-log-tail";

	private final BiConsumer<String, LogLine> listener;

	private LogbackTail(BiConsumer<String, LogLine> listener) {
		this.listener = listener;
		setName(NAME);
	}

	/**
	 * Begins to hear, if it does not yet.
	 * @param listener is told the id of the job and the line
	 * @return what ends it
	 */
	static Runnable begin(BiConsumer<String, LogLine> listener) {
		Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		LogbackTail tail = new LogbackTail(listener);
		tail.setContext(root.getLoggerContext());
		tail.start();
		root.addAppender(tail);
		return () -> {
			root.detachAppender(tail);
			tail.stop();
		};
	}

	@Override
	protected void append(ILoggingEvent event) {
		String job = event.getMDCPropertyMap().get("rocketjob.id");
		if (job != null) {
			IThrowableProxy thrown = event.getThrowableProxy();
			String message = event.getFormattedMessage();
			this.listener.accept(job, new LogLine(event.getInstant(), event.getLevel().toString(),
					event.getLoggerName(),
					(thrown != null) ? message + "\n" + ThrowableProxyUtil.asString(thrown).stripTrailing() : message));
		}
	}

}
