#!/usr/bin/env bash
# excel-streaming-reader 5.2.0 (on POI 5.5.1) reads the same cell as different texts, depending on how a workbook stores it.
# A cell of 東京 with the reading TOKYO beside it (phonetic text, which spreadsheets show above it if at all) gets the
# reading as part of its text where the workbook is a strict one, or has the text within the cell; not where an ordinary
# workbook shares it. The escape a_x0042_c, which stands for aBc, is resolved in shared texts only.
#
# Seen 2026-11-29:
#   ordinary, shared: 東京 | aBc
#   ordinary, inline: 東京TOKYO | a_x0042_c
#   strict, shared: 東京 TOKYO | aBc
#   strict, inline: 東京TOKYO | a_x0042_c
#
# POI's own ReadOnlySharedStringsTable(InputStream) adds phonetic text unless it is told otherwise, which explains the third.
# Needs Maven and Java 17 or later; fails when what was seen changes.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cat > "$directory/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.github.pjfanning</groupId><artifactId>excel-streaming-reader</artifactId><version>5.2.0</version></dependency>
    <dependency><groupId>org.apache.poi</groupId><artifactId>poi-ooxml</artifactId><version>5.5.1</version></dependency>
  </dependencies>
</project>
POM
mvn -B -q -f "$directory/pom.xml" dependency:build-classpath -Dmdep.outputFile="$directory/cp.txt"
cat > "$directory/Finding.java" <<'JAVA'
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import com.github.pjfanning.xlsx.StreamingReader;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.Workbook;

public class Finding {

	static final String TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

	static final String READING = "<t>\u6771\u4eac</t><rPh sb=\"0\" eb=\"2\"><t>TOKYO</t></rPh>";

	static final String ESCAPE = "<t>a_x0042_c</t>";

	public static void main(String[] args) throws Exception {
		PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
		String[] seen = { "\u6771\u4eac | aBc", "\u6771\u4eacTOKYO | a_x0042_c", "\u6771\u4eac TOKYO | aBc",
				"\u6771\u4eacTOKYO | a_x0042_c" };
		for (int i = 0; i < seen.length; i++) {
			String texts = texts(i >= 2, i % 2 == 0);
			out.println((i >= 2 ? "strict, " : "ordinary, ") + (i % 2 == 0 ? "shared: " : "inline: ") + texts);
			if (!texts.equals(seen[i])) {
				throw new AssertionError("was " + seen[i]);
			}
		}
	}

	static String texts(boolean strict, boolean shared) throws IOException {
		StringJoiner texts = new StringJoiner(" | ");
		try (Workbook workbook = StreamingReader.builder().open(new ByteArrayInputStream(workbook(strict, shared)))) {
			workbook.getSheetAt(0).forEach((row) -> {
				for (Cell cell : row) {
					texts.add(cell.getStringCellValue());
				}
			});
		}
		return texts.toString();
	}

	static byte[] workbook(boolean strict, boolean shared) throws IOException {
		String main = strict ? "http://purl.oclc.org/ooxml/spreadsheetml/main"
				: "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
		String links = strict ? "http://purl.oclc.org/ooxml/officeDocument/relationships"
				: "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
			part(zip, "[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
					+ "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
					+ type("workbook", "sheet.main") + type("sheet", "worksheet") + type("texts", "sharedStrings") + "</Types>");
			part(zip, "_rels/.rels", relationships(link(links, "officeDocument", "xl/workbook.xml", 1)));
			part(zip, "xl/workbook.xml", "<workbook xmlns='" + main + "' xmlns:r='" + links
					+ "'><sheets><sheet name='A' sheetId='1' r:id='r1'/></sheets></workbook>");
			part(zip, "xl/_rels/workbook.xml.rels", relationships(link(links, "worksheet", "sheet.xml", 1)
					+ link(links, "sharedStrings", "texts.xml", 2)));
			part(zip, "xl/texts.xml", "<sst xmlns='" + main + "'><si>" + READING + "</si><si>" + ESCAPE + "</si></sst>");
			part(zip, "xl/sheet.xml", "<worksheet xmlns='" + main + "'><sheetData><row r='1'>"
					+ (shared ? "<c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>"
							: "<c r='A1' t='inlineStr'><is>" + READING + "</is></c><c r='B1' t='inlineStr'><is>" + ESCAPE + "</is></c>")
					+ "</row></sheetData></worksheet>");
		}
		return bytes.toByteArray();
	}

	static String type(String part, String type) {
		return "<Override PartName='/xl/" + part + ".xml' ContentType='" + TYPES + type + "+xml'/>";
	}

	static String link(String links, String type, String target, int id) {
		return "<Relationship Id='r" + id + "' Type='" + links + "/" + type + "' Target='" + target + "'/>";
	}

	static String relationships(String links) {
		return "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>" + links + "</Relationships>";
	}

	static void part(ZipOutputStream zip, String name, String text) throws IOException {
		zip.putNextEntry(new ZipEntry(name));
		zip.write(text.getBytes(StandardCharsets.UTF_8));
	}

}
JAVA
# without what Log4j says of having no provider
java -cp "$(cat "$directory/cp.txt")" "$directory/Finding.java" 2>&1 | grep -v "Log4j API"
