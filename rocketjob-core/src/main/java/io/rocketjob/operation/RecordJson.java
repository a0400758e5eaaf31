package io.rocketjob.operation;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.bson.BsonInvalidOperationException;
import org.bson.BsonSerializationException;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.json.JsonMode;
import org.bson.json.JsonParseException;
import org.bson.json.JsonReader;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * A record as people edit it: relaxed MongoDB Extended JSON, which keeps dates, decimals
 * and bytes what they are. It does not tell whole numbers of 32 from those of 64 bits, or
 * 5.0 from 5: a number that is written so keeps the type of the one in its place.
 *
 * @see <a href=
 * "https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/">Extended
 * JSON</a>
 */
final class RecordJson {

	private static final String RECORD = "record";

	private static final String END = "end";

	private static final DocumentCodec CODEC = new DocumentCodec();

	private static final JsonWriterSettings SETTINGS = JsonWriterSettings.builder()
		.outputMode(JsonMode.RELAXED)
		.indent(true)
		.build();

	private RecordJson() {
	}

	/**
	 * Writes a record that has members.
	 * @param record the record, as it is stored
	 * @return the text, in lines
	 */
	static String text(Document record) {
		return record.toJson(SETTINGS);
	}

	/**
	 * Reads what somebody made of a record.
	 * @param text the text
	 * @param before the record as it is stored
	 * @return the new record
	 * @throws OperationException when it is no JSON object
	 */
	static Document record(String text, Document before) {
		// the parser does not look at what follows an object, so something must
		try (JsonReader reader = new JsonReader("{\"" + RECORD + "\": " + text + "\n, \"" + END + "\": 1}")) {
			reader.readStartDocument();
			reader.readName(RECORD);
			Document record = CODEC.decode(reader, DecoderContext.builder().build());
			reader.readName(END);
			return like(record, before);
		}
		catch (JsonParseException | BsonInvalidOperationException | BsonSerializationException
				| IllegalArgumentException ex) {
			// its message may have the record
		}
		throw OperationException.badRequest("The record must be one JSON object, such as"
				+ " {\"name\": \"Ann\", \"at\": {\"$date\": \"2026-01-31T08:00:00Z\"}};"
				+ " look for a quote, comma or brace that is missing, or one too many");
	}

	private static Document like(Document record, Map<?, ?> before) {
		record.replaceAll((name, value) -> like(value, before.get(name)));
		return record;
	}

	private static @Nullable Object like(@Nullable Object value, @Nullable Object before) {
		if (value instanceof Integer number && before instanceof Long) {
			return number.longValue();
		}
		if (value instanceof Integer number && before instanceof Double) {
			return number.doubleValue();
		}
		if (value instanceof Document document && before instanceof Map<?, ?> map) {
			return like(document, map);
		}
		if (value instanceof List<?> list && before instanceof List<?> others && list.size() == others.size()) {
			return IntStream.range(0, list.size())
				.<@Nullable Object>mapToObj((i) -> like(list.get(i), others.get(i)))
				.toList();
		}
		return value;
	}

}
