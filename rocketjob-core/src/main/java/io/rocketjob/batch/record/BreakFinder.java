package io.rocketjob.batch.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the line breaks in bytes, and counts the separators before them in the same pass.
 * Bytes are looked at by eights, as there are many of them and a line has only one break;
 * what is found in one of the eight is the highest bit of its byte.
 */
final class BreakFinder {

	/** More than a buffer needs, behind the bytes that are searched. */
	static final int ROOM = Long.BYTES;

	static final int UNKNOWN = -1;

	/** Eight bytes, the first one lowest. */
	private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final long ONES = 0x0101010101010101L;

	private static final long HIGH_BITS = 0x8080808080808080L;

	/** Above the highest byte that breaks a line. */
	private static final long CONTROLS = ONES * ('\r' + 1);

	private static final int QUOTES_EXPECTED = 16;

	/** A line feed, which no line has, where nothing is counted. */
	private long allSeparators = ONES * '\n';

	private long allQuotes = ONES * '\n';

	private boolean counts;

	/** In how many lines quotes are expected after one that has them. */
	private int quotesExpected;

	private boolean begun;

	private long bits;

	private int separators = UNKNOWN;

	/**
	 * Counts separators from now on.
	 * @param separator what is between values
	 * @param quote what is around values that may have separators in them; a line feed
	 * where nothing is
	 */
	void count(char separator, char quote) {
		this.counts = separator < 128 && quote < 128;
		this.allSeparators = ONES * (this.counts ? separator : '\n');
		this.allQuotes = ONES * (this.counts ? quote : '\n');
	}

	/** Begins a line. */
	void begin() {
		this.begun = false;
		this.bits = 0;
	}

	/**
	 * Finds the next line break. Sets the byte at the end of what is searched.
	 * @param bytes where to search
	 * @param start where to begin
	 * @param end where what is searched ends
	 * @return where the break is, the end when there is none
	 */
	int find(byte[] bytes, int start, int end) {
		bytes[end] = '\n';
		long seen = 0;
		int count = 0;
		long allQuoted = 0;
		// what is before the first of the eight: an open quote, one that closes, the end
		// of a value
		long open = 0;
		long closed = 0;
		long ended = 0x80;
		long wrong = 0;
		// where quotes are frequent it costs less to expect them than to ask for them
		boolean expected = this.quotesExpected > 0;
		for (int i = start;; i += Long.BYTES) {
			long word = (long) WORDS.get(bytes, i);
			long breaks = breaks(word);
			long before = (breaks == 0) ? -1 : ((breaks & -breaks) - 1) >>> (Byte.SIZE - 1);
			long found = zeros(word ^ this.allSeparators) & before;
			long quotes = zeros(word ^ this.allQuotes) & before;
			seen |= word & before;
			allQuoted |= quotes;
			if (expected || (quotes | open | closed) != 0) {
				long within = within(quotes) ^ open;
				long closing = quotes & ~within;
				wrong |= quotes & within & ~((found | quotes) << 8 | ended);
				wrong |= (closing << 8 | closed) & ~(found | quotes) & before;
				found &= ~within;
				closed = closing >>> 56;
				open = (within >> 63) & HIGH_BITS;
			}
			ended = (found | quotes) >>> 56;
			count += Long.bitCount(found);
			if (breaks != 0) {
				int position = i + Long.numberOfTrailingZeros(breaks) / Byte.SIZE;
				this.quotesExpected = (allQuoted != 0) ? QUOTES_EXPECTED : Math.max(this.quotesExpected - 1, 0);
				found(seen, ((wrong | open) == 0 && position < end) ? count : UNKNOWN);
				return position;
			}
		}
	}

	private void found(long seen, int count) {
		this.separators = this.begun ? UNKNOWN : count;
		this.begun = true;
		this.bits |= seen;
	}

	private static long breaks(long word) {
		// one test tells of hardly any other byte than these
		return ((word - CONTROLS & ~word & HIGH_BITS) == 0) ? 0
				: firstZero(word ^ ONES * '\n') | firstZero(word ^ ONES * '\r');
	}

	/** The bits of bytes from each first quote up to the second one. */
	private static long within(long quotes) {
		long within = quotes ^ quotes << 8;
		within ^= within << 16;
		return within ^ within << 32;
	}

	/** The bit of the first byte that is 0; those of bytes after it may be wrong. */
	private static long firstZero(long word) {
		return (word - ONES) & ~word & HIGH_BITS;
	}

	/** The bits of all bytes that are 0. */
	private static long zeros(long word) {
		return ~(((word & ~HIGH_BITS) + ~HIGH_BITS) | word | ~HIGH_BITS);
	}

	/**
	 * All bits of the bytes before the line break.
	 * @return negative when there are bytes beyond ASCII
	 */
	int bits() {
		return ((this.bits & HIGH_BITS) != 0) ? Byte.MIN_VALUE : 0;
	}

	/**
	 * How many separators were found outside of quotes.
	 * @return the count, where all quotes are around whole values and are closed; else
	 * {@link #UNKNOWN}, and for a line that was searched in several pieces
	 */
	int separators() {
		return this.counts ? this.separators : UNKNOWN;
	}

}
