package io.rocketjob.batch.record.xlsx;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

import javax.xml.stream.XMLStreamException;

import io.rocketjob.batch.record.FileContentException;
import org.apache.poi.openxml4j.exceptions.InvalidFormatException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.openxml4j.opc.PackagePart;
import org.apache.poi.openxml4j.opc.PackageRelationship;
import org.apache.poi.openxml4j.opc.PackageRelationshipTypes;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.jspecify.annotations.Nullable;

/**
 * A workbook that is read, in a temporary file. What expands to more than a hundred times
 * its size is refused by Apache POI, by its own limits.
 */
final class WorkbookFile implements Closeable {

	/** What names of temporary files begin with, before the number of the process. */
	static final String TEMPORARY = "rocketjob-workbook-";

	private static final byte[] ZIP = HexFormat.of().parseHex("504b");

	private static final byte[] OLE = HexFormat.of().parseHex("d0cf11e0a1b11ae1");

	/** In memory; the others are in a temporary file. */
	private static final long BYTES_OF_TEXTS = 8L * 1024 * 1024;

	/** Before it messages of the XML reader have a place, and a line break. */
	private static final String MESSAGE = "Message: ";

	private final Path file;

	private final OPCPackage content;

	private final PackagePart workbook;

	private final List<Sheet> sheets = new ArrayList<>();

	private DateSystem dates = DateSystem.OF_1900;

	private WorkbookFile(Path file) throws IOException {
		this.file = file;
		refuseOthers(file);
		try {
			this.content = OPCPackage.open(file.toFile(), PackageAccess.READ);
		}
		catch (InvalidFormatException | RuntimeException ex) {
			throw damaged("", ex);
		}
		try {
			this.workbook = workbook(this.content);
			readSheets();
		}
		catch (InvalidFormatException | XMLStreamException | RuntimeException ex) {
			this.content.revert();
			throw damaged(" in its list of sheets", ex);
		}
		catch (IOException ex) {
			this.content.revert();
			throw damagedOr(" in its list of sheets", ex);
		}
	}

	/**
	 * Opens a workbook.
	 * @param stream its content
	 * @return the workbook
	 * @throws FileContentException when it is none, saying what it is
	 * @throws IOException when it cannot be read
	 */
	static WorkbookFile open(InputStream stream) throws IOException {
		Path file = temporaryFile(".xlsx");
		try {
			Files.copy(stream, file, StandardCopyOption.REPLACE_EXISTING);
			return new WorkbookFile(file);
		}
		catch (IOException | RuntimeException | Error ex) {
			Files.deleteIfExists(file);
			throw ex;
		}
	}

	/**
	 * Makes a temporary file, whose name tells of which process it is.
	 * @param ending the end of its name
	 * @return the file
	 * @throws IOException when it cannot be made
	 */
	static Path temporaryFile(String ending) throws IOException {
		return Files.createTempFile(TEMPORARY + ProcessHandle.current().pid() + "-", ending);
	}

	/**
	 * Says that something is wrong with the workbook itself.
	 * @param where where, with a space before it, or empty
	 * @param ex what has happened
	 * @return what to throw
	 */
	static FileContentException damaged(String where, Exception ex) {
		FileContentException damaged = new FileContentException(isBomb(ex)
				? "The workbook expands to more than a hundred times its size, or has more than a thousand parts, which Apache"
						+ " POI refuses; if that is right, its ZipSecureFile has the limits"
				: "The workbook is damaged" + where + problem(ex));
		damaged.initCause(ex);
		return damaged;
	}

	/** Other errors are those of the machine. */
	private static IOException damagedOr(String where, IOException ex) {
		boolean damaged = ex instanceof ZipException || ex instanceof EOFException || isBomb(ex);
		return damaged ? damaged(where, ex) : ex;
	}

	/** In one line; places in a part help no one who has a spreadsheet. */
	private static String problem(Exception ex) {
		String message = String.valueOf(ex.getMessage());
		if (ex instanceof XMLStreamException) {
			int end = message.indexOf(MESSAGE);
			message = "its XML is wrong: " + ((end != -1) ? message.substring(end + MESSAGE.length()) : message);
		}
		return ": " + message.replaceAll("\\s+", " ").strip();
	}

