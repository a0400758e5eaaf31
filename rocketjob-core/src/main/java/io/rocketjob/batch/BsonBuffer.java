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

	private static final int INITIAL_SIZE = 8 * 1024;

	private static final int SMALL_SIZE = 256;

	/** Where the bytes of a value begin that is the only one of a document. */
	private static final int ONLY_VALUE = Integer.BYTES + 2;

	private final TextOutput output = new TextOutput(INITIAL_SIZE);

	private final RecordPlaces places;

	private final int array;

	private int count;

	private int marked;

	private int markedSize;

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
		// how long it will be is not known yet
		this.output.writeInt32(0);
		if (format != null) {
			add(FORMAT, format.toDocument());
		}
		begin(BsonType.ARRAY, RECORDS);
		this.array = this.output.getPosition();
		this.output.writeInt32(0);
	}

	@Override
	public void add(@Nullable Object stored) {
		String name = Integer.toString(this.count);
		if (stored instanceof String text) {
			SurrogatePairs.check(text);
			addText(name, text);
		}
		else if (stored instanceof Long number) {
			begin(BsonType.INT64, name);
			this.output.writeInt64(number);
		}
		else if (stored == null) {
			begin(BsonType.NULL, name);
		}
		else {
			add(name, stored);
		}
		this.count++;
	}

	/**
	 * Adds text of a file, which was decoded and so has whole characters only.
	 * @param text the text
	 */
	void addDecoded(String text) {
		addText(Integer.toString(this.count), text);
		this.count++;
	}

	/**
	 * Says where the record that was added last begins in its file.
	 * @param line the line
	 */
	void place(long line) {
		this.places.add(line);
	}

	private void begin(BsonType type, String name) {
		this.output.writeByte(type.getValue());
		this.output.writeAscii(name);
	}

	private void addText(String name, String text) {
		begin(BsonType.STRING, name);
		this.output.writeText(text);
	}

	/**
	 * Adds a value of any type. It is encoded apart, so that all of it is added or
	 * nothing.
	 */
	@SuppressWarnings("unchecked")
	private void add(String name, Object value) {
		Codec<Object> codec = (Codec<Object>) CODECS.get(value.getClass());
		TextOutput only = new TextOutput(SMALL_SIZE);
		BsonBinaryWriter writer = new BsonBinaryWriter(only);
		writer.writeStartDocument();
		writer.writeName("");
		ENCODING.encodeWithChildContext(codec, writer, value);
		writer.writeEndDocument();
		byte[] encoded = only.getInternalBuffer();
		this.output.writeByte(encoded[Integer.BYTES]);
		this.output.writeAscii(name);
		this.output.writeBytes(encoded, ONLY_VALUE, only.getPosition() - 1 - ONLY_VALUE);
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
		this.marked = this.count;
		this.markedSize = size();
	}

	@Override
	public void reset() {
		this.output.truncateToPosition(this.markedSize);
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
		SliceFormat format = null;
		RecordPlaces places = new RecordPlaces();
		try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bytes))) {
			reader.readStartDocument();
			if (reader.readName().equals(FORMAT)) {
				format = SliceFormat.of(DOCUMENTS.decode(reader, DECODING));
				reader.readName();
			}
			List<@Nullable Object> records = readTexts(bytes, reader.getBsonInput().getPosition());
			if (records != null) {
				reader.skipValue();
			}
			else {
				records = readAll(reader);
			}
			if (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
				reader.skipName();
				places = RecordPlaces.read(reader);
			}
			reader.readEndDocument();
			return new SliceRecords(records, format, places, false);
		}
	}

	private static List<@Nullable Object> readAll(BsonBinaryReader reader) {
		List<@Nullable Object> records = new ArrayList<>();
		reader.readStartArray();
		for (BsonType type = reader.readBsonType(); type != BsonType.END_OF_DOCUMENT; type = reader.readBsonType()) {
			records.add(read(reader, type));
		}
		reader.readEndArray();
		return records;
	}

	/**
	 * Reads an array of texts, which most are.
	 * @return the texts, or {@code null} when there is anything else: the reader knows
	 * what to do with it
	 */
	private static @Nullable List<@Nullable Object> readTexts(byte[] bytes, int start) {
		ByteBuffer array = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		List<@Nullable Object> texts = new ArrayList<>();
		try {
			int end = start + array.getInt(start) - 1;
			int at = start + Integer.BYTES;
			while (bytes[at] == BsonType.STRING.getValue()) {
				while (bytes[++at] != 0) {
					// the name is its number
				}
				int length = array.getInt(++at) - 1;
				at += Integer.BYTES;
				texts.add(new String(bytes, at, length, StandardCharsets.UTF_8));
				at += length;
				if (bytes[at++] != 0) {
					return null;
				}
			}
			return (bytes[at] == 0 && at == end) ? texts : null;
		}
		catch (IndexOutOfBoundsException ex) {
			return null;
		}
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

		TextOutput(int size) {
			super(size);
		}

		@Override
		public void writeString(String value) {
			SurrogatePairs.check(value);
			writeText(value);
		}

		void writeText(String value) {
			byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
			writeInt32(encoded.length + 1);
			writeBytes(encoded, 0, encoded.length);
			writeByte(0);
		}

		void writeAscii(String name) {
			for (int i = 0; i < name.length(); i++) {
				writeByte(name.charAt(i));
			}
			writeByte(0);
		}

	}

}
