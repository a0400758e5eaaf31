package io.rocketjob.subscriber;

import java.util.Arrays;
import java.util.Locale;

import io.rocketjob.Subscriber;
import io.rocketjob.server.ThreadDump;
import io.rocketjob.work.ProcessName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Changes levels of loggers, and writes stack traces, when an event says so; in all
 * processes, or in those of a host, or in one.
 *
 * @since 0.1.0
 */
@Subscriber("logger")
public final class LoggerSubscriber {

	private static final Logger logger = LoggerFactory.getLogger(LoggerSubscriber.class);

	private static final String DEFAULT = "DEFAULT";

	private final LoggingSystem logging;

	/**
	 * Makes the subscriber.
	 * @param logging where levels are changed
	 */
	public LoggerSubscriber(LoggingSystem logging) {
		this.logging = logging;
	}

	/**
	 * Changes the level of a logger.
	 * @param logger the name of the logger, {@code null} for the root
	 * @param level a {@link LogLevel}, or {@code DEFAULT} for that of its parent
	 * @param host the host that the event is for, {@code null} for all
	 * @param pid the id of the process that it is for, {@code null} for all
	 */
	public void setLevel(@Nullable String logger, String level, @Nullable String host, @Nullable Long pid) {
		if (!isMeant(host, pid)) {
			return;
		}
		String name = (logger == null || logger.isBlank() || logger.equalsIgnoreCase(LoggingSystem.ROOT_LOGGER_NAME))
				? LoggingSystem.ROOT_LOGGER_NAME : logger;
		String wanted = level.toUpperCase(Locale.ROOT);
		LogLevel known = Arrays.stream(LogLevel.values())
			.filter((each) -> each.name().equals(wanted))
			.findAny()
			.orElse(null);
		if (known == null && !wanted.equals(DEFAULT)) {
			LoggerSubscriber.logger.warn(
					"An event asks for a level of a logger that does not exist; it is one of {}" + " and {}",
					Arrays.toString(LogLevel.values()), DEFAULT);
			return;
		}
		this.logging.setLogLevel(name, known);
		LoggerSubscriber.logger.info("The level of logger {} is now {}", printable(name), wanted);
	}

	/**
	 * Writes the stack traces of all threads to the log.
	 * @param host the host that the event is for, {@code null} for all
	 * @param pid the id of the process that it is for, {@code null} for all
	 */
	public void threadDump(@Nullable String host, @Nullable Long pid) {
		if (isMeant(host, pid)) {
			logger.info("{}", ThreadDump.ofProcess());
		}
	}

	/**
	 * A publisher of events has chosen it.
	 */
	private static String printable(String name) {
		return name.replaceAll("\\p{Cntrl}", "?");
	}

	/**
	 * Whether an event is meant for this process.
	 * @param host the host it is for, {@code null} for all
	 * @param pid the id of the process it is for, {@code null} for all
	 * @return whether this process is one of them
	 */
	static boolean isMeant(@Nullable String host, @Nullable Long pid) {
		return (host == null || host.equalsIgnoreCase(ProcessName.host()))
				&& (pid == null || pid == ProcessHandle.current().pid());
	}

}