	private static boolean isBomb(@Nullable Throwable ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			String message = String.valueOf(cause.getMessage());
			if (message.contains("Zip bomb") || message.contains("potentially malicious")) {
				return true;
			}
		}
		return false;
	}

	private static void refuseOthers(Path file) throws IOException {
		byte[] beginning;
		try (InputStream stream = Files.newInputStream(file)) {
			beginning = stream.readNBytes(512);
		}
		if (beginning.length == 0) {
			throw new FileContentException("The file is empty, and a workbook is not");
		}
		if (startsWith(beginning, OLE)) {
			throw new FileContentException(ole(file));
		}
		if (!startsWith(beginning, ZIP)) {
			String text = new String(beginning, StandardCharsets.ISO_8859_1).strip();
			throw new FileContentException("It is no workbook, but "
					+ (text.startsWith("<") ? "a file of HTML or XML" : "another kind of file, such as text")
					+ "; open it with a spreadsheet and save it as .xlsx, or name its format");
		}
		try (ZipFile zip = new ZipFile(file.toFile())) {
			if (zip.getEntry("[Content_Types].xml") == null) {
				throw new FileContentException(zip(zip));
			}
		}
		catch (ZipException ex) {
			throw damaged("", ex);
		}
	}

	private static boolean startsWith(byte[] bytes, byte[] start) {
		return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
	}

	private static String ole(Path file) {
		try (POIFSFileSystem system = new POIFSFileSystem(file.toFile(), true)) {
			DirectoryNode root = system.getRoot();
			if (root.hasEntryCaseInsensitive("EncryptedPackage")) {
				return "It is encrypted with a password; save it without one";
			}
			if (!root.hasEntryCaseInsensitive("Workbook") && !root.hasEntryCaseInsensitive("Book")) {
				return "It is no workbook, but another document of Office before 2007";
			}
		}
		catch (IOException | RuntimeException ex) {
			// its first bytes tell enough
		}
		return "It is a workbook of Excel before 2007 (.xls); save it as .xlsx";
	}

	private static String zip(ZipFile zip) throws IOException {
		ZipEntry type = zip.getEntry("mimetype");
		if (type != null) {
			try (InputStream stream = zip.getInputStream(type)) {
				String name = new String(stream.readNBytes(200), StandardCharsets.US_ASCII);
				if (name.contains("opendocument.spreadsheet")) {
					return "It is an OpenDocument spreadsheet (.ods); save it as .xlsx";
				}
			}
		}
		return "It is a zip archive that is no workbook";
	}

	private static PackagePart workbook(OPCPackage content) throws IOException, InvalidFormatException {
		for (String type : List.of(PackageRelationshipTypes.CORE_DOCUMENT,
				PackageRelationshipTypes.STRICT_CORE_DOCUMENT)) {
			PackageRelationship relationship = content.getRelationshipsByType(type).getRelationship(0);
			PackagePart part = (relationship != null) ? content.getPart(relationship) : null;
			if (part != null) {
				String contentType = part.getContentType();
				if (contentType.contains("sheet.binary")) {
					throw new FileContentException("It is a binary workbook (.xlsb); save it as .xlsx");
				}
				if (!contentType.contains("spreadsheetml") && !contentType.contains("ms-excel")) {
					throw new FileContentException("It is no workbook, but a document of type " + contentType);
				}
				return part;
			}
		}
		throw new FileContentException("It is a zip archive that is no workbook");
	}

	private void readSheets() throws IOException, XMLStreamException, InvalidFormatException {
		try (InputStream stream = this.workbook.getInputStream(); Xml xml = new Xml(stream)) {
			while (xml.next()) {
				if (xml.begins("workbookPr") && isTrue(xml.attribute("date1904"))) {
					this.dates = DateSystem.OF_1904;
				}
				else if (xml.begins("sheet")) {
					addSheet(xml);
				}
			}
		}
	}

	private static boolean isTrue(@Nullable String flag) {
		return "1".equals(flag) || "true".equals(flag) || "on".equals(flag);
	}

	/** Charts have sheets of their own. */
	private void addSheet(Xml xml) throws InvalidFormatException {
		String id = xml.relationship();
		String name = xml.attribute("name");
		PackageRelationship relationship = (id != null) ? this.workbook.getRelationship(id) : null;
		if (name != null && relationship != null && relationship.getRelationshipType().endsWith("/worksheet")) {
			PackagePart part = this.workbook.getRelatedPart(relationship);
			String state = xml.attribute("state");
			if (part != null) {
				this.sheets.add(new Sheet(name, state == null || state.equals("visible"), part));
			}
		}
	}

	/**
	 * Chooses a sheet.
	 * @param name its name, {@code null} for the first one that is visible
	 * @return the sheet
	 * @throws FileContentException when there is none, naming those that there are
	 */
	Sheet sheet(@Nullable String name) throws FileContentException {
		if (name == null) {
			return this.sheets.stream()
				.filter(Sheet::visible)
				.findFirst()
				.orElseThrow(() -> new FileContentException(
						"No sheet of the workbook is visible; the option 'sheet' can be one of " + names()));
		}
		return this.sheets.stream()
			.filter((sheet) -> sheet.name().equalsIgnoreCase(name))
			.findFirst()
			.orElseThrow(
					() -> new FileContentException("The workbook has no sheet '" + name + "'; there are " + names()));
	}

	private List<String> names() {
		return this.sheets.stream().map(Sheet::name).toList();
	}

	/**
	 * How its dates are counted.
	 * @return the system
	 */
	DateSystem dates() {
		return this.dates;
	}

	/**
	 * Reads the texts that cells refer to.
	 * @return the texts, to be closed
	 */
	SharedTexts texts() throws IOException {
		SharedTexts texts = new SharedTexts(BYTES_OF_TEXTS);
		try {
			PackagePart part = part("/sharedStrings");
			if (part != null) {
				read(part, texts);
			}
			return texts;
		}
		catch (XMLStreamException | InvalidFormatException | RuntimeException ex) {
			texts.close();
			throw damaged(" in its texts", ex);
		}
		catch (IOException ex) {
			texts.close();
			throw damagedOr(" in its texts", ex);
		}
	}

	private static void read(PackagePart part, SharedTexts texts) throws IOException, XMLStreamException {
		try (InputStream stream = part.getInputStream(); Xml xml = new Xml(stream)) {
			while (xml.next()) {
				if (xml.begins("si")) {
					texts.add(xml.text("t", "rPh"));
				}
			}
		}
		catch (FileContentException ex) {
			throw new FileContentException("Text " + texts.count() + " of the workbook " + ex.getMessage());
		}
	}

	/**
	 * Reads what the styles of cells make of numbers.
	 * @return a format for each style
	 */
	List<CellFormat> formats() throws IOException {
		Map<Integer, CellFormat> own = new HashMap<>();
		List<CellFormat> formats = new ArrayList<>();
		try {
			PackagePart part = part("/styles");
			if (part != null) {
				try (InputStream stream = part.getInputStream(); Xml xml = new Xml(stream)) {
					read(xml, own, formats);
				}
			}
			return formats;
		}
		catch (XMLStreamException | InvalidFormatException | RuntimeException ex) {
			throw damaged(" in its styles", ex);
		}
		catch (IOException ex) {
			throw damagedOr(" in its styles", ex);
		}
	}

	private static void read(Xml xml, Map<Integer, CellFormat> own, List<CellFormat> formats)
			throws XMLStreamException {
		boolean ofCells = false;
		while (xml.next()) {
			if (xml.begins("numFmt")) {
				String code = xml.attribute("formatCode");
				if (code != null) {
					own.put(number(xml.attribute("numFmtId")), CellFormat.of(code));
				}
			}
			else if (xml.begins("cellXfs") || xml.ends("cellXfs")) {
				ofCells = xml.begins("cellXfs");
			}
			else if (ofCells && xml.begins("xf")) {
				int id = number(xml.attribute("numFmtId"));
				CellFormat format = own.get(id);
				formats.add((format != null) ? format : CellFormat.ofBuiltIn(id));
			}
		}
	}

	private static int number(@Nullable String text) {
		return (text != null) ? Integer.parseInt(text.trim()) : 0;
	}

	private @Nullable PackagePart part(String type) throws InvalidFormatException {
		for (PackageRelationship relationship : this.workbook.getRelationships()) {
			if (relationship.getRelationshipType().endsWith(type)) {
				return this.workbook.getRelatedPart(relationship);
			}
		}
		return null;
	}

	@Override
	public void close() throws IOException {
		try {
			this.content.revert();
		}
		finally {
			Files.deleteIfExists(this.file);
		}
	}

	/**
	 * A sheet.
	 *
	 * @param name its name
	 * @param visible whether it is shown
	 * @param part its content
	 */
	record Sheet(String name, boolean visible, PackagePart part) {
	}

}
