#!/usr/bin/env bash
# The XML parsers of Java 25.0.3 refuse a plain document without any declaration, once it has more than 100,000 times &amp; or
# &lt;. Java 17 reads it. They count each as a character of an entity "[xml]", whose size jdk.xml.maxGeneralEntitySizeLimit bounds
# since Java 24. Workbooks have a name such as "Smith &amp; Sons" in each row: with 60,000 rows of two, neither Apache POI
# 5.5.1 (XSSFWorkbook) nor excel-streaming-reader 5.2.0, which parse with the limits of the JDK, read on Java 25 what they
# have written.
#
# Seen 2026-11-29:
#   Java 25.0.3
#   StAX, 100000 times: read
#   StAX, 100001 times: JAXP00010003: The length of entity "[xml]" is "100,001" that exceeds the "100,000" limit set by "jdk.xml.maxGeneralEntitySizeLimit".
#   SAX, 100000 times: read
#   SAX, 100001 times: JAXP00010003: The length of entity "[xml]" is "100,001" that exceeds the "100,000" limit set by "jdk.xml.maxGeneralEntitySizeLimit".
#
# Takes the path of a Java, or uses JAVA_HOME; fails when what was seen changes.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cat > "$directory/Finding.java" <<'JAVA'
import java.io.StringReader;

import javax.xml.parsers.SAXParserFactory;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamReader;
import org.xml.sax.InputSource;
import org.xml.sax.helpers.DefaultHandler;

public class Finding {

	public static void main(String[] args) {
		System.out.println("Java " + System.getProperty("java.version"));
		check("StAX", (text) -> {
			XMLStreamReader reader = XMLInputFactory.newDefaultFactory().createXMLStreamReader(new StringReader(text));
			while (reader.hasNext()) {
				reader.next();
			}
		});
		check("SAX", (text) -> SAXParserFactory.newDefaultInstance()
			.newSAXParser()
			.parse(new InputSource(new StringReader(text)), new DefaultHandler()));
	}

	static void check(String name, Reader reader) {
		for (int count : new int[] { 100_000, 100_001 }) {
			String seen = "read";
			try {
				reader.read("<x>" + "&amp;".repeat(count) + "</x>");
			}
			catch (Exception ex) {
				seen = ex.getMessage().replaceAll("(?s).*(JAXP)", "$1");
			}
			System.out.println(name + ", " + count + " times: " + seen);
			if (seen.equals("read") != (count == 100_000)) {
				throw new AssertionError("has changed");
			}
		}
	}

	interface Reader {

		void read(String text) throws Exception;

	}

}
JAVA
"${1:-${JAVA_HOME:-/usr}/bin/java}" "$directory/Finding.java"
