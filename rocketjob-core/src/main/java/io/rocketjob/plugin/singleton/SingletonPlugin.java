package io.rocketjob.plugin.singleton;

import java.util.regex.Pattern;

import io.rocketjob.Encrypted;
import io.rocketjob.plugin.AnnotationPlugin;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.plugin.PluginJob;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationException;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;
import org.springframework.util.ReflectionUtils;

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
		checkNotEncrypted(options.key(), fieldsType);
		Expression expression = parse(options.key());
		jobClass.uniqueKey(NAME, (job) -> key(job, fieldsType, expression));
	}

	private static Expression parse(String text) {
		try {
			return new SpelExpressionParser().parseExpression(text);
		}
		catch (ParseException ex) {
			throw new IllegalArgumentException("key: '" + text + "' is no expression: " + ex.getMessage(), ex);
		}
	}

	/** Keys are stored as they are, and shown. */
	private static void checkNotEncrypted(String key, Class<?> fieldsType) {
		ReflectionUtils.doWithFields(fieldsType, (field) -> {
			if (Pattern.compile("\\b" + Pattern.quote(field.getName()) + "\\b").matcher(key).find()) {
				throw new IllegalArgumentException("key: '" + field.getName()
						+ "' is encrypted, and a key is stored and shown as it is; use other fields");
			}
		}, (field) -> field.isAnnotationPresent(Encrypted.class));
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
