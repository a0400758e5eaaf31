package io.rocketjob.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.MongoClientSettings;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonType;
import org.bson.codecs.BsonTypeClassMap;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.io.BasicOutputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Records as a BSON document with one array, {@code {r: [...]}}.
 */
final class BsonBuffer implements RecordBuffer {

	private static final CodecRegistry CODECS = MongoClientSettings.getDefaultCodecRegistry();

	private static final BsonTypeClassMap CLASSES = new BsonTypeClassMap();

	private static final EncoderContext ENCODING = EncoderContext.builder().build();

	private static final DecoderContext DECODING = DecoderContext.builder().build();

	private final BasicOutputBuffer output = new TextOutput();

	private final BsonBinaryWriter writer = new BsonBinaryWriter(this.output);

	private int count;

	private int marked;

	BsonBuffer() {
		this.writer.writeStartDocument();
		this.writer.writeStartArray("r");
	}

	@Override
	public void add(@Nullable Object stored) {
		if (stored instanceof String text) {
			this.writer.writeString(text);
		}
		else if (stored instanceof Long number) {
			this.writer.writeInt64(number);
		}
		else if (stored == null) {
			this.writer.writeNull();
		}
		else {
			encode(stored);
		}
		this.count++;
	}

	@SuppressWarnings("unchecked")
	private void encode(Object stored) {
		Codec<Object> codec = (Codec<Object>) CODECS.get(stored.getClass());
		ENCODING.encodeWithChildContext(codec, this.writer, stored);
	}

	@Override
	public int count() {
		return this.count;
	}

	@Override
	public int size() {
		return this.output.getPosition();
	}

	@Override
	public void mark() {
		this.writer.mark();
		this.marked = this.count;
	}

	@Override
	public void reset() {
		this.writer.reset();
		this.count = this.marked;
	}

	@Override
	public byte[] bytes() {
		// goes on to be written to after a part of it has been stored
		BasicOutputBuffer copy = new BasicOutputBuffer(this.output.getPosition() + 2);
		byte[] open = this.output.toByteArray();
		copy.writeBytes(open, 0, open.length);
		copy.writeByte(0);
		copy.writeByte(0);
		byte[] closed = copy.toByteArray();
		ByteBuffer.wrap(closed).order(ByteOrder.LITTLE_ENDIAN).putInt(0, closed.length);
		// of the array: after the type, the name and its end
		ByteBuffer.wrap(closed).order(ByteOrder.LITTLE_ENDIAN).putInt(7, closed.length - 8);
		return closed;
	}

	@Override
	public byte @Nullable [] lineCounts() {
		return null;
	}

	@Override
	public void addAll(byte[] bytes, int records, byte @Nullable [] lineCounts) {
		read(bytes).forEach(this::add);
	}

	static List<@Nullable Object> read(byte[] bytes) {
		List<@Nullable Object> records = new ArrayList<>();
		try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bytes))) {
			reader.readStartDocument();
			reader.readName();
			reader.readStartArray();
			for (BsonType type = reader.readBsonType(); type != BsonType.END_OF_DOCUMENT; type = reader
				.readBsonType()) {
				records.add(read(reader, type));
			}
			reader.readEndArray();
			reader.readEndDocument();
		}
		return records;
	}

	private static @Nullable Object read(BsonBinaryReader reader, BsonType type) {
		switch (type) {
			case STRING -> {
				return reader.readString();
			}
			case INT64 -> {
				return reader.readInt64();
			}
			case NULL -> {
				reader.readNull();
				return null;
			}
			default -> {
				return CODECS.get(CLASSES.get(type)).decode(reader, DECODING);
			}
		}
	}

	/** Encodes text as a whole; by default that is done character by character. */
	private static final class TextOutput extends BasicOutputBuffer {

		private static final int INITIAL_SIZE = 8 * 1024;

		TextOutput() {
			super(INITIAL_SIZE);
		}

		@Override
		public void writeString(String value) {
			byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
			writeInt(encoded.length + 1);
			writeBytes(encoded, 0, encoded.length);
			writeByte(0);
		}

	}

}
