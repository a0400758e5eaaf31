package io.rocketjob.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import com.mongodb.client.MongoCursor;
import io.rocketjob.Serializer;
import io.rocketjob.batch.SliceChunks.Chunk;
import io.rocketjob.batch.record.RecordText;
import io.rocketjob.stream.BzipBlocks;
import io.rocketjob.stream.GzipPieces;
import io.rocketjob.stream.OutputFiles;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Writes output to a file that is made of the texts of its records: other threads make
 * and compress what one thread writes. Used by one thread.
 */
final class TextDownload {

	private final StoredOutput output;

	private final String name;

	private final byte[] header;

	/**
	 * Makes it.
	 * @param output what is written
	 * @param name the name of the file
	 * @param header what comes before the first record
	 */
	TextDownload(StoredOutput output, String name, byte[] header) {
		this.output = output;
		this.name = name;
		this.header = header;
	}

	/**
	 * Writes text that workers have made.
	 * @param stream where to
	 * @return the number of records
	 * @throws IOException when it cannot be written
	 */
	long writeStored(OutputStream stream) throws IOException {
		return switch (this.output.settings().serializer()) {
			case GZIP, ENCRYPTED_GZIP -> GzipPieces.areFileOf(this.name) ? pieces(stream, each(this.output::decrypt))
					: text(stream, each(this.output::unpack));
			case BZIP2, ENCRYPTED_BZIP2 -> OutputFiles.isPlainBzip2(this.name)
					? streams(stream, each(this.output::decrypt)) : text(stream, each(this.output::unpack));
			case NONE, COMPRESSED, ENCRYPTED -> throw new IllegalStateException(this.output + " is no text");
		};
	}

	private static Function<Chunk, List<byte[]>> each(Function<Document, byte[]> bytes) {
		return (chunk) -> chunk.slices().stream().map(bytes).toList();
	}

	/**
	 * Makes text of values, and writes that.
	 * @param stream where to
	 * @param records writes records
	 * @param lines how values are written as lines
	 * @param shown what is shown of a stored record
	 * @return the number of records
	 * @throws IOException when it cannot be written
	 */
	long writeValues(OutputStream stream, RecordText records, Lines lines, UnaryOperator<@Nullable Object> shown)
			throws IOException {
		Function<Chunk, byte[]> rendering = (chunk) -> render(chunk, new TextBuffer(records, lines), shown);
		return GzipPieces.areFileOf(this.name)
				? pieces(stream, (chunk) -> List.of(GzipPieces.compress(rendering.apply(chunk))))
				: text(stream, (chunk) -> List.of(rendering.apply(chunk)));
	}

	private byte[] render(Chunk chunk, TextBuffer text, UnaryOperator<@Nullable Object> shown) {
		for (Document slice : chunk.slices()) {
			for (Object record : BsonBuffer.read(this.output.unpack(slice))) {
				try {
					text.add(shown.apply(record));
				}
				catch (IllegalArgumentException ex) {
					throw new IllegalArgumentException(
							"Record " + (chunk.before() + text.count() + 1) + " " + ex.getMessage(), ex);
				}
			}
		}
		return text.bytes();
	}

	private long pieces(OutputStream stream, Function<Chunk, List<byte[]>> making) throws IOException {
		GzipPieces.Writer file = new GzipPieces.Writer(stream);
		file.write(GzipPieces.compress(this.header));
		long count = write(making, file::write);
		file.finish();
		return count;
	}

	/** Of bzip2, of which a file must have one at least. */
	private long streams(OutputStream stream, Function<Chunk, List<byte[]>> making) throws IOException {
		stream.write(BzipBlocks.compress(this.header));
		return write(making, stream::write);
	}

	private long text(OutputStream stream, Function<Chunk, List<byte[]>> making) throws IOException {
		try (OutputStream file = this.output.outputs().files().open(stream, this.name)) {
			file.write(this.header);
			return write(making, file::write);
		}
	}

	private long write(Function<Chunk, List<byte[]>> making, Target target) throws IOException {
		try (MongoCursor<Document> slices = this.output.slices().cursor();
				ReadAhead<Chunk, Made> ahead = new ReadAhead<>(new SliceChunks(slices),
						(chunk) -> new Made(chunk.records(), making.apply(chunk)), Chunk::bytes)) {
			long count = 0;
			while (ahead.hasNext()) {
				Made made = ahead.next();
				for (byte[] bytes : made.bytes()) {
					target.write(bytes);
				}
				count += made.records();
			}
			return count;
		}
	}

	/** Where bytes go. */
	@FunctionalInterface
	private interface Target {

		void write(byte[] bytes) throws IOException;

	}

	/**
	 * What a chunk has become.
	 *
	 * @param records how many records these are
	 * @param bytes what to write
	 */
	private record Made(long records, List<byte[]> bytes) {
	}

}
