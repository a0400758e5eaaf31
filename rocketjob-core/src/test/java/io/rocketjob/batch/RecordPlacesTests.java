package io.rocketjob.batch;

import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Lines of records, and how they are stored. */
class RecordPlacesTests {

	private static final SliceFormat FORMAT = new SliceFormat("csv", "a.csv", Map.of("columns", "a"));

	@Test
	void recordsThatFollowEachOtherNeedOneNumber() {
		long[] lines = LongStream.range(5_000_000_000L, 5_000_001_000L).toArray();
		assertThat(stored(lines)).hasSizeLessThan(stored(lines[0]).length + 999 * record(1) + 1);
		assertRead(lines);
	}

	@Test
	void recordsOfSeveralLinesAndWithBlankLinesBetweenKeepTheirs() {
		assertRead(2, 3, 7, 8, 1_000);
		assertRead(1, Long.MAX_VALUE);
		Random random = new Random(18);
		for (int i = 0; i < 1_000; i++) {
			long line = 0;
			long[] lines = new long[1 + random.nextInt(300)];
			for (int j = 0; j < lines.length; j++) {
				line += 1 + (random.nextInt(10) == 0 ? random.nextLong(1L << random.nextInt(40)) : 0);
				lines[j] = line;
			}
			assertRead(lines);
		}
	}

	@Test
	void recordsWithoutLinesHaveNone() {
		BsonBuffer buffer = new BsonBuffer(FORMAT, new RecordPlaces());
		buffer.add("a");
		SliceRecords read = BsonBuffer.readSlice(buffer.bytes());
		assertThat(read.stored()).containsExactly("a");
		assertThat(read.places().line(0)).isZero();
	}

	private static int record(int characters) {
		// type, key of three digits, length of the string, string
		return 1 + 4 + 4 + characters + 1;
	}

	private static byte[] stored(long... lines) {
		BsonBuffer buffer = new BsonBuffer(FORMAT, new RecordPlaces());
		for (long line : lines) {
			buffer.add("a");
			buffer.place(line);
		}
		return buffer.bytes();
	}

	private static void assertRead(long... lines) {
		SliceRecords read = BsonBuffer.readSlice(stored(lines));
		assertThat(read.stored()).hasSize(lines.length).containsOnly("a");
		assertThat(read.format()).isEqualTo(FORMAT);
		for (int i = 0; i < lines.length; i++) {
			assertThat(read.places().line(i)).isEqualTo(lines[i]);
		}
	}

}
