package io.rocketjob.plugin.singleton;

import io.rocketjob.plugin.AnnotationPlugin;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.plugin.PluginJob;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationException;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * The plugin behind {@link Singleton}.
 *
 * @since 0.1.0
 */
public final class SingletonPlugin extends AnnotationPlugin<Singleton> {

	private static final String NAME = "singleton";

	/** The keys of documents in an index should be short. */
	private static final int LONGEST_KEY = 500;

	@Override
	protected void contribute(Singleton options, PluggableClass jobClass) {
		if (options.key().isBlank()) {
			jobClass.uniqueKey(NAME, (job) -> "");
			return;
		}
		Class<?> fieldsType = jobClass.fieldsType();
		if (fieldsType == null) {
			throw new IllegalArgumentException(
					"key: the class has no fields, so '" + options.key() + "' can say nothing; leave it empty");
		}
		SpelExpression expression = parse(options.key());
		SecretParts.check(expression, jobClass);
		jobClass.uniqueKey(NAME, (job) -> key(job, fieldsType, expression));
	}

	private static SpelExpression parse(String text) {
		try {
			return new SpelExpressionParser().parseRaw(text);
		}
		catch (ParseException ex) {
			throw new IllegalArgumentException("key: '" + text + "' is no expression: " + ex.getMessage(), ex);
		}
	}

	private static @Nullable String key(PluginJob job, Class<?> fieldsType, Expression expression) {
		Object value;
		try {
			value = expression.getValue(SimpleEvaluationContext.forReadOnlyDataBinding().withInstanceMethods().build(),
					job.fields(fieldsType));
		}
		catch (EvaluationException ex) {
			throw new IllegalArgumentException("singleton.key: '" + expression.getExpressionString()
					+ "' cannot be told from the fields: " + ex.getMessage(), ex);
		}
		if (value == null) {
			return null;
		}
		String key = value.toString();
		if (key.length() > LONGEST_KEY) {
			throw new IllegalArgumentException(
					"singleton.key: must have at most " + LONGEST_KEY + " characters, but has " + key.length());
		}
		return key;
	}

}
