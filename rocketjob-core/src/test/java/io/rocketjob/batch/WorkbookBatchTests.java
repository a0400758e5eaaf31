package io.rocketjob.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.record.csv.CsvFormat;
import io.rocketjob.batch.record.xlsx.XlsxFormat;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Workbooks from an upload through the workers to a download. */
class WorkbookBatchTests {

	private final TestSystem system = TestSystem.with(TradeJob.class, RowJob.class, LineJob.class)
		.format(new CsvFormat())
		.format(new XlsxFormat())
		.start();

	@TempDir
	Path directory;

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aJobReadsAWorkbookAsItReadsTheSameCsv() throws IOException {
		Path csv = Files.writeString(this.directory.resolve("a.csv"), "ID,Day,Price\n1,2026-11-28,19.99\n2,,\n");
		for (Path file : List.of(csv, workbook("a.xlsx"))) {
			this.system.rocketJob.batch(TradeJob.class).upload(file).create();
			this.system.queue.drain();
			assertThat(this.system.bean(TradeJob.class).ran).containsExactly(
					new Trade(1, LocalDate.of(2026, 11, 28), new BigDecimal("19.99")), new Trade(2, null, null));
			this.system.bean(TradeJob.class).ran.clear();
		}
	}

	@Test
	void aJobOfTextGetsARowAsALineOfDelimitedText() throws IOException {
		this.system.rocketJob.batch(LineJob.class)
			.fields(new LineJob.Fields("", 0))
			.input((input) -> input.format("xlsx"))
			.upload(workbook("a.xlsx"))
			.create();
		this.system.queue.drain();
		assertThat(this.system.bean(LineJob.class).ran).containsExactly("1,2026-11-28,19.99", "2,,");
	}

	@Test
	void whatAWorkbookHadItHasAgainAfterADownload() throws IOException {
		BatchInstance<Void> batch = this.system.rocketJob.batch(RowJob.class).upload(workbook("a.XLSX")).create();
		assertThat(batch.recordCount()).isEqualTo(2);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		Path output = this.directory.resolve("out.xlsx");
		assertThat(batch.download(output, (options) -> options.option("dateColumns", "day").option("sheet", "Out")))
			.isEqualTo(2);
		try (XSSFWorkbook workbook = new XSSFWorkbook(Files.newInputStream(output))) {
			Row row = workbook.getSheet("Out").getRow(1);
			assertThat(row.getCell(0).getNumericCellValue()).isEqualTo(1);
			assertThat(row.getCell(1).getLocalDateTimeCellValue().toLocalDate()).isEqualTo(LocalDate.of(2026, 11, 28));
			assertThat(row.getCell(2).getNumericCellValue()).isEqualTo(19.99);
			assertThat(row.getCell(3).getStringCellValue()).isEqualTo("2026-03-04T18:00:00Z");
			assertThat(workbook.getSheet("Out").getRow(2).getCell(1)).isNull();
		}
		ByteArrayOutputStream csv = new ByteArrayOutputStream();
		batch.download(csv, (options) -> options.format("csv"));
		assertThat(csv)
			.hasToString("id,day,price,at\n1,2026-11-28,19.99,2026-03-04T18:00:00Z\n2,,,2026-03-04T18:00:00Z\n");
	}

	@Test
	void aWrongCellLeavesNothingBehindAndIsNamed() throws IOException {
		Path file = this.directory.resolve("wrong.xlsx");
		try (XSSFWorkbook workbook = new XSSFWorkbook()) {
			Sheet sheet = workbook.createSheet("Trades");
			sheet.createRow(0).createCell(0).setCellValue("id");
			sheet.createRow(1).createCell(0).setCellValue(1);
			sheet.createRow(2).createCell(0).setCellErrorValue(org.apache.poi.ss.usermodel.FormulaError.NA.getCode());
			write(workbook, file);
		}
		assertThatExceptionOfType(InvalidRecordException.class)
			.isThrownBy(() -> this.system.rocketJob.batch(RowJob.class).upload(file).create())
			.withMessageContaining("wrong.xlsx")
			.withMessageEndingWith(": Cell Trades!A3 has the error #N/A; the option 'errorCells' can be 'null'")
			.satisfies((ex) -> assertThat(ex.recordNumber()).isEqualTo(2));
		assertThat(this.system.rocketJob.jobs().list()).isEmpty();
	}

	@Test
	void aDownloadThatFailsLeavesNoFile() throws IOException {
		BatchInstance<Void> batch = this.system.rocketJob.batch(RowJob.class).upload(workbook("a.xlsx")).create();
		this.system.queue.drain();
		Path output = this.directory.resolve("out.xlsx");
		assertThatExceptionOfType(RocketJobException.class)
			.isThrownBy(() -> batch.download(output, (options) -> options.option("dateColumns", "price")))
			.withMessageEndingWith("cannot be written in the format 'xlsx': Record 1 has no date, which the option"
					+ " 'dateColumns' asks for, in column 'price'");
		assertThat(files()).containsExactly("a.xlsx");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> batch.download(output, (options) -> options.header("a,b")))
			.withMessageContaining("A workbook has no first line of text");
		assertThat(files()).containsExactly("a.xlsx");
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	private Path workbook(String name) throws IOException {
		Path file = this.directory.resolve(name);
		try (XSSFWorkbook workbook = new XSSFWorkbook()) {
			CellStyle date = workbook.createCellStyle();
			date.setDataFormat(workbook.createDataFormat().getFormat("dd.mm.yyyy"));
			Sheet sheet = workbook.createSheet("Trades");
			Row header = sheet.createRow(0);
			List<String> names = List.of("ID", "Day", "Price");
			for (int i = 0; i < names.size(); i++) {
				header.createCell(i).setCellValue(names.get(i));
			}
			Row row = sheet.createRow(1);
			row.createCell(0).setCellValue(1);
			row.createCell(1).setCellValue(LocalDate.of(2026, 11, 28));
			row.getCell(1).setCellStyle(date);
			row.createCell(2).setCellFormula("9.99+10");
			workbook.getCreationHelper().createFormulaEvaluator().evaluateFormulaCell(row.getCell(2));
			sheet.createRow(2).createCell(0).setCellValue(2);
			write(workbook, file);
		}
		return file;
	}

	private static void write(XSSFWorkbook workbook, Path file) throws IOException {
		try (var stream = Files.newOutputStream(file)) {
			workbook.write(stream);
		}
	}

	record Trade(int id, @Nullable LocalDate day, @Nullable BigDecimal price) {

	}

	/** Takes records of a class of its own. */
	@RocketJob(name = "workbook-trade-job")
	@InputCategory(format = "auto")
	static class TradeJob implements BatchJob<Void, Trade, Void> {

		final List<Trade> ran = Collections.synchronizedList(new ArrayList<>());

		@Override
		public @Nullable Void perform(Trade trade, BatchContext<Void> context) {
			this.ran.add(trade);
			return null;
		}

	}

	/** Gives each record back, with a time. */
	@RocketJob(name = "workbook-row-job", destroyOnComplete = false)
	@InputCategory(format = "auto")
	@OutputCategory(format = "auto")
	static class RowJob implements BatchJob<Void, Map<String, @Nullable Object>, Map<String, @Nullable Object>> {

		@Override
		public Map<String, @Nullable Object> perform(Map<String, @Nullable Object> row, BatchContext<Void> context) {
			Map<String, @Nullable Object> output = new LinkedHashMap<>(row);
			output.put("at", Instant.parse("2026-03-04T18:00:00Z"));
			return output;
		}

	}

}
