package io.rocketjob.batch.record.xlsx;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.rocketjob.batch.record.FormatHarness;
import io.rocketjob.batch.record.RecordFileReader;
import io.rocketjob.batch.record.RecordFileWriter;
import io.rocketjob.batch.record.RecordInput;
import io.rocketjob.batch.record.RecordOutput;

/**
 * Writes a workbook of ten columns and reads it, and reads one whose cells all refer to a
 * text of their own, as spreadsheets write them. A test runs it in a process with a small
 * heap; with {@code -Xmx256m} and {@code 500000} as its argument it shows the same for
 * half a million rows. Prints what it took.
 */
public final class WorkbookMemory {

	private static final int COLUMNS = 10;

	private static final int LARGEST = 16_000_000;

	private WorkbookMemory() {
	}

	/**
	 * Writes and reads.
	 * @param args the number of rows
	 * @throws IOException when that fails
	 */
	public static void main(String[] args) throws IOException {
		int rows = Integer.parseInt(args[0]);
		Path file = Files.createTempFile("memory", ".xlsx");
		try {
			measure("written", file, () -> write(file, rows));
			measure("read", file, () -> read(file, rows));
			writeShared(file, rows);
			measure("read with shared texts", file, () -> read(file, rows));
		}
		finally {
			Files.delete(file);
		}
	}

	private static void measure(String what, Path file, Action action) throws IOException {
		long begin = System.nanoTime();
		action.run();
		System.out.printf("%s: %.1f s, %d MB, heap of %d MB%n", what, (System.nanoTime() - begin) / 1e9,
				Files.size(file) / 1_000_000, Runtime.getRuntime().maxMemory() / 1_000_000);
	}

	private static void write(Path file, int rows) throws IOException {
		try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file));
				RecordFileWriter writer = new XlsxFormat()
					.writer(new RecordOutput("a.xlsx", stream, null, Map.of("dateColumns", "c2")))) {
			for (int i = 0; i < rows; i++) {
				Map<String, Object> record = new LinkedHashMap<>();
				record.put("c0", i);
				record.put("c1", i % 2 == 0);
				record.put("c2", "2026-11-28T18:00:00");
				for (int column = 3; column < COLUMNS; column++) {
					record.put("c" + column, (column < 6) ? (Object) (i * 1.25) : "text " + i * column);
				}
				writer.write(new FormatHarness.Value(record));
			}
			writer.finish();
		}
	}

	private static void read(Path file, int rows) throws IOException {
		int count = 0;
		try (InputStream stream = new BufferedInputStream(Files.newInputStream(file));
				RecordFileReader reader = new XlsxFormat()
					.reader(new RecordInput("a.xlsx", stream, StandardCharsets.UTF_8, LARGEST, Map.of()))) {
			while (reader.read() != null) {
				count++;
			}
		}
		if (count != rows) {
			throw new IllegalStateException("There are " + count + " records");
		}
	}

	private static void writeShared(Path file, int rows) throws IOException {
		byte[] frame = HandmadeWorkbook.ordinary().sheet("<?rows?>").texts("<?texts?>").bytes();
		try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
			for (Map.Entry<String, String> part : HandmadeWorkbook.unzip(frame).entrySet()) {
				zip.putNextEntry(new ZipEntry(part.getKey()));
				String text = part.getValue();
				int texts = text.indexOf("<si><?texts?></si>");
				int content = Math.max(texts, text.indexOf("<?rows?>"));
				if (content == -1) {
					zip.write(text.getBytes(StandardCharsets.UTF_8));
					continue;
				}
				zip.write(text.substring(0, content).getBytes(StandardCharsets.UTF_8));
				for (int row = 0; row <= rows; row++) {
					StringBuilder cells = new StringBuilder((texts != -1) ? "" : "<row r=\"" + (row + 1) + "\">");
					for (int i = row * COLUMNS; i < (row + 1) * COLUMNS; i++) {
						cells.append((texts != -1) ? "<si><t>text " + i + "</t></si>" : "<c r=\""
								+ (char) ('A' + i % COLUMNS) + (row + 1) + "\" t=\"s\"><v>" + i + "</v></c>");
					}
					zip.write(cells.append((texts != -1) ? "" : "</row>").toString().getBytes(StandardCharsets.UTF_8));
				}
				zip.write(text.substring(text.indexOf("?>", content) + ((texts != -1) ? 7 : 2))
					.getBytes(StandardCharsets.UTF_8));
			}
		}
	}

	private interface Action {

		void run() throws IOException;

	}

}
