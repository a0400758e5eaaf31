package io.rocketjob.benchmark.bare;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.github.luben.zstd.Zstd;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonType;
import org.bson.io.BasicOutputBuffer;

/**
 * Packs and unpacks lines as Rocket Job does: an array in BSON, as it is or compressed by
 * zstd. Written anew, so that the bare loop does the same work by its own code.
 */
final class SliceFormat {

	private static final byte PLAIN = 0;

	private static final byte ZSTD = 2;

	private static final int HEADER = 1 + Integer.BYTES;

	private final boolean compressed;

	SliceFormat(boolean compressed) {
		this.compressed = compressed;
	}

	byte[] pack(List<String> lines) {
		BasicOutputBuffer buffer = new BasicOutputBuffer();
		try (BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
			writer.writeStartDocument();
			writer.writeStartArray("r");
			lines.forEach(writer::writeString);
			writer.writeEndArray();
			writer.writeEndDocument();
		}
		byte[] data = buffer.toByteArray();
		if (!this.compressed) {
			return ByteBuffer.allocate(data.length + 1).put(PLAIN).put(data).array();
		}
		byte[] frame = Zstd.compress(data);
		return ByteBuffer.allocate(HEADER + frame.length).put(ZSTD).putInt(data.length).put(frame).array();
	}

	List<String> unpack(byte[] stored) {
		byte[] data = switch (stored[0]) {
			case PLAIN -> Arrays.copyOfRange(stored, 1, stored.length);
			case ZSTD ->
				Zstd.decompress(Arrays.copyOfRange(stored, HEADER, stored.length), ByteBuffer.wrap(stored).getInt(1));
			default -> throw new IllegalStateException("A slice is packed by a way that this does not know");
		};
		List<String> lines = new ArrayList<>();
		try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(data))) {
			reader.readStartDocument();
			reader.readName();
			reader.readStartArray();
			while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
				lines.add(reader.readString());
			}
		}
		return lines;
	}

}
