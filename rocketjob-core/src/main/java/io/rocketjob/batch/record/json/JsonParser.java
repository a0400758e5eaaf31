package io.rocketjob.batch.record.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.batch.record.ColumnRules;
import io.rocketjob.batch.record.FormatOptions;
import io.rocketjob.batch.record.RecordBinder;
import io.rocketjob.batch.record.RecordParser;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * Reads the values of JSON lines.
 */
final class JsonParser implements RecordParser {

	private final @Nullable List<String> columns;

	private final ColumnRules rules;

	private final RecordBinder binder;

	JsonParser(FormatOptions options, ResolvableType type) {
		this.columns = options.list("columns");
		this.rules = new ColumnRules(options);
		this.binder = new RecordBinder(type, null);
	}

	@Override
	public Object parse(String text) {
		return this.binder.bind(allowed(values(JsonText.read(text))));
	}

	@SuppressWarnings("unchecked")
	private Map<String, @Nullable Object> values(@Nullable Object json) {
		if (json instanceof Map<?, ?> object) {
			return (Map<String, @Nullable Object>) object;
		}
		List<String> names = this.columns;
		if (!(json instanceof List<?> array) || names == null) {
			throw new IllegalArgumentException((json instanceof List)
					? "it is an array, and the option 'columns' does not name its values" : "it is no JSON object");
		}
		if (array.size() != names.size()) {
			throw new IllegalArgumentException(
					"it is an array of " + array.size() + " values, and there are " + names.size() + " columns");
		}
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		for (int i = 0; i < names.size(); i++) {
			values.put(names.get(i), array.get(i));
		}
		return values;
	}

	private Map<String, @Nullable Object> allowed(Map<String, @Nullable Object> values) {
		if (!this.rules.isLimited()) {
			return values;
		}
		this.rules.skippedKeys(values.keySet()).forEach(values::remove);
		return values;
	}

}
