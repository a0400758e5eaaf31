package io.rocketjob.batch.record.csv;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.rocketjob.batch.record.RecordBinder;
import io.rocketjob.batch.record.RecordParser;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * Reads the values of records, by the names of their columns.
 */
final class DelimitedParser implements RecordParser {

	private final RowParser rows;

	private final RowColumns columns;

	/** How many values a record has in the file. */
	private final int count;

	private final boolean padShort;

	private final boolean cutLong;

	private final RecordBinder binder;

	DelimitedParser(Map<String, Object> layout, Dialect otherwise, ResolvableType type) {
		Dialect dialect = Dialect.of(layout, otherwise);
		this.rows = RowParser.of(dialect);
		List<String> names = Dialect.texts(layout.get("columns"));
		this.columns = new RowColumns(names);
		this.count = names.size();
		this.padShort = Dialect.flag(layout, "padShort", false);
		this.cutLong = Dialect.flag(layout, "cutLong", false);
		String locale = (String) layout.get("locale");
		RecordBinder bound = new RecordBinder(type, (locale != null) ? Locale.forLanguageTag(locale) : null);
		this.binder = dialect.emptyIsNull() ? bound : bound.emptyIsNothing();
		this.binder.checkColumns(names);
	}

	@Override
	public Object parse(String text) {
		return this.binder.bind(this.columns.row(values(text)));
	}

	private @Nullable String[] values(String text) {
		@Nullable String[] values = this.rows.parse(text);
		if (values.length == this.count) {
			return values;
		}
		String problem = RowRules.problem(values.length, this.count, this.padShort, this.cutLong);
		if (problem != null) {
			throw new IllegalArgumentException("it " + problem);
		}
		return Arrays.copyOf(values, this.count);
	}

}
