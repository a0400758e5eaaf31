package io.rocketjob.plugin.singleton;

import java.time.Duration;
import java.util.function.Supplier;

import io.rocketjob.plugin.AnnotationPlugin;
import io.rocketjob.plugin.OnConflict;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.plugin.PluginJob;
import io.rocketjob.plugin.UniqueKey;
import io.rocketjob.schedule.DurationRange;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.spel.standard.SpelExpression;

/**
 * The plugin behind {@link Singleton}.
 *
 * @since 0.1.0
 */
public final class SingletonPlugin extends AnnotationPlugin<Singleton> {

	private static final String NAME = "singleton";

	/** The keys of documents in an index should be short. */
	private static final int LONGEST_KEY = 500;

	private static final DurationRange WITHIN = DurationRange.of("1s", "365d");

	@Override
	protected void contribute(Singleton options, PluggableClass jobClass) {
		Duration within = within(options);
		if (options.key().isBlank()) {
			jobClass.uniqueKey(NAME, new Key((job) -> "", within, options.onConflict()));
			return;
		}
		Class<?> fieldsType = jobClass.fieldsType();
		if (fieldsType == null) {
			throw new IllegalArgumentException(
					"key: the class has no fields, so '" + options.key() + "' can say nothing; leave it empty");
		}
		SpelExpression parsed = checked(() -> KeyExpression.parse(options.key()));
		SecretParts.check(parsed, jobClass);
		KeyExpression expression = checked(() -> KeyExpression.of(parsed, fieldsType));
		jobClass.uniqueKey(NAME, new Key((job) -> key(job, fieldsType, expression), within, options.onConflict()));
	}

	private static @Nullable Duration within(Singleton options) {
		if (options.within().isBlank()) {
			return null;
		}
		try {
			return WITHIN.parse(options.within());
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("within: " + ex.getMessage(), ex);
		}
	}

	private static <T> T checked(Supplier<T> key) {
		try {
			return key.get();
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("key: " + ex.getMessage(), ex);
		}
	}

	private static @Nullable String key(PluginJob job, Class<?> fieldsType, KeyExpression expression) {
		String key;
		try {
			key = expression.of(job.fields(fieldsType));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("singleton.key: " + ex.getMessage(), ex);
		}
		if (key != null && key.length() > LONGEST_KEY) {
			throw new IllegalArgumentException(
					"singleton.key: must have at most " + LONGEST_KEY + " characters, but has " + key.length());
		}
		return key;
	}

	/**
	 * The key of a class.
	 *
	 * @param key tells that of a job
	 * @param within for how long it is kept
	 * @param onConflict what becomes of another job with it
	 */
	private record Key(UniqueKey key, @Nullable Duration within, OnConflict onConflict) implements UniqueKey {

		@Override
		public @Nullable String of(PluginJob job) {
			return this.key.of(job);
		}

	}

}
