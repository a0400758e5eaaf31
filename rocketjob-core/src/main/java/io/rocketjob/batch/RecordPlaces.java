package io.rocketjob.batch;

import java.util.Arrays;

import org.bson.BsonBinaryReader;
import org.bson.BsonBinarySubType;
import org.bson.BsonType;
import org.bson.io.BsonOutput;

/**
 * In which lines of their file the records of a slice begin. Nearly always each begins in
 * the line after the one before; then only the first line is stored, else the distance of
 * each record from the one before, in as few bytes as it needs.
 */
final class RecordPlaces {

	private static final int INITIAL_SIZE = 128;

	private static final int BITS = 7;

	private static final int MORE = 1 << BITS;

	private static final int MOST_BYTES = 10;

	private long[] lines = new long[INITIAL_SIZE];

	private int count;

	private boolean even = true;

	/**
	 * Adds a record.
	 * @param line the line in which it begins
	 */
	void add(long line) {
		if (this.count == this.lines.length) {
			this.lines = Arrays.copyOf(this.lines, 2 * this.count);
		}
		this.even &= this.count == 0 || line == this.lines[this.count - 1] + 1;
		this.lines[this.count++] = line;
	}

	/**
	 * Whether there are any.
	 * @return whether a record was added
	 */
	boolean isEmpty() {
		return this.count == 0;
	}

	/**
	 * Where a record begins.
	 * @param index the position of the record in its slice
	 * @return the line, 0 when it is not known
	 */
	long line(int index) {
		if (index < this.count) {
			return this.lines[index];
		}
		// where each follows the one before, the first was stored only
		return (this.even && this.count > 0) ? this.lines[this.count - 1] + index - this.count + 1 : 0;
	}

	/**
	 * Writes them as an element of a document.
	 * @param name the name of the element
	 * @param output has the document
	 */
	void write(String name, BsonOutput output) {
		if (this.even) {
			output.writeByte(BsonType.INT64.getValue());
			output.writeCString(name);
			output.writeInt64(this.lines[0]);
			return;
		}
		byte[] distances = distances();
		output.writeByte(BsonType.BINARY.getValue());
		output.writeCString(name);
		output.writeInt32(distances.length);
		output.writeByte(BsonBinarySubType.BINARY.getValue());
		output.writeBytes(distances);
	}

	/** Seven bits a byte, the low ones first; the eighth says that more follow. */
	private byte[] distances() {
		byte[] bytes = new byte[MOST_BYTES * this.count];
		int size = 0;
		long before = 0;
		for (int i = 0; i < this.count; i++) {
			long distance = this.lines[i] - before;
			before = this.lines[i];
			for (; (distance & -MORE) != 0; distance >>>= BITS) {
				bytes[size++] = (byte) (distance | MORE);
			}
			bytes[size++] = (byte) distance;
		}
		return Arrays.copyOf(bytes, size);
	}

	/**
	 * Reads what was written.
	 * @param reader has the value
	 * @return the places
	 */
	static RecordPlaces read(BsonBinaryReader reader) {
		RecordPlaces places = new RecordPlaces();
		if (reader.getCurrentBsonType() == BsonType.INT64) {
			places.add(reader.readInt64());
			return places;
		}
		long line = 0;
		long distance = 0;
		int shift = 0;
		for (byte each : reader.readBinaryData().getData()) {
			distance |= (long) (each & (MORE - 1)) << shift;
			shift += BITS;
			if (each >= 0) {
				line += distance;
				places.add(line);
				distance = 0;
				shift = 0;
			}
		}
		return places;
	}

}
