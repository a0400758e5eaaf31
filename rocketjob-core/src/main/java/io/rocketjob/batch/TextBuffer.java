package io.rocketjob.batch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.rocketjob.batch.record.RecordText;
import io.rocketjob.batch.record.RecordValue;
import org.jspecify.annotations.Nullable;

/**
 * Records as text in UTF-8, in the format of their output.
 */
final class TextBuffer implements RecordBuffer {

	private final RecordText records;

	private final Lines lines;

	private final StringBuilder text = new StringBuilder();

	private final Bytes output = new Bytes();

	private final LineCounts lineCounts = new LineCounts();

	private int count;

	private int marked;

	private int markedSize;

	/**
	 * Makes a buffer.
	 * @param records writes records as text
	 * @param lines how values are written as lines
	 */
	TextBuffer(RecordText records, Lines lines) {
		this.records = records;
		this.lines = lines;
	}

	@Override
	public void add(@Nullable Object stored) {
		write(new StoredValue(stored, this.lines));
	}

	/**
	 * Adds a record as it is, if that is the same as to store it.
	 * @param record the record
	 * @return whether it is added
	 */
	boolean addPlain(@Nullable Object record) {
		if (record == null || !PlainValue.isPlain(record)) {
			return false;
		}
		write(new PlainValue(record, this.lines));
		return true;
	}

	private void write(RecordValue record) {
		this.text.setLength(0);
		this.records.write(record, this.text);
		String lines = this.text.toString();
		SurrogatePairs.check(lines);
		this.output.writeBytes(lines.getBytes(StandardCharsets.UTF_8));
		this.lineCounts.add(this.count, lines);
		this.count++;
	}

	@Override
	public int count() {
		return this.count;
	}

	@Override
	public int size() {
		return this.output.size();
	}

	@Override
	public void mark() {
		this.marked = this.count;
		this.markedSize = this.output.size();
	}

	@Override
	public void reset() {
		this.output.truncate(this.markedSize);
		this.lineCounts.removeFrom(this.marked);
		this.count = this.marked;
	}

	@Override
	public byte[] bytes() {
		return this.output.toByteArray();
	}

	@Override
	public byte @Nullable [] lineCounts() {
		return this.lineCounts.stored();
	}

	@Override
	public void addAll(byte[] bytes, int records, byte @Nullable [] lineCounts) {
		this.lineCounts.addAll(this.count, lineCounts);
		this.output.writeBytes(bytes);
		this.count += records;
	}

	static List<@Nullable Object> read(byte[] bytes, byte @Nullable [] lineCounts) {
		if (bytes.length == 0) {
			return new ArrayList<>();
		}
		String text = new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8);
		return LineCounts.of(lineCounts).values(text.split("\n", -1));
	}

	private static final class Bytes extends ByteArrayOutputStream {

		void truncate(int size) {
			this.count = size;
		}

	}

}
