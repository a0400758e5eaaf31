package io.rocketjob.batch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Which values of a text have several lines, so that lines can be told from values.
 */
final class LineCounts {

	private static final int SEVEN_BITS = 0x7F;

	/** By the index of the value; those of one line are not in it. */
	private final NavigableMap<Integer, Integer> counts = new TreeMap<>();

	/**
	 * Adds a value.
	 * @param index its index
	 * @param text the value with the line break at its end
	 */
	void add(int index, String text) {
		int lines = 0;
		for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
			lines++;
		}
		if (lines > 1) {
			this.counts.put(index, lines);
		}
	}

	/**
	 * Adds those of other values, which come after the ones that are there.
	 * @param index the index that the first of them has here
	 * @param stored what {@link #stored()} was there
	 */
	void addAll(int index, byte @Nullable [] stored) {
		of(stored).counts.forEach((other, count) -> this.counts.put(index + other, count));
	}

	/**
	 * Forgets values.
	 * @param index the first of them
	 */
	void removeFrom(int index) {
		this.counts.tailMap(index, true).clear();
	}

	/**
	 * What to store of it: pairs of the distance from the value before and the number of
	 * lines, seven bits a byte.
	 * @return the bytes, or {@code null} when each value is a line
	 */
	byte @Nullable [] stored() {
		if (this.counts.isEmpty()) {
			return null;
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		int before = 0;
		for (Map.Entry<Integer, Integer> each : this.counts.entrySet()) {
			write(bytes, each.getKey() - before);
			write(bytes, each.getValue());
			before = each.getKey();
		}
		return bytes.toByteArray();
	}

	private static void write(ByteArrayOutputStream bytes, int number) {
		int rest = number;
		for (; rest > SEVEN_BITS; rest >>>= 7) {
			bytes.write((rest & SEVEN_BITS) | (SEVEN_BITS + 1));
		}
		bytes.write(rest);
	}

	static LineCounts of(byte @Nullable [] stored) {
		LineCounts counts = new LineCounts();
		if (stored != null) {
			ByteBuffer bytes = ByteBuffer.wrap(stored);
			for (int index = 0; bytes.hasRemaining();) {
				index += read(bytes);
				counts.counts.put(index, read(bytes));
			}
		}
		return counts;
	}

	private static int read(ByteBuffer bytes) {
		int number = 0;
		for (int shift = 0;; shift += 7) {
			byte next = bytes.get();
			number |= (next & SEVEN_BITS) << shift;
			if (next >= 0) {
				return number;
			}
		}
	}

	/**
	 * Puts the lines of each value together.
	 * @param lines all lines
	 * @return the values
	 */
	List<@Nullable Object> values(String[] lines) {
		List<@Nullable Object> values = new ArrayList<>(lines.length);
		for (int i = 0; i < lines.length;) {
			int count = this.counts.getOrDefault(values.size(), 1);
			values.add((count == 1) ? lines[i] : String.join("\n", Arrays.asList(lines).subList(i, i + count)));
			i += count;
		}
		return values;
	}

}
