package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.bson.BsonBinaryWriter;
import org.bson.BsonSerializationException;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecConfigurationException;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Holds {@link BsonBuffer} against the codec of the driver. */
class BsonBufferTests {

	static List<List<@Nullable Object>> records() {
		List<@Nullable Object> kinds = Arrays.asList("text", null, 5L, 5, 2.5, true, new Date(0), new ObjectId(),
				new Document("a", List.of(1, "\u00e9")), List.of("x", List.of()), Decimal128.parse("1.10"),
				new Binary(new byte[] { 1, 2 }));
		return List.of(List.of(), List.of(""), List.of("a", "\u00e9\u8868", "\ud83d\ude00", "with\u0000zero"), kinds,
				List.copyOf(IntStream.range(0, 1200).mapToObj((number) -> "record " + number).toList()),
				Arrays.asList("text", "and", 1L), Arrays.asList(1L, "text"), Arrays.asList((Object) null));
	}

	@ParameterizedTest
	@MethodSource("records")
	void writesWhatTheDriverWritesAndReadsItAgain(List<@Nullable Object> records) {
		BsonBuffer buffer = new BsonBuffer();
		records.forEach(buffer::add);
		assertThat(buffer.bytes()).isEqualTo(encoded(new Document("r", records)));
		assertThat(buffer.count()).isEqualTo(records.size());
		assertThat(BsonBuffer.read(buffer.bytes())).isEqualTo(records);
	}

	@Test
	void isWrittenToAgainAfterItsBytesWereTaken() {
		BsonBuffer buffer = new BsonBuffer();
		buffer.add("a");
		byte[] before = buffer.bytes();
		buffer.add(new Document("b", 1));
		assertThat(BsonBuffer.read(before)).containsExactly("a");
		assertThat(BsonBuffer.read(buffer.bytes())).containsExactly("a", new Document("b", 1));
	}

	@Test
	void goesBackToItsMark() {
		BsonBuffer buffer = new BsonBuffer();
		buffer.add("a");
		buffer.mark();
		int size = buffer.size();
		buffer.add("b");
		buffer.add(Map.of("c", 1));
		buffer.reset();
		assertThat(buffer.size()).isEqualTo(size);
		buffer.add("d");
		assertThat(BsonBuffer.read(buffer.bytes())).containsExactly("a", "d");
	}

	@Test
	void hasNothingOfWhatCannotBeAdded() {
		BsonBuffer buffer = new BsonBuffer();
		buffer.add("a");
		assertThatExceptionOfType(CodecConfigurationException.class)
			.isThrownBy(() -> buffer.add(new Document("good", 1).append("bad", new Object())));
		assertThatIllegalArgumentException().isThrownBy(() -> buffer.add(new Document("text", "\ud83d")));
		buffer.add("b");
		assertThat(buffer.bytes()).isEqualTo(encoded(new Document("r", List.of("a", "b"))));
	}

	@Test
	void readsWhatIsBehindTextsToo() {
		SliceFormat format = new SliceFormat("csv", "a.csv", Map.of("columns", "a"));
		RecordPlaces places = new RecordPlaces();
		BsonBuffer buffer = new BsonBuffer(format, places);
		buffer.addDecoded("a,b");
		buffer.place(7);
		SliceRecords read = BsonBuffer.readSlice(buffer.bytes());
		assertThat(read.stored()).containsExactly("a,b");
		assertThat(read.places().line(0)).isEqualTo(7);
		assertThat(new RawBsonDocument(buffer.bytes()).keySet()).containsExactly("f", "r", "l");
	}

	@Test
	void saysThatBytesAreDamaged() {
		byte[] good = encoded(new Document("r", List.of("abc", "def")));
		List<byte[]> damaged = new ArrayList<>();
		for (int i : new int[] { 4 + 3, 4 + 3 + 4 + 3, good.length - 3 }) {
			byte[] bytes = good.clone();
			bytes[i] = 100;
			damaged.add(bytes);
		}
		assertThat(damaged).allSatisfy((bytes) -> assertThatExceptionOfType(BsonSerializationException.class)
			.isThrownBy(() -> BsonBuffer.read(bytes)));
	}

	private static byte[] encoded(Document document) {
		BasicOutputBuffer output = new BasicOutputBuffer();
		new DocumentCodec().encode(new BsonBinaryWriter(output), document, EncoderContext.builder().build());
		return output.toByteArray();
	}

}
