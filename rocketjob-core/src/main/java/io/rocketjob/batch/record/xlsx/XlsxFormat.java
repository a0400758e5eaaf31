package io.rocketjob.batch.record.xlsx;

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

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * A sheet of a workbook ({@code .xlsx}): each row is a record, and the first one names
 * the columns. A workbook is read and written from a temporary file, and never as a whole
 * in memory. A job that wants text gets a row as a line of delimited text. Needs Apache
 * POI ({@code org.apache.poi:poi-ooxml}).
 *
 * @since 0.1.0
 */
public final class XlsxFormat implements RecordFormat {

	private static final String NAME = "xlsx";

	private static final boolean HAS_LIBRARY = ClassUtils.isPresent("org.apache.poi.xssf.streaming.SXSSFWorkbook",
			XlsxFormat.class.getClassLoader());

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public List<String> endings() {
		return List.of("." + NAME);
	}

	@Override
	public Set<String> options() {
		return XlsxOptions.NAMES;
	}

	@Override
	public void check(Map<String, Object> values) {
		XlsxOptions.of(NAME, values);
		if (!HAS_LIBRARY) {
			throw new IllegalStateException("The record format '" + NAME
					+ "' needs Apache POI, which is not there; add the dependency org.apache.poi:poi-ooxml");
		}
	}

	@Override
	public RecordFileReader reader(RecordInput input) throws IOException {
		return new XlsxReader(input, XlsxOptions.of(NAME, input.options()));
	}

	@Override
	public RecordParser parser(Map<String, Object> layout, ResolvableType type) {
		return new XlsxParser(layout, type);
	}

	@Override
	public String place(long line) {
		return "row " + line;
	}

	@Override
	public RecordFileWriter writer(RecordOutput output) {
		if (output.header() != null) {
			throw new IllegalArgumentException(
					"A workbook has no first line of text; the option 'columns' says which columns it has");
		}
		return new XlsxWriter(output.stream(), XlsxOptions.of(NAME, output.options()));
	}

}
