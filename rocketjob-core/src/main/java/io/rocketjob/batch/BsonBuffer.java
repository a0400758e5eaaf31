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
import org.bson.Document;
import org.bson.codecs.BsonTypeClassMap;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.io.BasicOutputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Records as a BSON document with one array, {@code {r: [...]}}; where they are text of a
 * file, {@code {f: {...}, r: [...], l: ...}} with what its format has to know to parse
 * it, and their lines.
 */
final class BsonBuffer implements RecordBuffer {

	private static final CodecRegistry CODECS = MongoClientSettings.getDefaultCodecRegistry();

	private static final Codec<Document> DOCUMENTS = CODECS.get(Document.class);

	private static final String FORMAT = "f";

	private static final String RECORDS = "r";

	private static final String PLACES = "l";

	private static final BsonTypeClassMap CLASSES = new BsonTypeClassMap();

	private static final EncoderContext ENCODING = EncoderContext.builder().build();

	private static final DecoderContext DECODING = DecoderContext.builder().build();

	private final TextOutput output = new TextOutput();

	private final BsonBinaryWriter writer = new BsonBinaryWriter(this.output);

	private final RecordPlaces places;

	private final int array;

	private int count;

	private int marked;

	BsonBuffer() {
		this(null, new RecordPlaces());
	}

	/**
	 * Makes a buffer.
	 * @param format whose text the records are, {@code null} when they are values
	 * @param places where in their file they begin; may become more
	 */
	BsonBuffer(@Nullable SliceFormat format, RecordPlaces places) {
		this.places = places;
		this.writer.writeStartDocument();
		if (format != null) {
			this.writer.writeName(FORMAT);
			encode(format.toDocument());
		}
		this.writer.writeStartArray(RECORDS);
		this.array = this.output.getPosition() - Integer.BYTES;
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

	/**
	 * Adds text of a file, which was decoded and so has whole characters only.
	 * @param text the text
	 */
	void addDecoded(String text) {
		this.output.decoded = true;
		this.writer.writeString(text);
		this.output.decoded = false;
		this.count++;
	}

	/**
	 * Says where the record that was added last begins in its file.
	 * @param line the line
	 */
	void place(long line) {
		this.places.add(line);
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
		int end = copy.getPosition();
		if (!this.places.isEmpty()) {
			this.places.write(PLACES, copy);
		}
		copy.writeByte(0);
		byte[] closed = copy.toByteArray();
		ByteBuffer.wrap(closed)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putInt(0, closed.length)
			.putInt(this.array, end - this.array);
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
		return readSlice(bytes).stored();
	}

	static SliceRecords readSlice(byte[] bytes) {
		List<@Nullable Object> records = new ArrayList<>();
		SliceFormat format = null;
		RecordPlaces places = new RecordPlaces();
		try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bytes))) {
			reader.readStartDocument();
			if (reader.readName().equals(FORMAT)) {
				format = SliceFormat.of(DOCUMENTS.decode(reader, DECODING));
				reader.readName();
			}
			reader.readStartArray();
			for (BsonType type = reader.readBsonType(); type != BsonType.END_OF_DOCUMENT; type = reader
				.readBsonType()) {
				records.add(read(reader, type));
			}
			reader.readEndArray();
			if (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
				reader.skipName();
				places = RecordPlaces.read(reader);
			}
			reader.readEndDocument();
		}
		return new SliceRecords(records, format, places, false);
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

		private boolean decoded;

		TextOutput() {
			super(INITIAL_SIZE);
		}

		@Override
		public void writeString(String value) {
			if (!this.decoded) {
				SurrogatePairs.check(value);
			}
			byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
			writeInt(encoded.length + 1);
			writeBytes(encoded, 0, encoded.length);
			writeByte(0);
		}

	}

}
