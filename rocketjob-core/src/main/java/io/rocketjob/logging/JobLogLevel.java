package io.rocketjob.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Sets the level from which one thread logs, with Logback. The filter is in place only
 * once a job with a level of its own has run.
 */
final class JobLogLevel extends TurboFilter {

	private static final String NAME = "rocketjob-log-level";

	/** Logs whole commands at debug, ours among them: that is not what a job asks for. */
	private static final String DRIVER = "org.mongodb.driver";

	private static final ThreadLocal<@Nullable Level> levels = new ThreadLocal<>();

	private JobLogLevel() {
		setName(NAME);
	}

	/**
	 * Sets the level of the calling thread.
	 * @param level the level
	 * @return what ends it
	 */
	static Scope begin(org.slf4j.event.Level level) {
		install((LoggerContext) LoggerFactory.getILoggerFactory());
		Level before = levels.get();
		levels.set(Level.convertAnSLF4JLevel(level));
		return () -> levels.set(before);
	}

	private static synchronized void install(LoggerContext context) {
		// a reset of the context, as on reconfiguration, removes it
		if (context.getTurboFilterList().stream().noneMatch((filter) -> NAME.equals(filter.getName()))) {
			JobLogLevel filter = new JobLogLevel();
			filter.setContext(context);
			filter.start();
			context.addTurboFilter(filter);
		}
	}

	@Override
	public FilterReply decide(@Nullable Marker marker, Logger logger, Level level, @Nullable String format,
			Object @Nullable [] params, @Nullable Throwable thrown) {
		Level own = levels.get();
		if (own == null || logger.getName().startsWith(DRIVER)) {
			return FilterReply.NEUTRAL;
		}
		return level.isGreaterOrEqual(own) ? FilterReply.ACCEPT : FilterReply.DENY;
	}

	/** Ends what was begun. */
	interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
