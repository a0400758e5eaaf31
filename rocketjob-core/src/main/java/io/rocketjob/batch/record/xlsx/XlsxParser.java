package io.rocketjob.batch.record.xlsx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.rocketjob.batch.record.ColumnRules;
import io.rocketjob.batch.record.RecordBinder;
import io.rocketjob.batch.record.RecordParser;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.CollectionUtils;

/**
 * Reads the values of rows, by the names of their columns.
 */
final class XlsxParser implements RecordParser {

	private final List<String> columns = new ArrayList<>();

	private final RecordBinder binder;

	XlsxParser(Map<String, Object> layout, ResolvableType type) {
		if (layout.get(XlsxReader.COLUMNS) instanceof Iterable<?> names) {
			names.forEach((name) -> this.columns.add(String.valueOf(name)));
		}
		this.binder = new RecordBinder(type, null);
		this.binder.checkColumns(this.columns);
	}

	@Override
	public Object parse(String text) {
		return this.binder.bind(record(text));
	}

	private Map<String, @Nullable Object> record(String text) {
		List<@Nullable Object> values = RowText.parse(text);
		if (values.size() != this.columns.size()) {
			throw new IllegalArgumentException(
					"it has " + values.size() + " values, and there are " + this.columns.size() + " columns");
		}
		Map<String, @Nullable Object> record = CollectionUtils.newLinkedHashMap(values.size());
		for (int i = 0; i < values.size(); i++) {
			String column = this.columns.get(i);
			if (!column.equals(ColumnRules.SKIPPED)) {
				record.put(column, values.get(i));
			}
		}
		return record;
	}

}
