package io.rocketjob.batch.record.xlsx;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A workbook of parts that are written by hand, as spreadsheets write them. */
final class HandmadeWorkbook {

	private static final String TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

	private final boolean strict;

	private final List<String> sheets = new ArrayList<>();

	private final List<String> texts = new ArrayList<>();

	private final List<String> formats = new ArrayList<>();

	private final Map<String, String> parts = new LinkedHashMap<>();

	private final Map<String, String> states = new LinkedHashMap<>();

	private String properties = "";

	private String mainType = TYPES + "sheet.main+xml";

	private String prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

	private HandmadeWorkbook(boolean strict) {
		this.strict = strict;
	}

	static HandmadeWorkbook ordinary() {
		return new HandmadeWorkbook(false);
	}

	static HandmadeWorkbook strict() {
		return new HandmadeWorkbook(true);
	}

	HandmadeWorkbook of1904() {
		this.properties = "<workbookPr date1904=\"1\"/>";
		return this;
	}

	HandmadeWorkbook mainType(String type) {
		this.mainType = type;
		return this;
	}

	HandmadeWorkbook prolog(String text) {
		this.prolog = text;
		return this;
	}

	/** The texts that cells refer to, each the content of an item. */
	HandmadeWorkbook texts(String... items) {
		this.texts.addAll(List.of(items));
		return this;
	}

	/** Codes of formats; the first is that of style 1. */
	HandmadeWorkbook formats(String... codes) {
		this.formats.addAll(List.of(codes));
		return this;
	}

	HandmadeWorkbook sheet(String name, String state, String rows) {
		this.sheets.add(name);
		this.states.put(name, state);
		this.parts.put("xl/worksheets/sheet" + this.sheets.size() + ".xml",
				this.prolog + "<worksheet xmlns=\"" + main() + "\"><sheetData>" + rows
						+ "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>");
		return this;
	}

	HandmadeWorkbook sheet(String rows) {
		return sheet("Sheet1", "visible", rows);
	}

	private String main() {
		return this.strict ? "http://purl.oclc.org/ooxml/spreadsheetml/main"
				: "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
	}

	private String relationships() {
		return this.strict ? "http://purl.oclc.org/ooxml/officeDocument/relationships"
				: "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
	}

	byte[] bytes() throws IOException {
		StringBuilder types = new StringBuilder();
		StringBuilder links = new StringBuilder();
		StringBuilder list = new StringBuilder();
		type(types, "xl/workbook.xml", this.mainType);
		for (int i = 0; i < this.sheets.size(); i++) {
			String part = "worksheets/sheet" + (i + 1) + ".xml";
			type(types, "xl/" + part, TYPES + "worksheet+xml");
			link(links, "s" + i, "/worksheet", part);
			String name = this.sheets.get(i);
			list.append("<sheet name=\"" + name + "\" sheetId=\"" + (i + 1) + "\" state=\"" + this.states.get(name)
					+ "\" r:id=\"s" + i + "\"/>");
		}
		type(types, "xl/styles.xml", TYPES + "styles+xml");
		link(links, "styles", "/styles", "styles.xml");
		type(types, "xl/sharedStrings.xml", TYPES + "sharedStrings+xml");
		link(links, "texts", "/sharedStrings", "sharedStrings.xml");
		Map<String, String> all = new LinkedHashMap<>();
		all.put("[Content_Types].xml",
				"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\""
						+ " ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>" + types
						+ "</Types>");
		StringBuilder root = new StringBuilder();
		link(root, "r", "/officeDocument", "xl/workbook.xml");
		all.put("_rels/.rels", links(root));
		all.put("xl/workbook.xml", "<workbook xmlns=\"" + main() + "\" xmlns:r=\"" + relationships() + "\">"
				+ this.properties + "<sheets>" + list + "</sheets></workbook>");
		all.put("xl/_rels/workbook.xml.rels", links(links));
		all.put("xl/styles.xml", styles());
		StringBuilder items = new StringBuilder();
		this.texts.forEach((item) -> items.append("<si>" + item + "</si>"));
		all.put("xl/sharedStrings.xml", "<sst xmlns=\"" + main() + "\">" + items + "</sst>");
		all.putAll(this.parts);
		return zip(all);
	}

	private static void type(StringBuilder types, String part, String type) {
		types.append("<Override PartName=\"/" + part + "\" ContentType=\"" + type + "\"/>");
	}

	private void link(StringBuilder links, String id, String type, String target) {
		links.append(
				"<Relationship Id=\"" + id + "\" Type=\"" + relationships() + type + "\" Target=\"" + target + "\"/>");
	}

	private static String links(StringBuilder links) {
		return "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" + links
				+ "</Relationships>";
	}

	private String styles() {
		StringBuilder codes = new StringBuilder();
		StringBuilder cells = new StringBuilder("<xf numFmtId=\"0\"/>");
		for (int i = 0; i < this.formats.size(); i++) {
			String format = this.formats.get(i);
			if (format.startsWith("#")) {
				cells.append("<xf numFmtId=\"" + format.substring(1) + "\"/>");
			}
			else {
				codes.append("<numFmt numFmtId=\"" + (164 + i) + "\" formatCode=\"" + format.replace("\"", "&quot;")
						+ "\"/>");
				cells.append("<xf numFmtId=\"" + (164 + i) + "\"/>");
			}
		}
		return "<styleSheet xmlns=\"" + main() + "\"><numFmts>" + codes
				+ "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>" + cells
				+ "</cellXfs></styleSheet>";
	}

	static byte[] zip(Map<String, String> entries) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
			for (Map.Entry<String, String> each : entries.entrySet()) {
				zip.putNextEntry(new ZipEntry(each.getKey()));
				zip.write(each.getValue().getBytes(StandardCharsets.UTF_8));
			}
		}
		return bytes.toByteArray();
	}

	/** The parts of a workbook, by their names. */
	static Map<String, String> unzip(byte[] file) throws IOException {
		Map<String, String> parts = new LinkedHashMap<>();
		try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
			for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
				parts.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
			}
		}
		return parts;
	}

}
