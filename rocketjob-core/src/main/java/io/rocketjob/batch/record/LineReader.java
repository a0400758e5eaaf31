package io.rocketjob.batch.record;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a stream. A line ends at a line feed, of which one carriage return
 * before it is a part; the last line may lack it. Bytes that the charset does not allow
 * are an error unless something else is wanted, where {@link java.io.BufferedReader}
 * would replace them without a word. A byte order mark of UTF-8, UTF-16 or UTF-32 at the
 * beginning is skipped, and its charset wins over the one that was given. What begins
 * like a compressed file or an archive is refused, and so is what looks like UTF-16 or
 * UTF-32 where neither a mark nor the given charset says so. After an error the reader
 * cannot be used. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class LineReader implements Closeable {

	private static final int BUFFER = 64 * 1024;

	private static final char REPLACEMENT = '\uFFFD';

	/** What is read from, where it is not yet decoded. */
	private InputStream input;

	private Charset charset;

	private final CodingErrorAction malformed;

	private CharsetDecoder decoder;

	private boolean extendsAscii;

	private boolean utf8;

	private final int maximumBytes;

	/** Whether a carriage return ends a line as well. */
	private final boolean anyBreak;

	private String lineBreak = "";

	private final BreakFinder breaks = new BreakFinder();

	private final byte[] buffer = new byte[BUFFER + BreakFinder.ROOM];

	private int position;

	private int limit;

	/** The beginning of a line that did not end within the buffer. */
	private byte[] begun = new byte[0];

	private int begunLength;

	private long lineNumber;

	private boolean started;

	private boolean marked;

	/**
	 * Makes a reader of UTF-8.
	 * @param input the bytes; read in large pieces, so that it need not be buffered
	 * @param maximumBytes the most bytes of a line, without its line break
	 */
	public LineReader(InputStream input, int maximumBytes) {
		this(input, StandardCharsets.UTF_8, maximumBytes);
	}

	/**
	 * Makes a reader.
	 * @param input the bytes; read in large pieces, so that it need not be buffered
	 * @param charset the charset of the lines
	 * @param maximumBytes the most bytes of a line, without its line break
	 * @throws IllegalArgumentException when lines cannot be told in the charset, or when
	 * the maximum is not positive
	 */
	public LineReader(InputStream input, Charset charset, int maximumBytes) {
		this(input, new TextEncoding(charset, CodingErrorAction.REPORT), maximumBytes, false);
	}

	/**
	 * Makes a reader.
	 * @param input the bytes
	 * @param encoding how they are encoded
	 * @param maximumBytes the most bytes of a line, without its line break
	 * @param anyBreak whether a carriage return ends a line as well
	 */
	LineReader(InputStream input, TextEncoding encoding, int maximumBytes, boolean anyBreak) {
		if (maximumBytes < 1) {
			throw new IllegalArgumentException("The most bytes of a line must be positive, but are " + maximumBytes);
		}
		this.input = input;
		this.charset = encoding.charset();
		this.malformed = encoding.malformed();
		this.decoder = this.charset.newDecoder();
		this.maximumBytes = maximumBytes;
		this.anyBreak = anyBreak;
	}

	/**
	 * Makes a reader of lines that end at a line feed, at a carriage return, or at both
	 * in this order.
	 * @param input the bytes; read in large pieces, so that it need not be buffered
	 * @param charset the charset of the lines
	 * @param maximumBytes the most bytes of a line, without its line break
	 * @return the reader
	 * @throws IllegalArgumentException when lines cannot be told in the charset, or when
	 * the maximum is not positive
	 */
	public static LineReader ofAnyBreak(InputStream input, Charset charset, int maximumBytes) {
		return new LineReader(input, new TextEncoding(charset, CodingErrorAction.REPORT), maximumBytes, true);
	}

	/**
	 * The charset of the file.
	 * @return that of its byte order mark, else the one that was given
	 * @throws FileContentException when it begins like no text, or lacks a byte order
	 * mark that the charset needs
	 * @throws IOException when the stream cannot be read
	 */
	public Charset charset() throws IOException {
		begin();
		return this.charset;
	}

	/** Looks at the first bytes. */
	private void begin() throws IOException {
		if (this.started) {
			return;
		}
		this.started = true;
		int count = 0;
		while (count != -1 && this.limit < FileBeginning.LENGTH) {
			count = this.input.read(this.buffer, this.limit, BUFFER - this.limit);
			this.limit += Math.max(count, 0);
		}
		FileBeginning.requireText(this.buffer, this.limit);
		FileBeginning.Mark mark = FileBeginning.mark(this.buffer, this.limit);
		if (mark != null) {
			this.marked = true;
			this.charset = mark.charset();
			this.position = mark.length();
		}
		if (TextCharset.isWide(this.charset)) {
			widen();
		}
		else if (mark == null) {
			FileBeginning.requireNarrow(this.buffer, this.limit);
		}
		this.utf8 = TextCharset.isWide(this.charset) || this.charset.equals(StandardCharsets.UTF_8);
		this.decoder = (this.utf8 ? StandardCharsets.UTF_8 : this.charset).newDecoder();
		this.extendsAscii = extendsAscii(this.decoder);
		this.decoder.onMalformedInput(this.malformed).onUnmappableCharacter(this.malformed);
	}

	private void widen() throws IOException {
		Charset ordered = TextCharset.ordered(this.charset);
		if (ordered == null && this.limit > 0) {
			throw new FileContentException("The file has no byte order mark, without which " + this.charset.name()
					+ " cannot be told; say " + this.charset.name() + "LE or " + this.charset.name() + "BE");
		}
		if (ordered != null) {
			this.charset = ordered;
			ByteBuffer beginning = ByteBuffer.wrap(Arrays.copyOf(this.buffer, this.limit)).position(this.position);
			this.input = new WideInputStream(this.input, beginning, this.position, ordered, this.malformed);
		}
		this.position = 0;
		this.limit = 0;
	}

	private static boolean extendsAscii(CharsetDecoder decoder) {
		ByteBuffer bytes = ByteBuffer.allocate(128);
		for (int i = 0; i < 128; i++) {
			bytes.put((byte) i);
		}
		try {
			CharBuffer decoded = decoder.decode(bytes.flip());
			for (int i = 0; i < 128; i++) {
				if (decoded.length() != 128 || decoded.get(i) != i) {
					return false;
				}
			}
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	/**
	 * Reads the next line.
	 * @return the line without its line break, {@code null} when there is none
	 * @throws LineException when the line is longer than the maximum, or is not valid in
	 * the charset
	 * @throws IOException when the stream cannot be read
	 */
	public @Nullable String readLine() throws IOException {
		begin();
		return this.anyBreak ? readLineOfAnyBreak() : readLineOfLineFeed();
	}

	private @Nullable String readLineOfLineFeed() throws IOException {
		int bits = 0;
		while (true) {
			byte[] bytes = this.buffer;
			int end = this.limit;
			int i = this.position;
			while (i < end && bytes[i] != '\n') {
				bits |= bytes[i];
				i++;
			}
			int start = this.position;
			if (i < end) {
				this.position = i + 1;
				return line(start, i, bits, true);
			}
			append(start, end);
			if (!fill(this.lineNumber + 1)) {
				return (this.begunLength > 0) ? line(0, 0, bits, false) : null;
			}
		}
	}

	private @Nullable String readLineOfAnyBreak() throws IOException {
		this.breaks.begin();
		while (true) {
			byte[] bytes = this.buffer;
			int end = this.limit;
			int start = this.position;
			int i = this.breaks.find(bytes, start, end);
			if (i < end && (bytes[i] == '\n' || i + 1 < end)) {
				this.lineBreak = (bytes[i] == '\n') ? "\n" : (bytes[i + 1] == '\n') ? "\r\n" : "\r";
				this.position = i + this.lineBreak.length();
				return line(start, i, this.breaks.bits(), false);
			}
			append(start, i);
			boolean filled = fill((i < end) ? this.lineNumber + 2 : this.lineNumber + 1);
			if (i < end) {
				// a carriage return was the last byte before
				boolean both = filled && this.buffer[0] == '\n';
				this.lineBreak = both ? "\r\n" : "\r";
				this.position = both ? 1 : 0;
				return line(this.position, this.position, this.breaks.bits(), false);
			}
			if (!filled) {
				this.lineBreak = "";
				return (this.begunLength > 0) ? line(0, 0, this.breaks.bits(), false) : null;
			}
		}
	}

	/**
	 * Counts separators in lines that are read from now on, which costs far less than to
	 * look for them afterwards. Only where any line break ends a line.
	 * @param separator what is between values
	 * @param quote what is around values that may have separators in them; a line feed
	 * where nothing is
	 */
	public void countSeparators(char separator, char quote) {
		this.breaks.count(separator, quote);
	}

	/**
	 * How many separators the line that was read last has outside of quotes, where this
	 * is certain: quotes are around whole values, two within them are one, and all are
	 * closed.
	 * @return the count; -1 where the line must be looked at
	 */
	public int separators() {
		// bytes of other charsets may only look like separators
		boolean certain = this.anyBreak && this.extendsAscii && (this.utf8 || this.breaks.bits() >= 0);
		return certain ? this.breaks.separators() : BreakFinder.UNKNOWN;
	}

	/**
	 * What ended the line that was read last, where any line break ends one.
	 * @return the line break; empty for the last line if it lacks one, and before the
	 * first
	 */
	public String lineBreak() {
		return this.lineBreak;
	}

	/**
	 * The number of the line that was read last.
	 * @return the number, 1 for the first line, 0 before it
	 */
	public long lineNumber() {
		return this.lineNumber;
	}

	/**
	 * Reads on, when all that was read is used.
	 * @param line the number of the line that is being read
	 * @return whether there may be more; nothing may have come in
	 */
	private boolean fill(long line) throws IOException {
		this.position = 0;
		this.limit = 0;
		int count;
		try {
			count = this.input.read(this.buffer, 0, BUFFER);
		}
		catch (WideInputStream.MalformedException ex) {
			throw new LineException(line,
					"is not valid in " + this.charset.name() + " at byte " + ex.position() + " of the file");
		}
		this.limit = Math.max(count, 0);
		return count != -1;
	}

	private void append(int start, int end) throws LineException {
		int length = end - start;
		long total = (long) this.begunLength + length;
		// one more, which may turn out to be the carriage return
		if (total > this.maximumBytes + 1L) {
			throw tooLong();
		}
		if (total > this.begun.length) {
			long capacity = Math.min(Math.max(total, this.begun.length * 2L), this.maximumBytes + 1L);
			this.begun = Arrays.copyOf(this.begun, (int) Math.min(capacity, Integer.MAX_VALUE - 8));
		}
		System.arraycopy(this.buffer, start, this.begun, this.begunLength, length);
		this.begunLength += length;
	}

	private String line(int start, int end, int bits, boolean broken) throws LineException {
		byte[] bytes = this.buffer;
		int from = start;
		int to = end;
		if (this.begunLength > 0) {
			append(start, end);
			bytes = this.begun;
			from = 0;
			to = this.begunLength;
			this.begunLength = 0;
		}
		if (broken && to > from && bytes[to - 1] == '\r') {
			to--;
		}
		if (to - from > this.maximumBytes) {
			throw tooLong();
		}
		this.lineNumber++;
		String line = decode(bytes, from, to - from, bits);
		if (bytes == this.begun && bytes.length > BUFFER) {
			// one long line must not hold its memory for the rest of the file
			this.begun = new byte[0];
		}
		return line;
	}

	private LineException tooLong() {
		return new LineException(this.lineNumber + 1, "is longer than the maximum of " + this.maximumBytes + " bytes");
	}

	private String decode(byte[] bytes, int offset, int length, int bits) throws LineException {
		if ((bits >= 0 && this.extendsAscii) || this.charset.equals(StandardCharsets.ISO_8859_1)) {
			return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
		}
		if (this.utf8) {
			// far faster than a decoder, but replaces what is malformed
			String line = new String(bytes, offset, length, StandardCharsets.UTF_8);
			if (line.indexOf(REPLACEMENT) == -1 || this.malformed == CodingErrorAction.REPLACE) {
				return line;
			}
		}
		ByteBuffer undecoded = ByteBuffer.wrap(bytes, offset, length);
		try {
			return this.decoder.decode(undecoded).toString();
		}
		catch (CharacterCodingException ex) {
			int wrong = undecoded.position() - offset + 1;
			throw new LineException(this.lineNumber,
					"is not valid in " + this.charset.name() + " at its byte " + wrong + remedy());
		}
	}

	/** A byte order mark is right, whatever the option says. */
	private String remedy() {
		return this.marked ? "" : "; where the file is in another charset, say which by the option charset, such as "
				+ (this.utf8 ? "windows-1252" : "UTF-8");
	}

	@Override
	public void close() throws IOException {
		this.input.close();
	}

}
