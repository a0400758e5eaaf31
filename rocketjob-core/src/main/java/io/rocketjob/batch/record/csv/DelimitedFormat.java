package io.rocketjob.batch.record.csv;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rocketjob.batch.record.RecordFileReader;
import io.rocketjob.batch.record.RecordFileWriter;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordInput;
import io.rocketjob.batch.record.RecordOutput;
import io.rocketjob.batch.record.RecordParser;
import io.rocketjob.batch.record.TextEncoding;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * What formats of delimited text have in common. Thread-safe.
 */
abstract class DelimitedFormat implements RecordFormat {

	private static final boolean HAS_LIBRARY = ClassUtils.isPresent("de.siegmar.fastcsv.reader.CsvReader",
			DelimitedFormat.class.getClassLoader());

	private final String name;

	private final Dialect dialect;

	private final Set<String> options;

	DelimitedFormat(String name, Dialect dialect) {
		this.name = name;
		this.dialect = dialect;
		this.options = DelimitedOptions.names(dialect.quotes());
	}

	@Override
	public final String name() {
		return this.name;
	}

	@Override
	public final List<String> endings() {
		return List.of("." + this.name);
	}

	@Override
	public final Set<String> options() {
		return this.options;
	}

	@Override
	public final void check(Map<String, Object> values) {
		TextEncoding.of(this.name, values);
		options(values);
		if (this.dialect.quotes() && !HAS_LIBRARY) {
			throw new IllegalStateException("The record format '" + this.name
					+ "' needs FastCSV, which is not there; add the dependency de.siegmar:fastcsv");
		}
	}

	private DelimitedOptions options(Map<String, Object> values) {
		return DelimitedOptions.of(this.name, this.dialect, values);
	}

	@Override
	public final RecordFileReader reader(RecordInput input) throws IOException {
		return new DelimitedReader(input, options(input.options()));
	}

	@Override
	public final RecordParser parser(Map<String, Object> layout, ResolvableType type) {
		return new DelimitedParser(layout, this.dialect, type);
	}

	@Override
	public final RecordFileWriter writer(RecordOutput output) throws IOException {
		return new DelimitedWriter(this.name, output, options(output.options()));
	}

}
