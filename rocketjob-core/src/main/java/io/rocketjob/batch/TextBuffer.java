package io.rocketjob.batch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Records as lines of text in UTF-8.
 */
final class TextBuffer implements RecordBuffer {

	private final Lines lines;

	private final Bytes output = new Bytes();

	private final LineCounts lineCounts = new LineCounts();

	private int count;

	private int marked;

	private int markedSize;

	TextBuffer(Lines lines) {
		this.lines = lines;
	}

	@Override
	public void add(@Nullable Object stored) {
		String text = this.lines.of(stored);
		this.output.writeBytes(text.getBytes(StandardCharsets.UTF_8));
		this.output.write('\n');
		this.lineCounts.add(this.count, text);
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
