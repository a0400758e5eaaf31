package io.rocketjob.batch.record.xlsx;

import java.io.InputStream;
import java.util.List;
import java.util.Set;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import io.rocketjob.batch.record.FileContentException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a part of a workbook, element by element. Declarations of entities are not read,
 * so a part refers to nothing outside of it. Elements of two namespaces count, those of
 * ordinary workbooks and of strict ones.
 */
final class Xml implements AutoCloseable {

	private static final Set<String> NAMESPACES = Set.of("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
			"http://purl.oclc.org/ooxml/spreadsheetml/main");

	/** That of a cell, each written as an escape. */
	private static final int LONGEST_TEXT = 32_767 * "_x0000_".length();

	/**
	 * Java 24 and later count each escaped sign of a file, such as an ampersand, against
	 * these, and refuse those that have many. Without declarations no entity can be
	 * large.
	 */
	private static final List<String> ENTITY_LIMITS = List.of("jdk.xml.totalEntitySizeLimit",
			"jdk.xml.maxGeneralEntitySizeLimit");

	private final XMLStreamReader reader;

	private final StringBuilder text = new StringBuilder();

	Xml(InputStream stream) throws XMLStreamException {
		this.reader = factory().createXMLStreamReader(stream);
	}

	/** That of the JDK, whatever there is beside it. Not promised to be thread-safe. */
	private static XMLInputFactory factory() {
		XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
		factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
		factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
		ENTITY_LIMITS.forEach((limit) -> factory.setProperty(limit, "0"));
		return factory;
	}

	/**
	 * Goes to where the next element begins or ends.
	 * @return whether there is one
	 */
	boolean next() throws XMLStreamException {
		while (this.reader.hasNext()) {
			int event = this.reader.next();
			if ((event == XMLStreamConstants.START_ELEMENT || event == XMLStreamConstants.END_ELEMENT)
					&& NAMESPACES.contains(String.valueOf(this.reader.getNamespaceURI()))) {
				return true;
			}
		}
		return false;
	}

	boolean begins(String name) {
		return this.reader.isStartElement() && this.reader.getLocalName().equals(name);
	}

	boolean ends(String name) {
		return this.reader.isEndElement() && this.reader.getLocalName().equals(name);
	}

	@Nullable String attribute(String name) {
		return this.reader.getAttributeValue(null, name);
	}

	/** The identifier by which a workbook refers to another part. */
	@Nullable String relationship() {
		for (int i = 0; i < this.reader.getAttributeCount(); i++) {
			if (this.reader.getAttributeLocalName(i).equals("id")
					&& String.valueOf(this.reader.getAttributeNamespace(i)).endsWith("/relationships")) {
				return this.reader.getAttributeValue(i);
			}
		}
		return null;
	}

	/**
	 * Reads the text of the element that begins here, and of those within it.
	 * @param of the name of the elements whose text counts
	 * @param but the name of elements that are passed over
	 * @return the text
	 */
	String text(String of, String but) throws XMLStreamException, FileContentException {
		this.text.setLength(0);
		boolean counts = this.reader.getLocalName().equals(of);
		int passed = 0;
		int depth = 1;
		while (depth > 0) {
			switch (this.reader.next()) {
				case XMLStreamConstants.START_ELEMENT -> {
					depth++;
					passed += (passed > 0 || this.reader.getLocalName().equals(but)) ? 1 : 0;
					counts = this.reader.getLocalName().equals(of);
				}
				case XMLStreamConstants.END_ELEMENT -> {
					depth--;
					passed -= (passed > 0) ? 1 : 0;
					counts = false;
				}
				case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
					if (counts && passed == 0) {
						add();
					}
				}
				default -> {
					// comments
				}
			}
		}
		return this.text.toString();
	}

	private void add() throws FileContentException {
		if (this.text.length() + this.reader.getTextLength() > LONGEST_TEXT) {
			throw new FileContentException("has a text of more than " + LONGEST_TEXT + " characters");
		}
		this.text.append(this.reader.getTextCharacters(), this.reader.getTextStart(), this.reader.getTextLength());
	}

	@Override
	public void close() throws XMLStreamException {
		this.reader.close();
	}

}
